import { z } from "zod";
import { Slug } from "../slug.ts";
import { NewSuite, Suite, SuiteChange } from "../suite.ts";
import { pageOf, paging, project, type Route } from "./route.ts";

export const suitesRoutes = {
  listSuites: {
    method: "GET",
    path: "/api/v1/projects/:project/suites",
    tag: "suites",
    summary: "List the suites of a project",
    permission: "suites:read",
    params: z.object(project),
    query: z.object(paging),
    status: 200,
    answer: pageOf(Suite),
  },
  createSuite: {
    method: "POST",
    path: "/api/v1/projects/:project/suites",
    tag: "suites",
    summary: "Create a suite",
    permission: "suites:change",
    params: z.object(project),
    body: NewSuite,
    status: 201,
    answer: Suite,
  },
  getSuite: {
    method: "GET",
    path: "/api/v1/projects/:project/suites/:suite",
    tag: "suites",
    summary: "Get a suite",
    permission: "suites:read",
    params: z.object({ ...project, suite: Slug }),
    status: 200,
    answer: Suite,
  },
  changeSuite: {
    method: "PATCH",
    path: "/api/v1/projects/:project/suites/:suite",
    tag: "suites",
    summary: "Change a suite",
    description: "Runs that were triggered before keep the suite as it was.",
    permission: "suites:change",
    params: z.object({ ...project, suite: Slug }),
    body: SuiteChange,
    status: 200,
    answer: Suite,
  },
  deleteSuite: {
    method: "DELETE",
    path: "/api/v1/projects/:project/suites/:suite",
    tag: "suites",
    summary: "Delete a suite",
    permission: "suites:change",
    params: z.object({ ...project, suite: Slug }),
    status: 204,
  },
} as const satisfies Record<string, Route>;
