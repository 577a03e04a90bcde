import type { AnalysisSettings } from "@aac/contract";
import clsx from "clsx";
import { formatCount } from "../../ui/format.ts";

/** Who answers as things are, and what models have used this month. */
export function UsageMeter({
  settings: { mode, usesModel, usedTokens, monthlyTokens },
}: {
  settings: AnalysisSettings;
}) {
  const share = monthlyTokens === null ? 0 : monthlyTokens === 0 ? 1 : Math.min(1, usedTokens / monthlyTokens);
  const who = mode === "off" ? "Nothing is analysed" : usesModel ? "A model is asked" : "The built-in rules answer";
  return (
    <section
      aria-label="As things are"
      className="flex flex-col gap-3 rounded-lg border border-line bg-surface px-4 py-3"
    >
      <div className="flex flex-wrap items-baseline justify-between gap-x-4 gap-y-1 text-sm">
        <span className="font-medium">{who}</span>
        <span className="text-text-2 tabular-nums">
          {formatCount(usedTokens)} {monthlyTokens === null ? "tokens" : `of ${formatCount(monthlyTokens)} tokens`} used
          this month
        </span>
      </div>
      {monthlyTokens !== null && (
        <meter
          aria-label="Tokens used this month"
          min={0}
          max={1}
          value={share}
          className={clsx("meter", share >= 0.9 && "meter-full")}
        />
      )}
      {mode === "model" && !usesModel && (
        <p className="text-xs text-text-3">
          {monthlyTokens !== null && usedTokens >= monthlyTokens
            ? "This month's tokens are used up."
            : "No model is set up: give a key here, or have the operators of the center set one."}
        </p>
      )}
    </section>
  );
}
