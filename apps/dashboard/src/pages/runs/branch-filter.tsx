import clsx from "clsx";
import { type LucideIcon, X } from "lucide-react";
import { useState } from "react";

export interface BranchFilterProps {
  icon: LucideIcon;
  branch: string | undefined;
  onChange: (branch: string | undefined) => void;
}

/** A branch by its whole name: taken over with Enter, or when the field is left. */
export function BranchFilter({ icon: Icon, branch, onChange }: BranchFilterProps) {
  const [draft, setDraft] = useState(branch ?? "");
  const commit = (text: string) => {
    if (text.trim() !== (branch ?? "")) onChange(text.trim() || undefined);
  };
  return (
    <form
      className={clsx(
        "flex h-8 w-36 flex-1 items-center gap-1.5 rounded-md border px-2.5 text-sm shadow-low transition-colors sm:flex-none focus-within:border-accent focus-within:outline-2 focus-within:-outline-offset-1 focus-within:outline-ring",
        branch ? "border-accent/40 bg-accent-soft text-accent" : "border-line-strong bg-surface",
      )}
      onSubmit={(event) => {
        event.preventDefault();
        commit(draft);
      }}
    >
      <Icon aria-hidden size={14} className="shrink-0 opacity-60" />
      <input
        type="text"
        data-shortcut="/"
        aria-label="Branch"
        placeholder="Branch"
        autoComplete="off"
        spellCheck={false}
        value={draft}
        onChange={(event) => setDraft(event.target.value)}
        onBlur={() => commit(draft)}
        className="w-full min-w-0 bg-transparent outline-none"
      />
      {branch && (
        <button
          type="button"
          aria-label="Any branch"
          onClick={() => onChange(undefined)}
          className="rounded hover:bg-raised"
        >
          <X aria-hidden size={14} />
        </button>
      )}
    </form>
  );
}
