import { isAbsolute } from "node:path";
import { stat } from "node:fs/promises";
import {
  type Center,
  changeSuite,
  createSuite,
  deleteSuite,
  findProject,
  findSuite,
  Problem,
  toSuite,
  viewOf,
} from "@aac/core";
import type { HandlersOf } from "../handlers.ts";
import { after, toPage } from "../page.ts";

export function suiteRoutes(
  center: Center,
  options: { isLocal: boolean },
): HandlersOf<"listSuites" | "createSuite" | "getSuite" | "changeSuite" | "deleteSuite"> {
  return {
    async listSuites({ caller, params, query: { cursor, limit } }) {
      const tenant = viewOf(center.store, caller);
      const { id: projectId } = await findProject(tenant, params.project);
      const found = await tenant.suites.find({ where: { projectId, ...after(cursor) }, limit: limit + 1 });
      return toPage(found, limit, toSuite);
    },
    async createSuite({ caller, params, body }) {
      await checkDirectory(body.directory, options);
      return toSuite(await createSuite(center, caller, params.project, body));
    },
    async getSuite({ caller, params }) {
      const tenant = viewOf(center.store, caller);
      return toSuite(await findSuite(tenant, await findProject(tenant, params.project), params.suite));
    },
    async changeSuite({ caller, params, body }) {
      await checkDirectory(body.directory, options);
      return toSuite(await changeSuite(center, caller, params.project, params.suite, body));
    },
    deleteSuite: async ({ caller, params }) =>
      deleteSuite(center, caller, params.project, params.suite) as Promise<undefined>,
  };
}

/** A directory is one of this host: only its own user may name one, and it has to be there. */
export async function checkDirectory(
  directory: string | null | undefined,
  { isLocal }: { isLocal: boolean },
): Promise<void> {
  if (directory === null || directory === undefined) return;
  const refuse = (code: "directory_not_allowed" | "directory_not_found", detail: string) => {
    throw new Problem(code, detail, { errors: [{ path: "directory", message: detail }] });
  };
  if (!isLocal) return refuse("directory_not_allowed", "This center runs images only.");
  const found = isAbsolute(directory) ? await stat(directory).catch(() => null) : null;
  if (!found?.isDirectory()) refuse("directory_not_found", `"${directory}" is not a directory of this host.`);
}
