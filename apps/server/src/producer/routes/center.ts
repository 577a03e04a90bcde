import { Permission } from "@aac/contract";
import { type Center, checkImage, findSandboxPolicy, parseImageName, permissions, Problem } from "@aac/core";
import type { HandlersOf } from "../handlers.ts";
import { checkDirectory } from "./suites.ts";

/** What runs the tests of a directory, by what lies in it. */
export type LookIntoDirectory = (
  path: string,
  options: { containers: boolean },
) => Promise<{
  setUp: {
    name: string;
    image: string | null;
    command: string[] | null;
    workingDirectory?: string;
    reports: string[];
  } | null;
  hasDockerfile: boolean;
}>;

export interface CenterParts {
  signUp: "open" | "invited";
  isLocal: boolean;
  executor: string | null;
  lookInto: LookIntoDirectory | null;
}

export function centerRoutes(
  center: Center,
  { signUp, isLocal, executor, lookInto }: CenterParts,
): HandlersOf<"getCenter" | "listRoles" | "lookAtImage" | "lookAtDirectory"> {
  return {
    getCenter: async () => ({ signUp }),
    listRoles: async () => ({
      permissions: Permission.options.map((permission) => {
        const { role, scope, of } = permissions[permission];
        return { permission, role, scope, of };
      }),
    }),
    async lookAtImage({ caller, query: { image } }) {
      const name = parseImageName(image);
      if (!name) return { name, problem: `"${image}" is no name of an image, such as ghcr.io/acme/e2e:1.4.` };
      return { name, problem: whyRefused(await findSandboxPolicy(center, caller.orgId), image) };
    },
    async lookAtDirectory({ query: { directory } }) {
      const nothing = { setUp: null, hasDockerfile: false };
      try {
        await checkDirectory(directory, { isLocal });
        const found =
          lookInto && (await lookInto(directory, { containers: executor !== "process" }).catch(cannotBeRead));
        return { problem: null, ...(found ? { ...found, setUp: presentSetUp(found.setUp) } : nothing) };
      } catch (error) {
        if (!(error instanceof Problem) || error.code !== "directory_not_found") throw error;
        return { problem: error.message, ...nothing };
      }
    },
  };
}

function presentSetUp(setUp: Awaited<ReturnType<LookIntoDirectory>>["setUp"]) {
  if (!setUp) return null;
  const { name, image, command, workingDirectory = "/app", reports } = setUp;
  return { name, image, command, workingDirectory, reports };
}

function cannotBeRead(cause: unknown): never {
  const detail = `It cannot be read: ${cause instanceof Error ? cause.message : String(cause)}.`;
  throw new Problem("directory_not_found", detail, { cause });
}

function whyRefused(policy: Parameters<typeof checkImage>[0], image: string): string | null {
  try {
    checkImage(policy, { image, directory: null });
    return null;
  } catch (error) {
    if (error instanceof Problem) return error.message;
    throw error;
  }
}
