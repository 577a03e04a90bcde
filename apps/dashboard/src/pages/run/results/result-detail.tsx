import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { Link } from "@tanstack/react-router";
import { FileText, ScrollText } from "lucide-react";
import { useMemo } from "react";
import { plainText } from "../../../data/ansi.ts";
import { readComparison } from "../../../data/comparison.ts";
import { Button } from "../../../ui/button.tsx";
import { CopyButton } from "../../../ui/copy.tsx";
import { OutcomeStrip } from "../../tests/outcome-strip.tsx";
import { AttachmentList } from "./attachment-list.tsx";
import { ComparisonView } from "./comparison-view.tsx";
import type { ResultRowProps } from "./result-row.tsx";
import { TryList } from "./try-list.tsx";

type ResultDetailProps = Pick<ResultRowProps, "result" | "artifactOf" | "history" | "project" | "run" | "onFindInLog">;

/** What a report says about one test. */
export function ResultDetail({ result, artifactOf, history, project, run, onFindInLog }: ResultDetailProps) {
  const message = plainText(result.message ?? "").trim();
  const stack = plainText(result.stack ?? "").trim();
  // Many reports repeat the message at the head of the stack.
  const isRepeated = stack.slice(0, message.length + 200).includes(message);
  const texts = [isRepeated ? "" : message, stack].filter((text) => text !== "");
  const comparison = useMemo(
    () => (result.status === "failed" ? (readComparison(message) ?? readComparison(stack)) : null),
    [result.status, message, stack],
  );
  return (
    <div className="flex min-w-0 flex-col gap-3 px-3 pb-3.5 sm:pl-9.5">
      {comparison && <ComparisonView comparison={comparison} />}
      {texts.map((text) => (
        <div key={text} className="group/text relative">
          <pre
            // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- What scrolls has to be reached with keys.
            tabIndex={0}
            className="max-h-96 overflow-auto rounded-md border border-line bg-surface p-3 font-mono text-xs leading-5 wrap-anywhere whitespace-pre-wrap"
          >
            {text}
          </pre>
          <span className="absolute top-2 right-2 rounded bg-surface opacity-0 group-focus-within/text:opacity-100 group-hover/text:opacity-100">
            <CopyButton text={text} label={t`Copy`} />
          </span>
        </div>
      ))}
      {result.tries && result.tries.length > 1 && <TryList tries={result.tries} count={result.retries + 1} />}
      {result.attachments.length > 0 && <AttachmentList result={result} artifactOf={artifactOf} />}
      {history && <OutcomeStrip outcomes={history.outcomes} run={run} />}
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2 text-xs text-text-3">
        <Link to="/projects/$project/tests/$test" params={{ project, test: result.testId }} className="link">
          <Trans>All runs of this test</Trans>
        </Link>
        <Button size="small" icon={ScrollText} onClick={() => onFindInLog(result)}>
          <Trans>Find in the log</Trans>
        </Button>
        {result.file && (
          <span className="inline-flex min-w-0 items-center gap-1 font-mono">
            <FileText aria-hidden size={12} className="shrink-0" />
            <span className="truncate">
              {result.file}
              {result.line !== null && `:${result.line}`}
            </span>
          </span>
        )}
        <span className="truncate">
          <Trans>From {result.report}</Trans>
          {result.shard > 1 && t`, shard ${result.shard}`}
        </span>
      </div>
    </div>
  );
}
