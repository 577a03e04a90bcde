import type { Attempt, Job, Run } from "@aac/contract";
import { type Phase, phasesOf, waitingPhase } from "./phases.ts";

/** One attempt of one shard, or a shard that waits for its first, as a bar in time. */
export interface GanttRow {
  readonly job: Job;
  readonly attempt: Attempt | null;
  readonly phases: readonly Phase[];
  /** From when a worker had it; null: it still waits. */
  readonly workMs: number | null;
  /** Of the shards the one whose newest attempt worked longest: the run cannot end before it. */
  readonly isLongest: boolean;
}

export interface Gantt {
  readonly startMs: number;
  readonly endMs: number;
  readonly rows: readonly GanttRow[];
  /** How much longer the longest shard worked than all would if they worked equally long; null with one shard. */
  readonly unevenMs: number | null;
}

export function ganttOf(run: Run, now: number): Gantt {
  const rows = run.jobs.flatMap((job): Omit<GanttRow, "isLongest">[] =>
    job.attempts.length === 0
      ? [{ job, attempt: null, phases: [waitingPhase(job)], workMs: null }]
      : job.attempts.map((attempt) => {
          const phases = phasesOf(job, attempt);
          return { job, attempt, phases, workMs: workOf(phases, now) };
        }),
  );
  const phases = rows.flatMap((row) => row.phases);
  const startMs = Math.min(...phases.map((phase) => phase.startMs), Date.parse(run.createdAt));
  const endMs = Math.max(...phases.map((phase) => phase.endMs ?? now), startMs + 1);
  const newest = rows.filter(({ job, attempt, workMs }) => workMs !== null && attempt === job.attempts.at(-1));
  const longest = newest.reduce<(typeof rows)[number] | null>(
    (a, b) => (a === null || b.workMs! > a.workMs! ? b : a),
    null,
  );
  const mean = newest.reduce((sum, { workMs }) => sum + workMs!, 0) / Math.max(1, newest.length);
  const isSharded = run.jobs.length > 1;
  return {
    startMs,
    endMs,
    rows: rows.map((row) => Object.assign({}, row, { isLongest: isSharded && row === longest })),
    unevenMs: isSharded && longest ? longest.workMs! - mean : null,
  };
}

function workOf(phases: readonly Phase[], now: number): number | null {
  const worked = phases.filter(({ name }) => name !== "queued");
  const [first, last] = [worked[0], worked.at(-1)];
  return first && last ? (last.endMs ?? now) - first.startMs : null;
}

/** Round instants since the start, no more than `most`, for a scale: in milliseconds. */
export function ticksOf(lengthMs: number, most: number): number[] {
  const steps = [100, 200, 500, 1e3, 2e3, 5e3, 10e3, 15e3, 30e3, 60e3, 120e3, 300e3, 600e3, 900e3, 1800e3, 3600e3];
  const step = steps.find((candidate) => lengthMs / candidate <= most) ?? Math.ceil(lengthMs / most / 3600e3) * 3600e3;
  return Array.from({ length: Math.floor(lengthMs / step) + 1 }, (_, index) => index * step);
}
