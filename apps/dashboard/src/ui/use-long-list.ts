import { useVirtualizer } from "@tanstack/react-virtual";
import { useEffect, useLayoutEffect, useRef, useState } from "react";
import { useMainScroller } from "./main-scroller.tsx";

/** The next page is read when so few rows are left below what can be seen. */
const readAheadRows = 12;

export interface LongListOptions {
  items: readonly { id: string }[];
  /** A row's height in pixels, before it is measured. */
  rowHeight: number;
  hasMore: boolean;
  isReadingMore: boolean;
  readError: unknown;
  onReadMore: () => void;
}

/** Of a list's rows only those that can be seen, in the page's scroller; more are read while one scrolls. */
export function useLongList(options: LongListOptions) {
  const { items, rowHeight, hasMore, isReadingMore, readError, onReadMore } = options;
  const list = useRef<HTMLUListElement>(null);
  const scroller = useMainScroller();
  const [scrollMargin, setScrollMargin] = useState(0);
  useLayoutEffect(() => setScrollMargin(list.current?.offsetTop ?? 0), [scroller]);

  // oxlint-disable-next-line react/incompatible-library -- A warning to users of the React Compiler.
  const virtualizer = useVirtualizer({
    count: items.length,
    getScrollElement: () => scroller,
    estimateSize: () => rowHeight,
    getItemKey: (index) => items[index]!.id,
    overscan: 8,
    scrollMargin,
  });
  const rows = virtualizer.getVirtualItems();
  const isNearEnd = (rows.at(-1)?.index ?? 0) >= items.length - readAheadRows;
  const wantsMore = isNearEnd && hasMore && !isReadingMore && !readError;
  useEffect(() => {
    if (wantsMore) onReadMore();
  }, [wantsMore, onReadMore]);
  return { list, virtualizer, rows, scrollMargin };
}
