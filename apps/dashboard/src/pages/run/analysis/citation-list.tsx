import type { Citation } from "@aac/contract";
import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { Link } from "@tanstack/react-router";

/** What a finding rests on: lines lead to their place in the log, tests to the results. */
export function CitationList({ citations }: { citations: readonly Citation[] }) {
  return (
    <ul aria-label={t`Evidence`} className="flex flex-col overflow-hidden rounded-md border border-line">
      {citations.map((citation) => (
        <li
          key={keyOf(citation)}
          className="flex min-w-0 items-baseline gap-3 border-b border-line px-2.5 py-1 font-mono text-xs last:border-b-0 hover:bg-hover"
        >
          <span className="w-20 shrink-0 text-right tabular-nums">
            <Place citation={citation} />
          </span>
          <span className="min-w-0 flex-1 truncate" title={citation.text}>
            {citation.kind === "test" && <span className="font-sans text-text-2">{citation.name}: </span>}
            {citation.text.trim()}
          </span>
        </li>
      ))}
    </ul>
  );
}

function Place({ citation }: { citation: Citation }) {
  if (citation.kind === "test") {
    return (
      <Link from="/runs/$run" to="." search={{ tab: "results", test: citation.testId }} className="link">
        <Trans>test</Trans>
      </Link>
    );
  }
  const { shard, attempt, line } = citation;
  return (
    <Link from="/runs/$run" to="." search={{ tab: "log", shard, attempt, line: String(line) }} className="link">
      <Trans>line {line}</Trans>
    </Link>
  );
}

const keyOf = (citation: Citation) =>
  citation.kind === "test" ? citation.testId : `${citation.shard}.${citation.attempt}.${citation.line}`;
