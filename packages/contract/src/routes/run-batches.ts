import { LabelBatch, RerunBatch, RunBatch, RunOutcomes } from "../run-batch.ts";
import type { Route } from "./route.ts";

const common = { method: "POST", tag: "runs", status: 200, answer: RunOutcomes } as const;
const description =
  "At most 100 at once. Each is done or refused by itself: the answer tells of every one, and the audit log too.";

/** The same done to several runs. */
export const runBatchesRoutes = {
  cancelRuns: {
    ...common,
    path: "/api/v1/runs/cancel",
    summary: "Cancel several runs",
    description,
    permission: "runs:trigger",
    body: RunBatch,
  },
  rerunRuns: {
    ...common,
    path: "/api/v1/runs/rerun",
    summary: "Trigger several runs again",
    description,
    permission: "runs:trigger",
    body: RerunBatch,
  },
  labelRuns: {
    ...common,
    path: "/api/v1/runs/label",
    summary: "Put labels on several runs, and take others from them",
    description,
    permission: "runs:trigger",
    body: LabelBatch,
  },
  deleteRuns: {
    ...common,
    path: "/api/v1/runs/delete",
    summary: "Delete several runs",
    description,
    permission: "runs:delete",
    body: RunBatch,
  },
} as const satisfies Record<string, Route>;
