import type { State, Verdict } from "@aac/contract";

/** What a job may do next. If it is not in this table, it cannot happen. */
export const transitions = {
  queued: { claim: "running", cancel: "cancelled", error: "errored" },
  running: {
    pass: "passed",
    fail: "failed",
    error: "errored",
    timeout: "timedOut",
    cancel: "cancelled",
    requeue: "queued",
  },
  passed: {},
  failed: {},
  errored: {},
  timedOut: {},
  cancelled: {},
} as const satisfies Record<State, Partial<Record<string, State>>>;

export const isFinal = (state: State): state is Verdict => Object.keys(transitions[state]).length === 0;

/** The states from which a step may be taken, in the table's order. */
export function statesBefore(step: string): State[] {
  return (Object.keys(transitions) as State[]).filter((state) => step in transitions[state]);
}

/** Where a step leads from a state; null where the table has no such step. */
export function next(state: State, step: string): State | null {
  return (transitions[state] as Partial<Record<string, State>>)[step] ?? null;
}

/** The step that ends a running job with a verdict. */
export const stepTo = {
  passed: "pass",
  failed: "fail",
  errored: "error",
  timedOut: "timeout",
  cancelled: "cancel",
} as const satisfies Record<Verdict, string>;

/** Whether somebody has deleted it: it is there for no one any more, and goes bit by bit. */
export const isDeleted = ({ deletedAt }: { deletedAt?: number | null }) => (deletedAt ?? null) !== null;
