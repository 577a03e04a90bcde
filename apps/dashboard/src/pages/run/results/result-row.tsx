import type { Artifact, Result, TestHistory } from "@aac/contract";
import { Trans } from "@lingui/react/macro";
import clsx from "clsx";
import { ChevronRight } from "lucide-react";
import { plainText } from "../../../data/ansi.ts";
import { pathInGroup, type ResultGrouping } from "../../../data/result-groups.ts";
import { formatDuration } from "../../../ui/format.ts";
import { OutcomeStrip } from "../../tests/outcome-strip.tsx";
import { ResultDetail } from "./result-detail.tsx";
import { resultLooks } from "./result-looks.ts";

export interface ResultRowProps {
  result: Result;
  isOpen: boolean;
  onToggle: () => void;
  grouping: ResultGrouping;
  /** The collected file of an attachment; undefined when it was not collected. */
  artifactOf: (result: Result, path: string | null) => Artifact | undefined;
  /** What it came to in the runs before; nothing while that is not known. */
  history: TestHistory | undefined;
  project: string;
  run: string;
  onFindInLog: (result: Result) => void;
}

/** So many of the last runs stand beside a test. */
const marksShown = 8;

/** One result; opened, it shows why. */
export function ResultRow({
  result,
  isOpen,
  onToggle,
  grouping,
  artifactOf,
  history,
  project,
  run,
  onFindInLog,
}: ResultRowProps) {
  const { label, icon: Icon, ink } = resultLooks[result.flaky ? "flaky" : result.status];
  const path = pathInGroup(result, grouping);
  const hasPast = history !== undefined && history.outcomes.some((outcome) => outcome.run.id !== run);
  const strip =
    hasPast && !isOpen && (result.status === "failed" || result.flaky) ? history.outcomes.slice(-marksShown) : [];
  const firstLine =
    result.status === "failed" && result.message ? plainText(result.message).trim().split("\n", 1)[0] : null;
  return (
    <div className={clsx("border-t border-line", isOpen && "bg-hover")}>
      <div className="relative">
        <button
          type="button"
          aria-expanded={isOpen}
          onClick={onToggle}
          data-row
          className="flex min-h-9 w-full min-w-0 items-start gap-2.5 px-3 py-2 text-left hover:bg-hover focus-visible:-outline-offset-2"
        >
          <span role="img" aria-label={label} title={label} className={clsx("mt-0.5 shrink-0", ink)}>
            <Icon aria-hidden size={15} strokeWidth={2.5} />
          </span>
          <span className="min-w-0 flex-1 text-sm">
            <span className="wrap-anywhere">
              {path.length > 0 && <span className="text-text-3">{path.join(" › ")} › </span>}
              <span
                className={clsx(
                  result.status === "failed" && "font-medium",
                  result.status === "skipped" && "text-text-2",
                )}
              >
                {result.name}
              </span>
            </span>
            {firstLine && !isOpen && (
              <span className="mt-0.5 line-clamp-1 font-mono text-xs break-all text-failed">{firstLine}</span>
            )}
          </span>
          {result.retries > 0 && (
            <span className="mt-0.5 shrink-0 text-xs text-timed-out">
              <Trans>{result.retries}× retried</Trans>
            </span>
          )}
          {strip.length > 0 && (
            <span className="shrink-0 max-md:hidden" style={{ width: `${strip.length * 1.625}rem` }} />
          )}
          <span className="mt-0.5 shrink-0 text-right text-xs text-text-3 tabular-nums md:w-16">
            {result.durationMs === null || result.status === "skipped" ? "" : formatDuration(result.durationMs)}
          </span>
          <ChevronRight
            aria-hidden
            size={14}
            className={clsx("mt-0.5 shrink-0 text-text-3 transition-transform", isOpen && "rotate-90")}
          />
        </button>
        {/* Links, so beside the button, in the place that it leaves them: durations stand below each other. */}
        {strip.length > 0 && (
          <span className="absolute top-1.5 right-28 max-md:hidden">
            <OutcomeStrip outcomes={strip} shown={marksShown} run={run} />
          </span>
        )}
      </div>
      {isOpen && (
        <ResultDetail
          result={result}
          artifactOf={artifactOf}
          history={hasPast ? history : undefined}
          project={project}
          run={run}
          onFindInLog={onFindInLog}
        />
      )}
    </div>
  );
}
