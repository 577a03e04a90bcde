import { z } from "zod";
import { NewProject, Project, ProjectChange } from "../project.ts";
import { pageOf, paging, project, type Route } from "./route.ts";

export const projectsRoutes = {
  listProjects: {
    method: "GET",
    path: "/api/v1/projects",
    tag: "projects",
    summary: "List projects",
    permission: "projects:read",
    query: z.object(paging),
    status: 200,
    answer: pageOf(Project),
  },
  createProject: {
    method: "POST",
    path: "/api/v1/projects",
    tag: "projects",
    summary: "Create a project",
    permission: "projects:create",
    body: NewProject,
    status: 201,
    answer: Project,
  },
  getProject: {
    method: "GET",
    path: "/api/v1/projects/:project",
    tag: "projects",
    summary: "Get a project",
    permission: "projects:read",
    params: z.object(project),
    status: 200,
    answer: Project,
  },
  changeProject: {
    method: "PATCH",
    path: "/api/v1/projects/:project",
    tag: "projects",
    summary: "Change a project",
    permission: "projects:change",
    params: z.object(project),
    body: ProjectChange,
    status: 200,
    answer: Project,
  },
  deleteProject: {
    method: "DELETE",
    path: "/api/v1/projects/:project",
    tag: "projects",
    summary: "Delete a project with its suites, environments and schedules",
    description: "Its runs stay readable by id. Refused while one of them is not final.",
    permission: "projects:change",
    params: z.object(project),
    status: 204,
  },
} as const satisfies Record<string, Route>;
