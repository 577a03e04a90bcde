import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { lazy, Suspense } from "react";
import type { Comparison } from "../../../data/comparison.ts";

/** Brings a library along: read when something is compared. */
const DiffLines = lazy(() => import("./diff-lines.tsx").then(({ DiffLines: component }) => ({ default: component })));

/** What was expected beside what came. */
export function ComparisonView({ comparison }: { comparison: Comparison }) {
  return (
    <figure aria-label={t`Difference`} className="overflow-hidden rounded-md border border-line bg-surface">
      <figcaption className="flex gap-4 border-b border-line px-3 py-1.5 text-xs">
        <span className="text-passed">
          <Trans>− Expected</Trans>
        </span>
        <span className="text-failed">
          <Trans>+ Actual</Trans>
        </span>
      </figcaption>
      <Suspense fallback={<div aria-busy className="skeleton m-3 h-10" />}>
        <DiffLines {...comparison} />
      </Suspense>
    </figure>
  );
}
