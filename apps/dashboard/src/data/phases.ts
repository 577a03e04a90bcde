import type { Attempt, Job } from "@aac/contract";

export const phaseNames = ["queued", "prepare", "start", "tests", "collect"] as const;
export type PhaseName = (typeof phaseNames)[number];

/** A part of an attempt's life, as milliseconds since the epoch. `endMs` is null while it lasts. */
export interface Phase {
  readonly name: PhaseName;
  readonly startMs: number;
  readonly endMs: number | null;
}

/**
 * The phases an attempt has reached. The first attempt waited since its job was queued; a later one waited since the
 * attempt before it ended. A phase that was left without its end being told ends where the attempt does.
 */
export function phasesOf(job: Job, attempt: Attempt): Phase[] {
  const { claimedAt, preparedAt, startedAt, exitedAt, collectedAt } = attempt.phases;
  const before = job.attempts.find((other) => other.number === attempt.number - 1);
  const finishedMs = attempt.state === "running" || attempt.state === "queued" ? null : endOf(job, attempt);
  const starts: [PhaseName, number | null][] = [
    ["queued", before ? lastInstant(before) : ms(job.queuedAt)],
    ["prepare", ms(claimedAt)],
    ["start", ms(preparedAt)],
    ["tests", ms(startedAt)],
    ["collect", ms(exitedAt)],
  ];
  const reached = starts.filter((start): start is [PhaseName, number] => start[1] !== null);
  return reached.map(([name, startMs], index) => {
    const next = reached[index + 1]?.[1] ?? (name === "collect" ? (ms(collectedAt) ?? finishedMs) : finishedMs);
    return { name, startMs, endMs: next === null ? null : Math.max(startMs, next) };
  });
}

/** A job that waits for its first attempt: only the waiting. */
export function waitingPhase(job: Job): Phase {
  return { name: "queued", startMs: Date.parse(job.queuedAt), endMs: ms(job.finishedAt) };
}

function endOf(job: Job, attempt: Attempt): number {
  const isLast = job.attempts.at(-1) === attempt;
  return (isLast ? ms(job.finishedAt) : null) ?? lastInstant(attempt) ?? Date.parse(job.queuedAt);
}

function lastInstant(attempt: Attempt): number | null {
  const { claimedAt, preparedAt, startedAt, exitedAt, collectedAt } = attempt.phases;
  return ms(collectedAt ?? exitedAt ?? startedAt ?? preparedAt ?? claimedAt);
}

function ms(instant: string | null): number | null {
  return instant === null ? null : Date.parse(instant);
}
