import { z } from "zod";
import { NewRun, Rerun, Run, RunChange, RunSummary, State, Trigger, Verdict } from "../run.ts";
import { Instant, Slug } from "../slug.ts";
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
    query: z.object({
      project: Slug.optional(),
      suite: Slug.optional(),
      state: State.optional(),
      verdict: Verdict.optional(),
      branch: z.string().max(255).optional(),
      trigger: Trigger.shape.kind.optional(),
      from: Instant.optional().describe("Created at or after."),
      to: Instant.optional().describe("Created before."),
      ...paging,
    }),
    status: 200,
    answer: pageOf(RunSummary),
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
