import { z } from "zod";
import { Activity, ProjectHealth, Test, TestDetails, TestHistory, TestResult } from "../history.ts";
import { TestStatus } from "../result.ts";
import { pageOf, paging, project, run, type Route } from "./route.ts";

const test = { ...project, test: z.string().regex(/^[0-9a-f]{24}$/, "The id of a test, as results have it.") };

/** What is known over runs: how projects are, and what becomes of each test. */
export const historyRoutes = {
  getActivity: {
    method: "GET",
    path: "/api/v1/activity",
    tag: "history",
    summary: "How much runs, and how much waits",
    permission: "runs:read",
    status: 200,
    answer: Activity,
  },
  listHealth: {
    method: "GET",
    path: "/api/v1/health-of-projects",
    tag: "history",
    summary: "How the projects are: newest runs, days, what is red",
    permission: "runs:read",
    query: z.object({ ...paging, limit: z.coerce.number().int().min(1).max(50).default(20) }),
    status: 200,
    answer: pageOf(ProjectHealth),
  },
  getHealth: {
    method: "GET",
    path: "/api/v1/projects/:project/health",
    tag: "history",
    summary: "How a project is",
    permission: "runs:read",
    params: z.object(project),
    status: 200,
    answer: ProjectHealth,
  },
  listTests: {
    method: "GET",
    path: "/api/v1/projects/:project/tests",
    tag: "history",
    summary: "List the tests of a project",
    description: "Known from the results of final runs, seconds after their end.",
    permission: "runs:read",
    params: z.object(project),
    query: z.object({
      search: z
        .string()
        .max(200)
        .optional()
        .describe("Words that all stand in its name, its groups, its file or its suite, in any case."),
      status: TestStatus.optional().describe("What it came to last."),
      sort: z
        .enum(["name", "slowest", "failing", "newest"])
        .default("name")
        .describe("`failing`: those that failed most often of late first. `newest`: those first seen last first."),
      ...paging,
      limit: z.coerce.number().int().min(1).max(100).default(50),
    }),
    status: 200,
    answer: pageOf(Test),
  },
  getTest: {
    method: "GET",
    path: "/api/v1/projects/:project/tests/:test",
    tag: "history",
    summary: "Get a test with its newest outcomes",
    permission: "runs:read",
    params: z.object(test),
    status: 200,
    answer: TestDetails,
  },
  listTestResults: {
    method: "GET",
    path: "/api/v1/projects/:project/tests/:test/results",
    tag: "history",
    summary: "List the results of a test over runs, newest first",
    permission: "runs:read",
    params: z.object(test),
    query: z.object({ ...paging, limit: z.coerce.number().int().min(1).max(200).default(50) }),
    status: 200,
    answer: pageOf(TestResult),
  },
  listTestHistories: {
    method: "GET",
    path: "/api/v1/runs/:run/test-histories",
    tag: "history",
    summary: "The newest outcomes of some tests of a run",
    description:
      "For as many tests as a screen shows. Outcomes are those of all runs, also of later ones. A test of which nothing is known yet is left out.",
    permission: "runs:read",
    params: z.object(run),
    query: z.object({
      tests: z
        .string()
        .max(4096)
        .regex(/^[0-9a-f]{24}(,[0-9a-f]{24})*$/, "Ids of tests, as results have them in `testId`, with commas between.")
        .describe("`testId`s with commas between, at most 100."),
    }),
    status: 200,
    answer: z.object({ items: z.array(TestHistory) }),
  },
} as const satisfies Record<string, Route>;
