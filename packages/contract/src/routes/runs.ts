import { z } from "zod";
import { NewRun, Rerun, Run, RunChange, RunSummary } from "../run.ts";
import { RunFilters } from "../run-filters.ts";
import { Instant } from "../slug.ts";
import { pageOf, paging, run, type Route } from "./route.ts";

const traceparent = z
  .string()
  .optional()
  .describe("W3C trace context of a pipeline: the run becomes part of its trace. One that is malformed is ignored.");

export const runsRoutes = {
  createRun: {
    method: "POST",
    path: "/api/v1/runs",
    tag: "runs",
    summary: "Trigger a run",
    permission: "runs:trigger",
    description:
      "Once this answers, the run is stored and will end. With an `Idempotency-Key`, the same key answers the same run again.",
    headers: z.object({ "idempotency-key": z.string().min(1).max(200).optional(), traceparent }),
    body: NewRun,
    status: 201,
    answer: Run,
  },
  listRuns: {
    method: "GET",
    path: "/api/v1/runs",
    tag: "runs",
    summary: "List runs, newest first",
    permission: "runs:read",
    description:
      "A page may have fewer runs than `limit`, or none, and a next one all the same: where no index serves what is asked for together, only so many runs are looked at for one answer. `lookedBackTo` tells so; ask on with `nextCursor`.",
    query: RunFilters.extend(paging),
    status: 200,
    answer: pageOf(RunSummary).extend({
      lookedBackTo: Instant.nullable().describe(
        "Null: the page is whole. Else it was cut short here: of the runs back to this instant it has all that pass.",
      ),
    }),
  },
  getRun: {
    method: "GET",
    path: "/api/v1/runs/:run",
    tag: "runs",
    summary: "Get a run with its jobs and attempts",
    permission: "runs:read",
    params: z.object(run),
    status: 200,
    answer: Run,
  },
  changeRun: {
    method: "PATCH",
    path: "/api/v1/runs/:run",
    tag: "runs",
    summary: "Pin a run, or change its labels",
    permission: "runs:trigger",
    params: z.object(run),
    body: RunChange,
    status: 200,
    answer: Run,
  },
  cancelRun: {
    method: "POST",
    path: "/api/v1/runs/:run/cancel",
    tag: "runs",
    summary: "Cancel a run",
    description: "409 when it is final already.",
    permission: "runs:trigger",
    params: z.object(run),
    status: 200,
    answer: Run,
  },
  deleteRun: {
    method: "DELETE",
    path: "/api/v1/runs/:run",
    tag: "runs",
    summary: "Delete a run",
    description:
      "With its jobs, log, results, artifacts and analysis, for good. 409 while it is queued or running, or pinned.",
    permission: "runs:delete",
    params: z.object(run),
    status: 204,
  },
  rerun: {
    method: "POST",
    path: "/api/v1/runs/:run/rerun",
    tag: "runs",
    summary: "Trigger the same again",
    permission: "runs:trigger",
    params: z.object(run),
    headers: z.object({ traceparent }),
    body: Rerun.nullish(),
    status: 201,
    answer: Run,
  },
} as const satisfies Record<string, Route>;
