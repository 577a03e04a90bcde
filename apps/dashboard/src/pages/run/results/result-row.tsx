import type { Result } from "@aac/contract";
import clsx from "clsx";
import { Check, ChevronRight, type LucideIcon, Minus, Repeat2, X } from "lucide-react";
import { plainText } from "../../../data/ansi.ts";
import { pathInGroup } from "../../../data/result-groups.ts";
import { formatDuration } from "../../../ui/format.ts";
import { ResultDetail } from "./result-detail.tsx";

export interface ResultRowProps {
  result: Result;
  isOpen: boolean;
  onToggle: () => void;
  /** Where an attachment's file can be fetched; undefined when it was not collected. */
  urlOf: (result: Result, path: string | null) => string | undefined;
  onFindInLog: (result: Result) => void;
}

const looks: Record<"passed" | "failed" | "skipped" | "flaky", { label: string; icon: LucideIcon; ink: string }> = {
  passed: { label: "Passed", icon: Check, ink: "text-passed" },
  failed: { label: "Failed", icon: X, ink: "text-failed" },
  skipped: { label: "Skipped", icon: Minus, ink: "text-quiet" },
  flaky: { label: "Flaky", icon: Repeat2, ink: "text-timed-out" },
};

/** One result; opened, it shows why. */
export function ResultRow({ result, isOpen, onToggle, urlOf, onFindInLog }: ResultRowProps) {
  const { label, icon: Icon, ink } = looks[result.flaky ? "flaky" : result.status];
  const path = pathInGroup(result);
  const firstLine =
    result.status === "failed" && result.message ? plainText(result.message).trim().split("\n", 1)[0] : null;
  return (
    <div className={clsx("border-t border-line", isOpen && "bg-hover")}>
      <button
        type="button"
        aria-expanded={isOpen}
        onClick={onToggle}
        data-row
        className="flex min-h-9 w-full items-start gap-2.5 px-3 py-2 text-left hover:bg-hover focus-visible:-outline-offset-2"
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
          <span className="mt-0.5 shrink-0 text-xs text-timed-out">{result.retries}× retried</span>
        )}
        <span className="mt-0.5 shrink-0 text-xs text-text-3 tabular-nums">
          {result.durationMs === null ? "" : formatDuration(result.durationMs)}
        </span>
        <ChevronRight
          aria-hidden
          size={14}
          className={clsx("mt-0.5 shrink-0 text-text-3 transition-transform", isOpen && "rotate-90")}
        />
      </button>
      {isOpen && <ResultDetail result={result} urlOf={urlOf} onFindInLog={onFindInLog} />}
    </div>
  );
}
