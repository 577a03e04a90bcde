import { Trans } from "@lingui/react/macro";
import clsx from "clsx";
import { ChevronRight } from "lucide-react";
import type { ResultGroup } from "../../../data/result-groups.ts";
import { PathText } from "../../../ui/path-text.tsx";
import { formatCount } from "../../../ui/format.ts";

export interface GroupRowProps {
  group: ResultGroup;
  isOpen: boolean;
  isFirst: boolean;
  onToggle: () => void;
}

/** The head of a group of results: opens and closes it. */
export function GroupRow({ group, isOpen, isFirst, onToggle }: GroupRowProps) {
  return (
    <button
      type="button"
      aria-expanded={isOpen}
      onClick={onToggle}
      data-row
      className={clsx(
        "flex min-h-9 w-full items-center gap-2 bg-raised px-3 py-1.5 text-left hover:bg-hover focus-visible:-outline-offset-2",
        !isFirst && "border-t border-line",
      )}
    >
      <ChevronRight
        aria-hidden
        size={14}
        className={clsx("shrink-0 text-text-3 transition-transform", isOpen && "rotate-90")}
      />
      <span className="min-w-0 flex-1 font-mono text-xs font-medium wrap-anywhere">
        <PathText path={group.title} />
      </span>
      <span className="flex shrink-0 gap-2 text-xs text-text-3 tabular-nums">
        {group.failed > 0 && (
          <span className="font-medium text-failed">
            <Trans>{formatCount(group.failed)} failed</Trans>
          </span>
        )}
        {group.flaky > 0 && (
          <span className="font-medium text-timed-out">
            <Trans>{formatCount(group.flaky)} flaky</Trans>
          </span>
        )}
        <span>{formatCount(group.results.length)}</span>
      </span>
    </button>
  );
}
