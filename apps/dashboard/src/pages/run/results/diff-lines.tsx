import { t } from "@lingui/core/macro";
import clsx from "clsx";
import { useMemo } from "react";
import type { Comparison } from "../../../data/comparison.ts";
import { type DiffLine, diffTexts } from "../../../data/text-diff.ts";

const looks: Record<DiffLine["kind"], { sign: string; word: string; line: string; changed: string }> = {
  same: { sign: " ", word: "", line: "", changed: "" },
  expected: { sign: "−", word: t`Expected: `, line: "bg-passed-soft", changed: "bg-passed/25" },
  actual: { sign: "+", word: t`Actual: `, line: "bg-failed-soft", changed: "bg-failed/25" },
};

export function DiffLines({ expected, actual }: Comparison) {
  const lines = useMemo(() => diffTexts(expected, actual), [expected, actual]);
  return (
    <div
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- What scrolls has to be reached with keys.
      tabIndex={0}
      role="group"
      aria-label={t`Expected and actual, line by line`}
      className="max-h-96 overflow-auto py-1 font-mono text-xs leading-5 focus-visible:-outline-offset-2"
    >
      {lines.map((line, index) => {
        if (line === null) {
          return (
            // oxlint-disable-next-line react/no-array-index-key -- The lines never change their places.
            <div key={index} className="px-3 text-text-3 select-none">
              …
            </div>
          );
        }
        const look = looks[line.kind];
        return (
          // oxlint-disable-next-line react/no-array-index-key -- The lines never change their places.
          <div key={index} className={clsx("flex gap-2 px-3", look.line)}>
            <span aria-hidden className="shrink-0 text-text-3 select-none">
              {look.sign}
            </span>
            <span className="min-w-0 wrap-anywhere whitespace-pre-wrap">
              {look.word && <span className="sr-only">{look.word}</span>}
              {line.parts.map(({ text, isChanged }, at) => (
                // oxlint-disable-next-line react/no-array-index-key -- The parts never change their places.
                <span key={at} className={clsx(isChanged && ["rounded-xs", look.changed])}>
                  {text}
                </span>
              ))}
            </span>
          </div>
        );
      })}
    </div>
  );
}
