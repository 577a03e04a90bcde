import { ApiError } from "@aac/contract";

export type FieldErrors = Partial<Record<string, string>>;

/** The server's objections, by the first part of the field they are about. */
export function fieldErrors(error: unknown): FieldErrors {
  const refused = error instanceof ApiError ? (error.problem.errors ?? []) : [];
  return Object.fromEntries(
    refused.map(({ path, message }) => {
      const field = path.split(/[./]/).find((part) => part !== "" && part !== "body");
      return [field ?? "", message];
    }),
  );
}
