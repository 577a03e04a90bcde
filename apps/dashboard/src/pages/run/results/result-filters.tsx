import { t } from "@lingui/core/macro";
import clsx from "clsx";
import { type ResultFilter, resultFilters } from "../../../data/result-groups.ts";
import { formatCount } from "../../../ui/format.ts";

const labels: Record<ResultFilter, string> = {
  all: t`All`,
  failed: t`Failed`,
  flaky: t`Flaky`,
  skipped: t`Skipped`,
  passed: t`Passed`,
};

export interface ResultFiltersProps {
  counts: Record<ResultFilter, number>;
  filter: ResultFilter;
  onChange: (filter: ResultFilter) => void;
}

/** Which results are shown, and how many each choice would show. */
export function ResultFilters({ counts, filter, onChange }: ResultFiltersProps) {
  return (
    <div role="group" aria-label={t`Show`} className="flex flex-wrap gap-1">
      {resultFilters.map((name) =>
        counts[name] > 0 || name === filter ? (
          <button
            key={name}
            type="button"
            aria-pressed={name === filter}
            onClick={() => onChange(name)}
            className="flex h-8 items-center gap-1.5 rounded-md px-2.5 text-sm text-text-2 transition-colors hover:bg-raised hover:text-text aria-pressed:bg-accent-soft aria-pressed:font-medium aria-pressed:text-accent"
          >
            {labels[name]}
            <span
              className={clsx(
                "text-xs tabular-nums",
                name === "failed" && name !== filter ? "text-failed" : "opacity-75",
              )}
            >
              {formatCount(counts[name])}
            </span>
          </button>
        ) : null,
      )}
    </div>
  );
}
