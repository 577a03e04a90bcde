import type { RouteInput, Run } from "@aac/contract";
import {
  cancelRun,
  changeRun,
  type Caller,
  type Center,
  findProject,
  newJob,
  Problem,
  rerun,
  type RunRecord,
  shardsOf,
  toRun,
  toRunSummary,
  triggerRun,
  viewOf,
} from "@aac/core";
import type { HandlersOf } from "../handlers.ts";
import { before, toPage } from "../page.ts";

export function runRoutes(
  center: Center,
): HandlersOf<"createRun" | "listRuns" | "getRun" | "changeRun" | "cancelRun" | "rerun"> {
  return {
    async createRun({ caller, body, headers }) {
      return presentRun(
        center,
        await triggerRun(center, caller, { ...body, idempotencyKey: headers["idempotency-key"] }),
      );
    },
    async listRuns({ caller, query }) {
      const where = await conditions(center, caller, query);
      const { runs } = viewOf(center.store, caller);
      return toPage(await runs.find({ where, orderBy: ["-id"], limit: query.limit + 1 }), query.limit, toRunSummary);
    },
    getRun: async ({ caller, params }) => presentRun(center, await findRun(center, caller, params.run)),
    changeRun: async ({ caller, params, body }) =>
      presentRun(center, await changeRun(center, caller, params.run, body)),
    cancelRun: async ({ caller, params }) => presentRun(center, await cancelRun(center, caller, params.run)),
    rerun: async ({ caller, params, body }) =>
      presentRun(
        center,
        await rerun(center, caller, params.run, { trigger: body?.trigger ?? "rerun", only: body?.only ?? "all" }),
      ),
  };
}

/** Throws Problem `run_not_found`, also for a run of another organization. */
export async function findRun(center: Center, caller: Caller, id: string): Promise<RunRecord> {
  const run = await viewOf(center.store, caller).runs.get(id);
  if (!run) throw new Problem("run_not_found", `There is no run "${id}".`);
  return run;
}

/** A run with its jobs and attempts. */
export async function presentRun(center: Center, run: RunRecord): Promise<Run> {
  // Of a run to which nothing has happened the jobs follow from the run: triggering is answered without reading back.
  if (run.revision === 1 && run.state === "queued") {
    const jobs = shardsOf(run).map((shard) => newJob(run, shard, 0));
    return toRun(run, jobs, []);
  }
  const tenant = center.store.tenant(run.orgId);
  const where = { runId: run.id };
  const [jobs, attempts] = await Promise.all([
    tenant.jobs.find({ where, orderBy: ["shard"] }),
    tenant.attempts.find({ where }),
  ]);
  return toRun(run, jobs, attempts);
}

async function conditions(center: Center, caller: Caller, query: RouteInput<"listRuns">["query"]) {
  const { project, suite, state, verdict, branch, trigger, from, to, cursor } = query;
  if (suite !== undefined && project === undefined) {
    const errors = [{ path: "project", message: "A suite is found within a project: name the project too." }];
    throw new Problem("invalid_request", "The filter `suite` needs the filter `project`.", { errors });
  }
  const projectId = project && (await findProject(viewOf(center.store, caller), project)).id;
  return {
    ...before(cursor),
    ...(projectId && { projectId }),
    ...(suite && { suiteSlug: suite }),
    ...(state && { state }),
    ...(verdict && { verdict }),
    ...(branch && { branch }),
    ...(trigger && { triggerKind: trigger }),
    ...((from || to) && { createdAt: { ...(from && { gte: Date.parse(from) }), ...(to && { lt: Date.parse(to) }) } }),
  };
}
