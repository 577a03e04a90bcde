import type { RunMark } from "@aac/contract";
import { t } from "@lingui/core/macro";
import { formatDuration } from "../../ui/format.ts";
import { stateLooks } from "../../ui/state-look.ts";
import { Strip } from "../../ui/strip.tsx";

/** What a project's last runs came to. */
export function RunStrip({ runs, shown }: { runs: readonly RunMark[]; shown: number }) {
  const marks = runs.map((run) => {
    const { icon, soft } = stateLooks[run.state];
    return { run: run.id, icon, soft, label: describe(run), isSpinning: run.state === "running" };
  });
  return <Strip label={t`Last runs, the newest last`} marks={marks} shown={shown} />;
}

function describe({ number, suite, branch, state, durationMs }: RunMark): string {
  const where = branch === null ? suite : t`${suite} on ${branch}`;
  return `#${number} ${stateLooks[state].label}: ${where}${durationMs === null ? "" : `, ${formatDuration(durationMs)}`}`;
}
