import { useEffect, useEffectEvent, useState } from "react";
import { SearchField } from "../ui/field.tsx";

/** Typing pauses this long before it is searched for. */
const pauseMs = 350;

export interface ListSearchProps {
  label: string;
  placeholder: string;
  title?: string;
  text: string | undefined;
  onChange: (text: string | undefined) => void;
}

/** Searches a list while one types. */
export function ListSearch({ text, onChange, ...field }: ListSearchProps) {
  const [draft, setDraft] = useState(text ?? "");
  const [known, setKnown] = useState(text);
  if (known !== text) {
    setKnown(text);
    // A space at the end is still being typed after.
    if (draft.trim() !== (text ?? "")) setDraft(text ?? "");
  }
  const wanted = draft.trim();
  const isChanged = wanted !== (text ?? "");
  const search = useEffectEvent((words: string) => onChange(words || undefined));
  useEffect(() => {
    if (!isChanged) return undefined;
    const timer = setTimeout(() => search(wanted), pauseMs);
    return () => clearTimeout(timer);
  }, [isChanged, wanted]);
  return (
    <form
      className="min-w-0 flex-1 sm:w-60 sm:flex-none"
      onSubmit={(event) => {
        event.preventDefault();
        if (isChanged) onChange(wanted || undefined);
      }}
    >
      <SearchField {...field} maxLength={200} value={draft} onChange={setDraft} />
    </form>
  );
}
