import type { AuditEntry } from "@aac/contract";
import { t } from "@lingui/core/macro";
import { useState } from "react";
import type { AuditSearch } from "../../search-params.ts";
import { LongList, LongListEnd, type Reading } from "../long-list.tsx";
import { AuditRow } from "./audit-row.tsx";

export interface AuditListProps extends Reading {
  entries: readonly AuditEntry[];
  onNarrow: (filters: AuditSearch) => void;
}

/** The entries as rows, each of which can be opened. */
export function AuditList({ entries, onNarrow, ...reading }: AuditListProps) {
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set());
  const toggle = (id: string) => {
    const next = new Set(open);
    if (!next.delete(id)) next.add(id);
    setOpen(next);
  };
  return (
    <div>
      <LongList label={t`Entries`} items={entries} rowHeight={62} {...reading}>
        {(entry, isLast) => (
          <AuditRow
            entry={entry}
            isLast={isLast}
            isOpen={open.has(entry.id)}
            onToggle={() => toggle(entry.id)}
            onNarrow={onNarrow}
          />
        )}
      </LongList>
      <LongListEnd error={reading.readError} onReadMore={reading.onReadMore}>
        {reading.hasMore ? t`Reading older entries…` : t`These are all entries`}
      </LongListEnd>
    </div>
  );
}

export function AuditListPending() {
  return (
    <div aria-busy aria-label={t`Loading entries`} className="overflow-hidden rounded-lg border border-line bg-surface">
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
