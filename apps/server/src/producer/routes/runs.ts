import type { Run } from "@aac/contract";
import {
  cancelRun,
  changeRun,
  type Center,
  deleteRun,
  findRun,
  listRuns,
  newJob,
  rerun,
  type RunRecord,
  shardsOf,
  toRun,
  toInstant,
  toRunSummary,
  triggerRun,
} from "@aac/core";
import type { HandlersOf } from "../handlers.ts";
import { cursorOf, decodeCursor } from "../page.ts";

export function runRoutes(
  center: Center,
): HandlersOf<"createRun" | "listRuns" | "getRun" | "changeRun" | "cancelRun" | "deleteRun" | "rerun"> {
  return {
    async createRun({ caller, body, headers }) {
      return presentRun(
        center,
        await triggerRun(center, caller, {
          ...body,
          idempotencyKey: headers["idempotency-key"],
          traceparent: headers.traceparent,
        }),
      );
    },
    async listRuns({ caller, query: { cursor, limit, ...filters } }) {
      const found = await listRuns(center, caller, { filters, before: decodeCursor(cursor), limit });
      return {
        items: found.runs.map(toRunSummary),
        nextCursor: found.next === null ? null : cursorOf(found.next),
        lookedBackTo: found.lookedBackTo === null ? null : toInstant(found.lookedBackTo),
      };
    },
    getRun: async ({ caller, params }) => presentRun(center, await findRun(center, caller, params.run)),
    changeRun: async ({ caller, params, body }) =>
      presentRun(center, await changeRun(center, caller, params.run, body)),
    cancelRun: async ({ caller, params }) => presentRun(center, await cancelRun(center, caller, params.run)),
    async deleteRun({ caller, params }) {
      await deleteRun(center, caller, params.run);
    },
    async rerun({ caller, params, headers, body }) {
      const how = {
        trigger: body?.trigger ?? "rerun",
        only: body?.only ?? "all",
        traceparent: headers.traceparent,
      } as const;
      return presentRun(center, await rerun(center, caller, params.run, how));
    },
  };
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
