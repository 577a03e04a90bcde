import type { Analysis, Finding } from "@aac/contract";
import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { ChevronDown, LoaderCircle, RotateCw, Stethoscope } from "lucide-react";
import { useState } from "react";
import { categoryLabels } from "./category-labels.ts";
import { CitationList } from "./citation-list.tsx";
import { Button } from "../../../ui/button.tsx";
import { formatCount } from "../../../ui/format.ts";
import { explain } from "../../../ui/message.tsx";
import { FeedbackBar } from "./feedback-bar.tsx";
import { useAnalysisAgain } from "./use-analysis-again.ts";

/** Why the run failed, as far as rules or a model can tell, and what that rests on. */
export function AnalysisPanel({ analysis: told, isOpen }: { analysis: Analysis; isOpen: boolean }) {
  // The stream may be over when somebody says something of it, or wants another.
  const [said, setSaid] = useState<Analysis | null>(null);
  const again = useAnalysisAgain(told.run);
  const analysis = [said, again.analysis].reduce<Analysis>((a, b) => (b && b.revision > a.revision ? b : a), told);
  const { finding, state } = analysis;
  return (
    <details open={isOpen} aria-label={t`Analysis`} className="group rounded-lg border border-line bg-surface text-sm">
      <summary className="flex cursor-pointer flex-wrap items-center gap-x-2.5 gap-y-1 px-4 py-2.5 select-none">
        <Stethoscope aria-hidden size={15} className="shrink-0 text-text-3" />
        <h2 className="font-medium">
          <Trans>Analysis</Trans>
        </h2>
        {finding && !(finding.category === "unknown" && analysis.isReused) && <CategoryMark finding={finding} />}
        {state !== "done" && (
          <span className="inline-flex items-center gap-1.5 text-xs text-text-3">
            <LoaderCircle aria-hidden size={13} className="animate-spin" />
            {state === "writing" ? t`A model is looking into it` : t`Waiting`}
          </span>
        )}
        <span className="ml-auto min-w-0 truncate text-xs text-text-3 max-sm:hidden">{madeBy(analysis)}</span>
        <ChevronDown
          aria-hidden
          size={15}
          className="shrink-0 text-text-3 transition-transform group-open:rotate-180 max-sm:ml-auto"
        />
      </summary>
      <div className="flex flex-col gap-3 border-t border-line px-4 py-3">
        {finding && (
          <div>
            <p className="font-medium break-words">{finding.cause}</p>
            <p className="mt-1 break-words text-text-2">{finding.remedy}</p>
          </div>
        )}
        {finding && finding.citations.length > 0 && <CitationList citations={finding.citations} />}
        {analysis.notes.map((note) => (
          <p key={note} className="text-xs break-words text-text-3">
            {note}
          </p>
        ))}
        {state === "done" && finding && (
          <div className="flex flex-wrap items-center gap-2">
            <FeedbackBar analysis={analysis} onSaid={setSaid} />
            <Button
              size="small"
              look="ghost"
              icon={RotateCw}
              isBusy={again.isBusy}
              onClick={again.ask}
              className="ml-auto"
            >
              <Trans>Analyse again</Trans>
            </Button>
          </div>
        )}
        {again.error !== null && (
          <p role="alert" className="text-xs text-failed">
            {explain(again.error).detail}
          </p>
        )}
      </div>
    </details>
  );
}

function CategoryMark({ finding: { category, confidence } }: { finding: Finding }) {
  return (
    <span className="inline-flex items-center gap-1.5 rounded bg-failed-soft px-1.5 py-0.5 text-xs font-medium text-failed">
      {categoryLabels[category]}
      <span className="font-normal tabular-nums" title={t`How sure the analysis is`}>
        {Math.round(confidence * 100)} %
      </span>
    </span>
  );
}

function madeBy({ analyst, model, isReused, usage, feedback }: Analysis): string {
  if (analyst === null) return "";
  if (isReused && feedback?.label) return t`named by ${feedback.by}`;
  const by = analyst === "rules" ? t`by the built-in rules` : t`by ${model ?? analyst}`;
  const tokens = usage ? t`, ${formatCount(usage.inputTokens + usage.outputTokens)} tokens` : "";
  const cost = usage && usage.costUsd !== null ? `, $${usage.costUsd.toFixed(4)}` : "";
  return `${by}${isReused ? t`, as an earlier run that failed alike` : ""}${tokens}${cost}`;
}
