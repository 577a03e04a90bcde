import type { ReportedTest } from "@aac/contract";
import type { Attributes, Phase, Span } from "../ports/observer.ts";
import { type Center, observerOf } from "./center.ts";
import type { Claim } from "./claim-job.ts";

/** Tells of an attempt while it goes on: of its phases, for metrics and as spans of the run's trace. */
export interface AttemptWatch {
  /** By which what runs in the sandbox joins the trace; null where there is none. */
  readonly traceparent: string | null;
  /** A phase begins, and ends the one before it. */
  begin(phase: Phase): void;
  /** The executor has begun with a part of `prepare`. */
  step(step: "image" | "create" | "start"): void;
  /** A result was read; of those there are many of only some are told. */
  test(test: TestSeen): void;
  end(how: { end: string; failure?: string | null; attributes?: Attributes }): void;
}

type TestSeen = Pick<ReportedTest, "name" | "suitePath" | "file" | "status" | "durationMs">;

/** Of an attempt: failed tests first. */
const mostTests = 100;

/** Begins with the claim; of a sandbox that was taken up, with that. */
export function watchAttempt(center: Center, claim: Claim, executor: string, isTakenUp: boolean): AttemptWatch {
  const observer = observerOf(center);
  const { job, attempt } = claim;
  const parent = job.traceparent ?? null;
  const now = () => center.clock.now();
  const claimedAt = job.claimedAt;
  const begunAt = Math.min(claim.begunAt ?? claimedAt, claimedAt);
  const whole = observer.begin("attempt", {
    parent,
    at: begunAt,
    attributes: attributesOf(claim, executor, isTakenUp),
  });
  const within = whole.traceparent;
  if (!isTakenUp) {
    const waitedFrom = Math.min(Math.max(job.queuedAt, job.availableAt), claimedAt);
    observer.begin("queued", { parent, at: waitedFrom }).end({ at: claimedAt });
    observer.begin("claim", { parent: within, at: begunAt }).end({ at: now() });
  }
  const tests = createTests();
  const open = (phase: Phase, parentSpan: string | null): Open => {
    const at = now();
    return { phase, at, span: observer.begin(phase, { parent: parentSpan, at }) };
  };
  const close = (one: Open | null, attributes: Attributes = {}) => {
    if (!one) return;
    const at = now();
    if (one.phase === "collect") tests.noteIn(one.span);
    one.span.end({ at, attributes });
    observer.tell({ what: "phase", phase: one.phase, executor, tookMs: at - one.at });
  };
  let phase: Open | null = null;
  let step: Open | null = null;
  return {
    traceparent: within,
    begin(next) {
      close(step);
      close(phase);
      step = null;
      phase = open(next, within);
    },
    step(next) {
      if (step?.phase === next) return;
      close(step);
      step = open(next, phase?.span.traceparent ?? within);
    },
    test: (test) => tests.add(test),
    end({ end, failure = null, attributes = {} }) {
      close(step);
      close(phase);
      step = phase = null;
      whole.end({ at: now(), failure, attributes: { "aac.end": end, "aac.worker": attempt.worker, ...attributes } });
      observer.tell({ what: "attempt", end });
    },
  };
}

interface Open {
  phase: Phase;
  at: number;
  span: Span;
}

const attributesOf = ({ job, attempt }: Claim, executor: string, isTakenUp: boolean): Attributes => ({
  "aac.organization": job.orgId,
  "aac.run": job.runId,
  "aac.job": job.id,
  "aac.shard": job.shard,
  "aac.attempt": attempt.number,
  "aac.executor": executor,
  "aac.taken_up": isTakenUp,
});

/** As OpenTelemetry's conventions name what is known of a test. */
function createTests() {
  const failed: TestSeen[] = [];
  const others: TestSeen[] = [];
  let seen = 0;
  return {
    add(test: TestSeen) {
      seen++;
      const list = test.status === "failed" ? failed : others;
      if (list.length < mostTests) list.push(test);
    },
    noteIn(span: Span) {
      const told = [...failed, ...others].slice(0, mostTests);
      for (const { name, suitePath, file, status, durationMs } of told) {
        span.note("test", {
          "test.case.name": name.slice(0, 300),
          "test.suite.name": suitePath.join(" › ").slice(0, 300),
          "test.case.result.status": status === "failed" ? "fail" : status === "skipped" ? "skip" : "pass",
          "code.file.path": file,
          "aac.test.duration_ms": durationMs,
        });
      }
      if (seen > told.length) span.note("more tests", { "aac.tests.left_out": seen - told.length });
    },
  };
}
