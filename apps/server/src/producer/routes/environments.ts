import {
  type Center,
  changeEnvironment,
  createEnvironment,
  deleteEnvironment,
  findEnvironment,
  findProject,
  toEnvironment,
  viewOf,
} from "@aac/core";
import type { HandlersOf } from "../handlers.ts";
import { after, toPage } from "../page.ts";

export function environmentRoutes(
  center: Center,
): HandlersOf<"listEnvironments" | "createEnvironment" | "getEnvironment" | "changeEnvironment" | "deleteEnvironment"> {
  return {
    async listEnvironments({ caller, params, query: { cursor, limit } }) {
      const tenant = viewOf(center.store, caller);
      const { id: projectId } = await findProject(tenant, params.project);
      const found = await tenant.environments.find({ where: { projectId, ...after(cursor) }, limit: limit + 1 });
      return toPage(found, limit, toEnvironment);
    },
    createEnvironment: async ({ caller, params, body }) =>
      toEnvironment(await createEnvironment(center, caller, params.project, body)),
    async getEnvironment({ caller, params }) {
      const tenant = viewOf(center.store, caller);
      return toEnvironment(
        await findEnvironment(tenant, await findProject(tenant, params.project), params.environment),
      );
    },
    changeEnvironment: async ({ caller, params, body }) =>
      toEnvironment(await changeEnvironment(center, caller, params.project, params.environment, body)),
    deleteEnvironment: async ({ caller, params }) =>
      deleteEnvironment(center, caller, params.project, params.environment) as Promise<undefined>,
  };
}
