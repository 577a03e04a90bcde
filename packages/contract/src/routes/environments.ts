import { z } from "zod";
import { Environment, EnvironmentChange, NewEnvironment } from "../environment.ts";
import { Slug } from "../slug.ts";
import { pageOf, paging, project, type Route } from "./route.ts";

export const environmentsRoutes = {
  listEnvironments: {
    method: "GET",
    path: "/api/v1/projects/:project/environments",
    tag: "environments",
    summary: "List the environments of a project",
    permission: "environments:read",
    params: z.object(project),
    query: z.object(paging),
    status: 200,
    answer: pageOf(Environment),
  },
  createEnvironment: {
    method: "POST",
    path: "/api/v1/projects/:project/environments",
    tag: "environments",
    summary: "Create an environment",
    permission: "environments:change",
    params: z.object(project),
    body: NewEnvironment,
    status: 201,
    answer: Environment,
  },
  getEnvironment: {
    method: "GET",
    path: "/api/v1/projects/:project/environments/:environment",
    tag: "environments",
    summary: "Get an environment",
    permission: "environments:read",
    params: z.object({ ...project, environment: Slug }),
    status: 200,
    answer: Environment,
  },
  changeEnvironment: {
    method: "PATCH",
    path: "/api/v1/projects/:project/environments/:environment",
    tag: "environments",
    summary: "Change an environment",
    permission: "environments:change",
    params: z.object({ ...project, environment: Slug }),
    body: EnvironmentChange,
    status: 200,
    answer: Environment,
  },
  deleteEnvironment: {
    method: "DELETE",
    path: "/api/v1/projects/:project/environments/:environment",
    tag: "environments",
    summary: "Delete an environment",
    permission: "environments:change",
    params: z.object({ ...project, environment: Slug }),
    status: 204,
  },
} as const satisfies Record<string, Route>;
