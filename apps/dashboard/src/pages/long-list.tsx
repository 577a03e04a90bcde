import { Trans } from "@lingui/react/macro";
import clsx from "clsx";
import type { ReactNode } from "react";
import { Button } from "../ui/button.tsx";
import { useShownError } from "../data/unread.ts";
import { explain } from "../ui/message.tsx";
import { type LongListOptions, useLongList } from "../ui/use-long-list.ts";

/** How far a list was read. */
export interface Reading extends Omit<LongListOptions, "items" | "rowHeight"> {
  /** What is shown belongs to the filters before; the answer to the new ones is on its way. */
  isStale: boolean;
}

export interface LongListProps<T extends { id: string }> extends Reading {
  label: string;
  items: readonly T[];
  /** In pixels, before it is measured. */
  rowHeight: number;
  children: (item: T, isLast: boolean) => ReactNode;
}

/** A list as rows. Only those that can be seen are drawn, and more are read while one scrolls. */
export function LongList<T extends { id: string }>({ label, isStale, children, ...reading }: LongListProps<T>) {
  const { items } = reading;
  const { list, virtualizer, rows, scrollMargin } = useLongList(reading);
  return (
    <ul
      ref={list}
      aria-label={label}
      aria-busy={isStale}
      className={clsx(
        "relative overflow-hidden rounded-lg border border-line bg-surface transition-opacity",
        isStale && "opacity-60",
        items.length === 0 && "hidden",
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
          {children(items[index]!, index === items.length - 1)}
        </li>
      ))}
    </ul>
  );
}

export interface LongListEndProps {
  /** Why no more could be read. */
  error: unknown;
  onReadMore: () => void;
  children: ReactNode;
}

/** What there is below the last row. */
export function LongListEnd({ error, onReadMore, children }: LongListEndProps) {
  useShownError(error);
  return (
    <div
      className="flex min-h-14 flex-wrap items-center justify-center gap-x-3 gap-y-2 text-xs text-text-3"
      aria-live="polite"
    >
      {error ? (
        <>
          {explain(error).detail}
          <Button size="small" onClick={onReadMore}>
            <Trans>Try again</Trans>
          </Button>
        </>
      ) : (
        children
      )}
    </div>
  );
}
