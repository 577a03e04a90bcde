import type { CauseCategory } from "@aac/contract";
import type { AttemptEnd } from "../evidence.ts";

/** One recognised cause. */
export interface Rule {
  category: CauseCategory;
  /** Any of these, on one line of a failing test's message or stack, or of the log. */
  patterns: readonly RegExp[];
  /** How sure a match in the message of a failing test makes, from 0 to 1: what is specific outranks what is common. */
  confidence: number;
  /** A sentence; `$1` is what the pattern's first group caught. */
  cause: string;
  remedy: string;
  /** What it looks for stands in no log of a healthy run: there it decides even when a test's message says less. */
  isLoud?: true;
  /** Signals that say it where they ended an attempt. */
  signals?: readonly string[];
  /** A limit of the sandbox that says it. */
  limit?: AttemptEnd["limit"];
  /** Reason codes of a run that say it without any pattern. */
  reasons?: readonly string[];
}
