import type { Artifact } from "@aac/contract";
import { plural } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import clsx from "clsx";
import { ChevronRight } from "lucide-react";
import { useMemo, useState } from "react";
import { jsonRows, type JsonRow } from "../../../data/json-rows.ts";
import { formatCount } from "../../../ui/format.ts";
import { ErrorState } from "../../../ui/message.tsx";
import { TextView } from "./text-view.tsx";
import { useFilePart } from "./use-file-part.ts";

/** A longer file is shown as the text it is. */
const longestBytes = 8 * 1024 * 1024;
const mostRows = 2_000;

/** A JSON document as a tree, the first levels open. */
export function JsonView({ artifact }: { artifact: Artifact }) {
  return artifact.sizeBytes > longestBytes ? <TextView artifact={artifact} /> : <ParsedJson artifact={artifact} />;
}

function ParsedJson({ artifact }: { artifact: Artifact }) {
  const { data, error, refetch } = useFilePart(artifact, 0, longestBytes);
  const parsed = useMemo(() => (data ? parse(data.text) : null), [data]);
  if (error) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (!parsed) return <div aria-busy className="skeleton m-5 h-40" />;
  // Lines of JSON, or what only is called so.
  if (!parsed.isJson) return <TextView artifact={artifact} />;
  return <JsonTree document={parsed.value} />;
}

function parse(text: string): { isJson: boolean; value: unknown } {
  try {
    return { isJson: true, value: JSON.parse(text) as unknown };
  } catch {
    return { isJson: false, value: null };
  }
}

function JsonTree({ document }: { document: unknown }) {
  const [switched, setSwitched] = useState<ReadonlySet<string>>(new Set());
  const { rows, isCut } = useMemo(
    () => jsonRows(document, (path, depth) => depth < 2 !== switched.has(path), mostRows),
    [document, switched],
  );
  const toggle = (path: string) =>
    setSwitched((before) => {
      const next = new Set(before);
      if (!next.delete(path)) next.add(path);
      return next;
    });
  return (
    <div className="p-3 font-mono text-xs leading-5">
      <ul aria-label="JSON">
        {rows.map((row) => (
          <li key={row.path} style={{ paddingLeft: `${row.depth * 1.25}rem` }}>
            <Row row={row} onToggle={() => toggle(row.path)} />
          </li>
        ))}
      </ul>
      {isCut && (
        <p className="mt-2 font-sans text-text-2">
          <Trans>Only the first {formatCount(mostRows)} rows are shown: close some, or download the file.</Trans>
        </p>
      )}
    </div>
  );
}

const inks = { text: "text-passed", number: "text-running", word: "text-errored" };

function Row({ row: { key, value, isOpen }, onToggle }: { row: JsonRow; onToggle: () => void }) {
  const name = key !== null && <span className="text-text">{key}: </span>;
  if ("text" in value) {
    return (
      <span className="block pl-4.5 wrap-anywhere whitespace-pre-wrap">
        {name}
        <span className={inks[value.kind]}>
          {value.text.length > 2_000 ? `${value.text.slice(0, 2_000)}…` : value.text}
        </span>
      </span>
    );
  }
  const counted =
    value.kind === "list"
      ? plural(value.count, { one: "# item", other: "# items" })
      : plural(value.count, { one: "# key", other: "# keys" });
  return (
    <button
      type="button"
      aria-expanded={isOpen}
      disabled={value.count === 0}
      onClick={onToggle}
      className="flex items-center gap-1 rounded-sm pr-1 text-left enabled:hover:bg-raised"
    >
      <ChevronRight
        aria-hidden
        size={13}
        className={clsx("shrink-0 text-text-3", isOpen && "rotate-90", value.count === 0 && "invisible")}
      />
      {name}
      <span className="text-text-3">
        {value.kind === "list" ? "[…]" : "{…}"} {counted}
      </span>
    </button>
  );
}
