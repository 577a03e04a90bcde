import type { RunRecord } from "../run/records.ts";
import { streakOf, withOutcome } from "./outcomes.ts";
import type { RunOutcomeRecord, TrackRecord } from "./records.ts";

/** The id follows from what the track is of, so that it is made once. */
export const trackIdOf = ({ projectId, suiteSlug, branch, environmentSlug }: RunRecord) =>
  JSON.stringify([projectId, suiteSlug, environmentSlug, branch]);

/** A track before any of its runs. */
export const newTrack = (run: RunRecord): TrackRecord => ({
  id: trackIdOf(run),
  orgId: run.orgId,
  projectId: run.projectId,
  suiteSlug: run.suiteSlug,
  branch: run.branch,
  environmentSlug: run.environmentSlug,
  outcomes: [],
  isRed: false,
  lastPassed: null,
  redSince: null,
  lastAt: null,
  revision: 1,
});

/** The track with one more run; the record itself where it is known already, or is older than what is kept. */
export function addRun(track: TrackRecord, run: RunRecord): TrackRecord {
  if (run.verdict === null) return track;
  const outcomes = withOutcome(track.outcomes, { runId: run.id, verdict: run.verdict }, (known) => known);
  if (outcomes === track.outcomes) return track;
  return derive({ ...track, outcomes: [...outcomes], lastAt: Math.max(track.lastAt ?? 0, run.createdAt) });
}

/** The track without a run that is deleted; the record itself where nothing is known of it. */
export function removeRun(track: TrackRecord, runId: string): TrackRecord {
  const outcomes = track.outcomes.filter((outcome) => outcome.runId !== runId);
  if (outcomes.length === track.outcomes.length) return track;
  const unless = (known: string | null) => (known === runId ? null : known);
  const { lastPassed, redSince, lastAt } = track;
  return derive({
    ...track,
    outcomes,
    lastPassed: unless(lastPassed),
    redSince: unless(redSince),
    lastAt: outcomes.length === 0 ? null : lastAt,
  });
}

const isGood = ({ verdict }: RunOutcomeRecord) => verdict === "passed";
const isBad = ({ verdict }: RunOutcomeRecord) => verdict !== "passed";

function derive(track: TrackRecord): TrackRecord {
  const before = { lastGood: track.lastPassed, since: track.redSince };
  const { lastGood, since } = streakOf(track.outcomes, { isGood, isBad }, before);
  const newest = track.outcomes.at(-1);
  return { ...track, isRed: newest !== undefined && isBad(newest), lastPassed: lastGood, redSince: since };
}
