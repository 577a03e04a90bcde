import type { ReactNode } from "react";

/** The top of a page: what it is, and what can be done here. */
export function PageHead({ title, note, children }: { title: ReactNode; note?: ReactNode; children?: ReactNode }) {
  return (
    <header className="flex flex-wrap items-center gap-x-4 gap-y-3">
      <div className="flex min-w-0 flex-1 items-center gap-3">
        <h1 className="truncate text-xl font-semibold tracking-tight">{title}</h1>
        {note}
      </div>
      {children && <div className="flex items-center gap-2">{children}</div>}
    </header>
  );
}
