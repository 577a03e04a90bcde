import type { AuditEntry } from "@aac/contract";
import clsx from "clsx";
import { useState } from "react";
import type { AuditSearch } from "../../search-params.ts";
import { Button } from "../../ui/button.tsx";
import { useLongList } from "../../ui/use-long-list.ts";
import { explain } from "../../ui/message.tsx";
import { AuditRow } from "./audit-row.tsx";

export interface AuditListProps {
  entries: readonly AuditEntry[];
  /** What is shown belongs to the filters before; the answer to the new ones is on its way. */
  isStale: boolean;
  hasMore: boolean;
  isReadingMore: boolean;
  readError: unknown;
  onReadMore: () => void;
  onNarrow: (filters: AuditSearch) => void;
}

/** The entries as rows. Only those that can be seen are drawn, and more are read while one scrolls. */
export function AuditList(props: AuditListProps) {
  const { entries, isStale, hasMore, isReadingMore, readError, onReadMore, onNarrow } = props;
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set());
  const { list, virtualizer, rows, scrollMargin } = useLongList({
    items: entries,
    rowHeight: 62,
    hasMore,
    isReadingMore,
    readError,
    onReadMore,
  });

  const toggle = (id: string) => {
    const next = new Set(open);
    if (!next.delete(id)) next.add(id);
    setOpen(next);
  };

  return (
    <div>
      <ul
        ref={list}
        aria-label="Entries"
        aria-busy={isStale}
        className={clsx(
          "relative overflow-hidden rounded-lg border border-line bg-surface transition-opacity",
          isStale && "opacity-60",
          entries.length === 0 && "hidden",
        )}
        style={{ height: virtualizer.getTotalSize() + 2 }}
      >
        {rows.map(({ key, index, start }) => {
          const entry = entries[index]!;
          return (
            <li
              key={key}
              ref={virtualizer.measureElement}
              data-index={index}
              className="absolute inset-x-0 top-0"
              style={{ transform: `translateY(${start - scrollMargin}px)` }}
            >
              <AuditRow
                entry={entry}
                isLast={index === entries.length - 1}
                isOpen={open.has(entry.id)}
                onToggle={() => toggle(entry.id)}
                onNarrow={onNarrow}
              />
            </li>
          );
        })}
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
          "Reading older entries…"
        ) : (
          "These are all entries"
        )}
      </div>
    </div>
  );
}

export function AuditListPending() {
  return (
    <div aria-busy aria-label="Loading entries" className="overflow-hidden rounded-lg border border-line bg-surface">
      {Array.from({ length: 8 }, (_, index) => (
        <div key={index} className="flex h-15.5 items-center gap-5 border-b border-line px-4 last:border-b-0">
          <div className="flex flex-1 flex-col gap-2">
            <div className="skeleton h-3.5 w-44" />
            <div className="skeleton h-3 w-64 max-w-full" />
          </div>
          <div className="skeleton hidden h-3 w-32 md:block" />
          <div className="skeleton h-3 w-14" />
        </div>
      ))}
    </div>
  );
}
