import type { RunSummary } from "@aac/contract";
import clsx from "clsx";
import { useLongList } from "../../ui/use-long-list.ts";
import { Button } from "../../ui/button.tsx";
import { explain } from "../../ui/message.tsx";
import { RunRow } from "./run-row.tsx";

export interface RunListProps {
  runs: readonly RunSummary[];
  /** What is shown belongs to the filters before; the answer to the new ones is on its way. */
  isStale: boolean;
  hasMore: boolean;
  isReadingMore: boolean;
  readError: unknown;
  onReadMore: () => void;
}

/** The runs as rows. Only those that can be seen are drawn, and more are read while one scrolls. */
export function RunList({ runs, isStale, hasMore, isReadingMore, readError, onReadMore }: RunListProps) {
  const { list, virtualizer, rows, scrollMargin } = useLongList({
    items: runs,
    rowHeight: 64,
    hasMore,
    isReadingMore,
    readError,
    onReadMore,
  });

  return (
    <div>
      <ul
        ref={list}
        aria-label="Runs"
        aria-busy={isStale}
        className={clsx(
          "relative overflow-hidden rounded-lg border border-line bg-surface transition-opacity",
          isStale && "opacity-60",
        )}
        style={{ height: virtualizer.getTotalSize() + 2 }}
      >
        {rows.map(({ key, index, start }) => (
          <li
            key={key}
            ref={virtualizer.measureElement}
            data-index={index}
            className="absolute inset-x-0 top-0"
            style={{ transform: `translateY(${start - scrollMargin}px)` }}
          >
            <RunRow run={runs[index]!} isLast={index === runs.length - 1} />
          </li>
        ))}
      </ul>
      <div className="flex h-14 items-center justify-center gap-3 text-xs text-text-3" aria-live="polite">
        {readError ? (
          <>
            {explain(readError).detail}
            <Button size="small" onClick={onReadMore}>
              Try again
            </Button>
          </>
        ) : hasMore ? (
          "Reading older runs…"
        ) : (
          "These are all runs"
        )}
      </div>
    </div>
  );
}

export function RunListPending() {
  return (
    <div aria-busy aria-label="Loading runs" className="overflow-hidden rounded-lg border border-line bg-surface">
      {Array.from({ length: 8 }, (_, index) => (
        <div key={index} className="flex h-16 items-center gap-5 border-b border-line px-4 last:border-b-0">
          <div className="skeleton h-6 w-20 rounded-full" />
          <div className="flex flex-1 flex-col gap-2">
            <div className="skeleton h-3.5 w-44" />
            <div className="skeleton h-3 w-64 max-w-full" />
          </div>
          <div className="skeleton hidden h-3 w-40 md:block" />
          <div className="skeleton hidden h-3 w-14 sm:block" />
        </div>
      ))}
    </div>
  );
}
