import { type RefObject, useEffect, useRef } from "react";

/**
 * For a row of links of which more may be there than fit: the current one is among those that are seen. `current` says
 * which that is, and whatever makes the links wider. Only the row is scrolled, never the page.
 */
export function useCurrentInView(current: string): RefObject<HTMLElement | null> {
  const row = useRef<HTMLElement>(null);
  useEffect(() => {
    const link = row.current?.querySelector('[aria-current="page"]');
    if (!row.current || !link) return;
    const [seen, wanted] = [row.current.getBoundingClientRect(), link.getBoundingClientRect()];
    row.current.scrollLeft += Math.max(0, wanted.right - seen.right) + Math.min(0, wanted.left - seen.left);
    // oxlint-disable-next-line react/exhaustive-effect-dependencies -- What is in the page changes with it.
  }, [current]);
  return row;
}
