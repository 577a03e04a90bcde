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
      if (!name) {
        const errors = [{ path: "image", message: "This is no name of an image, such as ghcr.io/acme/e2e:1.4." }];
        throw new Problem("invalid_request", `"${image}" is no name of an image.`, { errors });
      }
      const refusal = whyRefused(await findSandboxPolicy(center, caller.orgId), image);
      return { ...name, isAllowed: refusal === null, detail: refusal };
    },
    async lookAtDirectory({ query: { directory } }) {
      await checkDirectory(directory, { isLocal });
      const found = lookInto && (await lookInto(directory, { containers: executor !== "process" }).catch(cannotBeRead));
      const setUp = found?.setUp ?? null;
      return {
        directory,
        hasDockerfile: found?.hasDockerfile ?? false,
        setUp: setUp && {
          name: setUp.name,
          image: setUp.image,
          command: setUp.command,
          workingDirectory: setUp.workingDirectory ?? "/app",
          reports: setUp.reports,
        },
      };
    },
  };
}

function cannotBeRead(cause: unknown): never {
  const detail = `The directory cannot be read: ${cause instanceof Error ? cause.message : String(cause)}.`;
  throw new Problem("directory_not_found", detail, { cause, errors: [{ path: "directory", message: detail }] });
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
