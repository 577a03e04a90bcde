import {
  type Center,
  findProject,
  findRun,
  listTestResults,
  listTests,
  Problem,
  readHealth,
  readTest,
  readTestHistories,
  viewOf,
} from "@aac/core";
import type { HandlersOf } from "../handlers.ts";
import { after, cursorOf, decodeCursor, decodeText } from "../page.ts";

const mostTests = 100;

/** What is known over runs. */
export function historyRoutes(
  center: Center,
): HandlersOf<
  "getActivity" | "listHealth" | "getHealth" | "listTests" | "getTest" | "listTestResults" | "listTestHistories"
> {
  const { clock, store } = center;
  const cursor = (next: string | null) => (next === null ? null : cursorOf(next));
  return {
    async getActivity({ caller }) {
      const { runs, jobs } = viewOf(store, caller);
      const [running, queued, waitingJobs] = await Promise.all([
        runs.count({ state: "running" }),
        runs.count({ state: "queued" }),
        jobs.count({ state: "queued" }),
      ]);
      return { running, queued, waitingJobs };
    },
    async listHealth({ caller, query }) {
      const tenant = viewOf(store, caller);
      const found = await tenant.projects.find({ where: after(query.cursor), limit: query.limit + 1 });
      const shown = found.slice(0, query.limit);
      const next = found.length > query.limit ? shown.at(-1)!.id : null;
      const now = clock.now();
      const items = await Promise.all(shown.map((project) => readHealth(tenant, project, now)));
      return { items, nextCursor: cursor(next) };
    },
    async getHealth({ caller, params }) {
      const tenant = viewOf(store, caller);
      return readHealth(tenant, await findProject(tenant, params.project), clock.now());
    },
    async listTests({ caller, params, query }) {
      const tenant = viewOf(store, caller);
      const project = await findProject(tenant, params.project);
      const { items, next } = await listTests(tenant, project, { ...query, after: decodeText(query.cursor) });
      return { items, nextCursor: cursor(next) };
    },
    async getTest({ caller, params }) {
      const tenant = viewOf(store, caller);
      return readTest(tenant, await findProject(tenant, params.project), params.test);
    },
    async listTestResults({ caller, params, query }) {
      const tenant = viewOf(store, caller);
      const project = await findProject(tenant, params.project);
      const place = { before: decodeCursor(query.cursor), limit: query.limit };
      const { items, next } = await listTestResults(tenant, project, params.test, place);
      return { items, nextCursor: cursor(next) };
    },
    async listTestHistories({ caller, params, query }) {
      const run = await findRun(center, caller, params.run);
      const ids = [...new Set(query.tests.split(","))];
      if (ids.length > mostTests) {
        const errors = [{ path: "tests", message: `These are ${ids.length}; at most ${mostTests} are answered.` }];
        throw new Problem("invalid_request", "Too many tests are asked for at once.", { errors });
      }
      return { items: await readTestHistories(viewOf(store, caller), run.projectId, ids) };
    },
  };
}
