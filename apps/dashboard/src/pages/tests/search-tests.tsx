import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { Search } from "lucide-react";
import { useEffect, useState } from "react";

/** So long after the last key the search begins. */
const pauseMs = 250;

/** Words that a test's name, groups, file or suite hold. */
export function SearchTests(props: { search: string | undefined; onSearch: (search: string | undefined) => void }) {
  const { search = "", onSearch } = props;
  const [text, setText] = useState(search);
  useEffect(() => {
    if (text.trim() === search) return undefined;
    const timer = setTimeout(() => onSearch(text.trim() || undefined), pauseMs);
    return () => clearTimeout(timer);
  }, [text, search, onSearch]);
  return (
    <label className="relative min-w-0 flex-1 basis-56">
      <span className="sr-only">
        <Trans>Search by name, group, file or suite</Trans>
      </span>
      <Search aria-hidden size={15} className="absolute top-1/2 left-2.5 -translate-y-1/2 text-text-3" />
      <input
        type="search"
        data-shortcut="/"
        value={text}
        maxLength={200}
        placeholder={t`Search by name, group, file or suite`}
        onChange={(event) => setText(event.target.value)}
        className="h-8 w-full rounded-md border border-line-strong bg-surface pr-2 pl-8 text-sm shadow-low placeholder:text-text-3"
      />
    </label>
  );
}
