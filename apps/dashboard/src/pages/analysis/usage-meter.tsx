import type { AnalysisSettings } from "@aac/contract";
import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import clsx from "clsx";
import { formatCount } from "../../ui/format.ts";

/** Who answers as things are, and what models have used this month. */
export function UsageMeter({
  settings: { mode, usesModel, usedTokens, monthlyTokens },
}: {
  settings: AnalysisSettings;
}) {
  const share = monthlyTokens === null ? 0 : monthlyTokens === 0 ? 1 : Math.min(1, usedTokens / monthlyTokens);
  const who = mode === "off" ? t`Nothing is analysed` : usesModel ? t`A model is asked` : t`The built-in rules answer`;
  return (
    <section
      aria-label={t`As things are`}
      className="flex flex-col gap-3 rounded-lg border border-line bg-surface px-4 py-3"
    >
      <div className="flex flex-wrap items-baseline justify-between gap-x-4 gap-y-1 text-sm">
        <span className="font-medium">{who}</span>
        <span className="text-text-2 tabular-nums">
          <Trans>
            {formatCount(usedTokens)} {monthlyTokens === null ? t`tokens` : t`of ${formatCount(monthlyTokens)} tokens`}{" "}
            used this month
          </Trans>
        </span>
      </div>
      {monthlyTokens !== null && (
        <meter
          aria-label={t`Tokens used this month`}
          min={0}
          max={1}
          value={share}
          className={clsx("meter", share >= 0.9 && "meter-full")}
        />
      )}
      {mode === "model" && !usesModel && (
        <p className="text-xs text-text-3">
          {monthlyTokens !== null && usedTokens >= monthlyTokens
            ? t`This month's tokens are used up.`
            : t`No model is set up: give a key here, or have the operators of the center set one.`}
        </p>
      )}
    </section>
  );
}
