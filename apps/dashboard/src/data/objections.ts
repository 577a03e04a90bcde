import { ApiError } from "@aac/contract";
import type { z } from "zod";

/** What is wrong with a form, by the path of the field, such as `limits.cpus`. */
export type Objections = Readonly<Partial<Record<string, string>>>;

/** The server's objections to what was sent. */
export function objectionsOf(error: unknown): Objections {
  const refused = error instanceof ApiError ? (error.problem.errors ?? []) : [];
  return byPath(
    refused.map(({ path, message }) => ({
      path: path.split(/[./]/).filter((part) => part && part !== "body"),
      message,
    })),
  );
}

/** The contract's objections to what is about to be sent: the same that the server would have. */
export function issuesOf({ issues }: z.ZodError): Objections {
  return byPath(
    issues.map((issue) => ({
      path: issue.path,
      // An issue about the name in a record has its reason inside.
      message: (issue.code === "invalid_key" && issue.issues[0]?.message) || issue.message,
    })),
  );
}

/** What is wrong with a field, or with a part of it. */
export function objectionTo(objections: Objections, path: string): string | undefined {
  if (objections[path] !== undefined) return objections[path];
  const inner = Object.keys(objections).find((other) => other.startsWith(`${path}.`));
  return inner === undefined ? undefined : `${inner.slice(path.length + 1)}: ${objections[inner]}`;
}

function byPath(found: readonly { path: readonly PropertyKey[]; message: string }[]): Objections {
  const objections: Record<string, string> = {};
  // The first that is wrong with a field says most.
  for (const { path, message } of found) objections[path.map(String).join(".")] ??= message;
  return objections;
}
