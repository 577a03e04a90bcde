import type { Totals } from "@aac/contract";
import { t } from "@lingui/core/macro";
import clsx from "clsx";
import { formatCount } from "./format.ts";

const parts = [
  { name: "passed", word: t`passed`, solid: "bg-passed-solid", ink: "text-passed" },
  { name: "failed", word: t`failed`, solid: "bg-failed-solid", ink: "text-failed" },
  { name: "flaky", word: t`flaky`, solid: "bg-timed-out-solid", ink: "text-timed-out" },
  { name: "skipped", word: t`skipped`, solid: "bg-quiet-solid", ink: "text-quiet" },
] as const;

/** How many tests came to what: a bar of the shares, and the numbers as words. */
export function TotalsBar({ totals, className }: { totals: Totals; className?: string }) {
  const { tests, flaky } = totals;
  // A flaky test passed: the bar shows it in its own colour, not twice.
  const shares = { ...totals, passed: totals.passed - flaky };
  return (
    <div className={clsx("flex min-w-0 flex-col gap-1.5", className)}>
      <div className="flex h-1.5 gap-px overflow-hidden rounded-full bg-raised" aria-hidden>
        {parts.map(({ name, solid }) =>
          shares[name] > 0 ? (
            <span key={name} className={clsx("min-w-1", solid)} style={{ flexGrow: shares[name] / tests }} />
          ) : null,
        )}
      </div>
      <p className="flex flex-wrap gap-x-2.5 text-xs leading-4 text-text-3 tabular-nums">
        {tests === 0 && t`No test results`}
        {parts.map(({ name, word, ink }) =>
          totals[name] > 0 ? (
            <span key={name} className="whitespace-nowrap">
              <span className={clsx("font-medium", ink)}>{formatCount(totals[name])}</span> {word}
            </span>
          ) : null,
        )}
      </p>
    </div>
  );
}
