import type { ReactNode } from "react";

export interface PanelProps {
  title: string;
  /** One sentence under the title. */
  note?: ReactNode;
  /** What can be done with the whole of it. */
  actions?: ReactNode;
  children: ReactNode;
}

/** One matter of a page of settings. */
export function Panel({ title, note, actions, children }: PanelProps) {
  return (
    <section aria-label={title} className="min-w-0 rounded-lg border border-line bg-surface">
      <div className="flex min-h-12 flex-wrap items-center justify-between gap-x-3 gap-y-2 border-b border-line px-4 py-2">
        <div className="min-w-0">
          <h2 className="text-base font-semibold">{title}</h2>
          {note && <p className="text-xs text-text-3">{note}</p>}
        </div>
        {actions && <div className="flex flex-wrap items-center gap-2">{actions}</div>}
      </div>
      {children}
    </section>
  );
}

export function PanelEmpty({ children }: { children: ReactNode }) {
  return <p className="px-4 py-6 text-center text-sm text-text-3">{children}</p>;
}

/** One of a list: what it is, what there is to say of it, and what can be done with it. */
export function PanelLine({ name, notes, children }: { name: ReactNode; notes: ReactNode; children?: ReactNode }) {
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-2 border-b border-line px-4 py-2.5 text-sm last:border-b-0">
      <div className="min-w-40 flex-1">
        <p className="flex flex-wrap items-center gap-2 font-medium break-all">{name}</p>
        <p className="text-xs break-words text-text-3">{notes}</p>
      </div>
      {children && <div className="flex flex-wrap items-center gap-2">{children}</div>}
    </li>
  );
}
