import { t } from "@lingui/core/macro";
import clsx from "clsx";
import { type LucideIcon, X } from "lucide-react";
import { useState } from "react";

export interface TextFilterProps {
  label: string;
  icon: LucideIcon;
  value: string | undefined;
  maxLength: number;
  /** Known values to choose from. */
  suggestions: readonly string[];
  onChange: (value: string | undefined) => void;
}

/** Something by its whole name: taken over with Enter, or when the field is left. */
export function TextFilter({ label, icon: Icon, value, maxLength, suggestions, onChange }: TextFilterProps) {
  const [draft, setDraft] = useState(value ?? "");
  const commit = (text: string) => {
    if (text.trim() !== (value ?? "")) onChange(text.trim() || undefined);
  };
  const listId = `known-${label}`;
  return (
    <form
      className={clsx(
        "flex h-8 w-28 items-center gap-1.5 rounded-md border px-2.5 text-sm shadow-low transition-colors focus-within:border-accent focus-within:outline-2 focus-within:-outline-offset-1 focus-within:outline-ring",
        value ? "border-accent/40 bg-accent-soft text-accent" : "border-line-strong bg-surface",
      )}
      onSubmit={(event) => {
        event.preventDefault();
        commit(draft);
      }}
    >
      <Icon aria-hidden size={14} className="shrink-0 opacity-60" />
      <input
        type="text"
        aria-label={label}
        placeholder={label}
        autoComplete="off"
        spellCheck={false}
        maxLength={maxLength}
        list={suggestions.length > 0 ? listId : undefined}
        value={draft}
        onChange={(event) => {
          setDraft(event.target.value);
          if (suggestions.includes(event.target.value)) commit(event.target.value);
        }}
        onBlur={() => commit(draft)}
        className="w-full min-w-0 bg-transparent outline-none [&::-webkit-calendar-picker-indicator]:hidden!"
      />
      {suggestions.length > 0 && (
        <datalist id={listId}>
          {suggestions.map((one) => (
            <option key={one}>{one}</option>
          ))}
        </datalist>
      )}
      {value && (
        <button
          type="button"
          aria-label={t`Any ${label.toLowerCase()}`}
          onClick={() => onChange(undefined)}
          className="rounded hover:bg-raised"
        >
          <X aria-hidden size={14} />
        </button>
      )}
    </form>
  );
}
