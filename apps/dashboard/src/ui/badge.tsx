import type { ReactNode } from "react";

/** A word about the thing it stands beside. */
export function Badge({ children }: { children: ReactNode }) {
  return (
    <span className="inline-flex shrink-0 items-center rounded border border-line bg-raised px-1.5 text-xs leading-4.5 text-text-2">
      {children}
    </span>
  );
}
