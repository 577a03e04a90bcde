import { type Center, changeProject, createProject, deleteProject, findProject, toProject, viewOf } from "@aac/core";
import type { HandlersOf } from "../handlers.ts";
import { after, toPage } from "../page.ts";

export function projectRoutes(
  center: Center,
): HandlersOf<"listProjects" | "createProject" | "getProject" | "changeProject" | "deleteProject"> {
  return {
    async listProjects({ caller, query: { cursor, limit } }) {
      const { projects } = viewOf(center.store, caller);
      return toPage(await projects.find({ where: after(cursor), limit: limit + 1 }), limit, toProject);
    },
    createProject: async ({ caller, body }) => toProject(await createProject(center, caller, body)),
    getProject: async ({ caller, params }) =>
      toProject(await findProject(viewOf(center.store, caller), params.project)),
    changeProject: async ({ caller, params, body }) =>
      toProject(await changeProject(center, caller, params.project, body)),
    deleteProject: async ({ caller, params }) => deleteProject(center, caller, params.project) as Promise<undefined>,
  };
}
