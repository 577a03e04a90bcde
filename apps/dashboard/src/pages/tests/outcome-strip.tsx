import type { TestOutcome } from "@aac/contract";
import { t } from "@lingui/core/macro";
import { formatDuration } from "../../ui/format.ts";
import { outcomeLooks } from "../../ui/outcome-look.ts";
import { Strip } from "../../ui/strip.tsx";

export interface OutcomeStripProps {
  /** The newest last. */
  outcomes: readonly TestOutcome[];
  shown?: number;
  /** The run that is looked at. */
  run?: string;
}

/** What a test came to in the last runs. */
export function OutcomeStrip({ outcomes, shown = 20, run }: OutcomeStripProps) {
  const marks = outcomes.map((outcome) => {
    const { icon, soft } = outcomeLooks[outcome.status];
    return { run: outcome.run.id, icon, soft, label: describeOutcome(outcome), isCurrent: outcome.run.id === run };
  });
  return <Strip label={t`Last runs of this test, the newest last`} marks={marks} shown={shown} />;
}

function describeOutcome({ run, status, flaky, durationMs, branch, environment }: TestOutcome): string {
  const how = `${outcomeLooks[status].label}${flaky ? t` on a retry` : ""}`;
  const where = [branch && t`on ${branch}`, environment && t`in ${environment}`].filter(Boolean).join(" ");
  const took = durationMs === null ? "" : `, ${formatDuration(durationMs)}`;
  return `#${run.number} ${how}${where && ` ${where}`}${took}`;
}
