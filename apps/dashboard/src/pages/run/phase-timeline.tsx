import type { Job, Run } from "@aac/contract";
import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import clsx from "clsx";
import { useState } from "react";
import { type Phase, phaseNames, type PhaseName, phasesOf, waitingPhase } from "../../data/phases.ts";
import { Button } from "../../ui/button.tsx";
import { useNow } from "../../ui/clock.tsx";
import { formatDuration, formatElapsed } from "../../ui/format.ts";
import { isActive } from "../run-words.ts";
import { phaseLabel, phaseSolids } from "./phase-looks.ts";

/** A run may have 64 shards. */
const jobsShown = 6;

/** Where the time went: a bar for each shard, all on the same scale, and how long each phase took. */
export function PhaseTimeline({ run }: { run: Run }) {
  const tick = useNow();
  const now = isActive(run) ? tick : Date.parse(run.finishedAt ?? run.createdAt);
  const [showsAll, setShowsAll] = useState(false);
  const bars = run.jobs.map((job) => ({ job, phases: phasesOfJob(job) }));
  const phases = bars.flatMap((bar) => bar.phases);
  const start = Math.min(...phases.map((phase) => phase.startMs), Date.parse(run.createdAt));
  const end = Math.max(...phases.map((phase) => phase.endMs ?? now), start + 1);
  const shown = showsAll ? bars : bars.slice(0, jobsShown);

  return (
    <div className="flex min-w-0 flex-col justify-center gap-1.5">
      {shown.map(({ job, phases: own }) => (
        <div key={job.shard} className="flex items-center gap-2">
          {bars.length > 1 && (
            <span className="w-14 shrink-0 text-xs text-text-3">
              <Trans>Shard {job.shard}</Trans>
            </span>
          )}
          <div className="relative h-1.5 min-w-0 flex-1 overflow-hidden rounded-full bg-raised" aria-hidden>
            {own.map((phase) => (
              <PhaseBar key={`${phase.name} ${phase.startMs}`} phase={phase} start={start} end={end} now={now} />
            ))}
          </div>
        </div>
      ))}
      {bars.length > shown.length && (
        <Button look="ghost" size="small" onClick={() => setShowsAll(true)} className="self-start">
          <Trans>Show all {bars.length} shards</Trans>
        </Button>
      )}
      <ul aria-label={t`Phases`} className="flex flex-wrap gap-x-3.5 gap-y-1 text-xs leading-4 text-text-3">
        {phaseNames.map((name) => (
          <PhaseTotal key={name} name={name} label={phaseLabel(name, run)} phases={phases} now={now} />
        ))}
      </ul>
    </div>
  );
}

function PhaseBar({ phase, start, end, now }: { phase: Phase; start: number; end: number; now: number }) {
  const isOn = phase.endMs === null;
  const from = (phase.startMs - start) / (end - start);
  const width = ((phase.endMs ?? now) - phase.startMs) / (end - start);
  return (
    <span
      className={clsx("absolute inset-y-0 border-r border-surface", phaseSolids[phase.name], isOn && "animate-pulse")}
      style={{ left: `${from * 100}%`, width: `max(3px, ${width * 100}%)` }}
    />
  );
}

interface PhaseTotalProps {
  name: PhaseName;
  label: string;
  phases: readonly Phase[];
  now: number;
}

/** How long the phase took; with several shards, in the one where it took longest. */
function PhaseTotal({ name, label, phases, now }: PhaseTotalProps) {
  const own = phases.filter((phase) => phase.name === name);
  const isOn = own.some((phase) => phase.endMs === null);
  const longest = Math.max(...own.map((phase) => (phase.endMs ?? now) - phase.startMs));
  return (
    <li className={clsx("flex items-center gap-1.5", own.length === 0 && "opacity-50")}>
      <span aria-hidden className={clsx("size-2 rounded-xs", phaseSolids[name])} />
      {label}
      <span className="font-medium text-text-2 tabular-nums">
        {own.length === 0 ? "–" : isOn ? formatElapsed(longest) : formatDuration(longest)}
      </span>
    </li>
  );
}

function phasesOfJob(job: Job): Phase[] {
  return job.attempts.length === 0 ? [waitingPhase(job)] : job.attempts.flatMap((attempt) => phasesOf(job, attempt));
}
