import type { Verdict } from "@aac/contract";

/** What happened, told once it has: for metrics, so nothing in it names an organization, a run or a person. Times in milliseconds. */
export type Happening =
  | { what: "triggered"; trigger: string; jobs: number }
  /** `waitedMs`: since the job might have been claimed. `tookMs`: claiming itself. */
  | { what: "claimed"; waitedMs: number; tookMs: number }
  /** A phase of an attempt is over. */
  | { what: "phase"; phase: Phase; executor: string; tookMs: number }
  /** `end`: a verdict, or why there is none of this worker. */
  | { what: "attempt"; end: string }
  | { what: "job"; totals: { passed: number; failed: number; skipped: number; flaky: number } }
  | { what: "run"; verdict: Verdict; trigger: string; tookMs: number }
  /** `lagMs`: from reading the first of these lines to having stored them. */
  | { what: "log"; lines: number; bytes: number; lagMs: number }
  | { what: "swept"; lost: number; settled: number; woken: number }
  | { what: "delivery"; kind: string; result: string; tookMs: number }
  | {
      what: "analysis";
      by: string;
      usage: { inputTokens: number; outputTokens: number; costUsd: number | null } | null;
    }
  /** Of this process's worker. */
  | { what: "places"; taken: number; all: number }
  | { what: "stream"; of: "run" | "organization"; change: 1 | -1 };

export const phases = ["image", "create", "start", "prepare", "execute", "collect", "finish"] as const;
/** `prepare` is all from the claim until the command starts; executors that can tell say of what it consists. */
export type Phase = (typeof phases)[number];

export type Attributes = Readonly<Record<string, string | number | boolean | null | undefined>>;

/** A piece of work in a trace. */
export interface Span {
  /**
   * The W3C `traceparent` by which others join it, in this process or another. Where nothing is recorded: that of what it
   * belongs to, so that a trace is not broken by us; null where there is none either.
   */
  readonly traceparent: string | null;
  /** Something that happened at one instant of it. */
  note(name: string, attributes: Attributes, at?: number): void;
  /** Ends it; what comes after is not kept. `failure` says what went wrong. */
  end(more?: { at?: number; attributes?: Attributes; failure?: string | null }): void;
}

export interface SpanOptions {
  /** What it is part of; null: it begins a trace. One that is malformed counts as none. */
  parent: string | null;
  /** Default: now. */
  at?: number;
  attributes?: Attributes;
}

/**
 * Hears what flows do. Never throws and never makes anybody wait; what it does not get said in time it forgets. Nothing
 * the product does depends on it.
 */
export interface Observer {
  tell(happening: Happening): void;
  begin(name: string, options: SpanOptions): Span;
}

/** Of a trace that nobody records: whoever is called next still learns what it is part of. */
export const silentSpan = (parent: string | null): Span => ({
  traceparent: parent,
  note: () => undefined,
  end: () => undefined,
});

export const silentObserver: Observer = { tell: () => undefined, begin: (_, { parent }) => silentSpan(parent) };
