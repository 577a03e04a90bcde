import { dayOf } from "../domain/history/days.ts";
import { removeOutcome } from "../domain/history/tests.ts";
import { removeRun, trackIdOf } from "../domain/history/tracks.ts";
import type { RunRecord } from "../domain/run/records.ts";
import type { Center } from "./center.ts";
import { changeRecord } from "./change-record.ts";

const atOnce = 500;
const manyAtOnce = 1_000;
const dayMs = 24 * 3_600_000;
/** Days outlive their runs: they say nothing of any single one. */
const daysKept = 400;

/**
 * Forgets what the tests of a run came to in it; for when its results are deleted, and before they are. Tests of which
 * nothing is left go. May be killed at any moment, and done again.
 */
export async function forgetResults(center: Center, run: Pick<RunRecord, "id">): Promise<void> {
  for (let after = ""; ;) {
    const page = await center.store.system.results.find({
      where: { runId: run.id, id: { gt: after } },
      limit: atOnce,
    });
    await forgetInTests(center, run.id, [...new Set(page.map(({ testId }) => testId))]);
    if (page.length < atOnce) return;
    after = page.at(-1)!.id;
  }
}

export async function forgetInTests(center: Center, runId: string, ids: readonly string[]): Promise<void> {
  const { tests } = center.store.system;
  for (let from = 0; from < ids.length; from += atOnce) {
    const found = await tests.find({ where: { id: { in: ids.slice(from, from + atOnce) } } });
    for (const known of found) {
      const left = await changeRecord(tests, { id: known.id, known, change: (now) => removeOutcome(now, runId) });
      // Only as long as nothing was added since.
      if (left?.status === null) await tests.deleteMany({ id: left.id, status: null }, 1);
    }
  }
}

/** Forgets a run that is deleted, in the track of its suite. */
export async function forgetInTrack(center: Center, run: RunRecord): Promise<void> {
  const { tracks } = center.store.system;
  const left = await changeRecord(tracks, { id: trackIdOf(run), change: (now) => removeRun(now, run.id) });
  if (left?.lastAt === null) await tracks.deleteMany({ id: left.id, lastAt: null }, 1);
}

/** Forgets all that is known of a project's runs and tests. */
export async function forgetProject(center: Center, projectId: string): Promise<void> {
  const { tests, tracks, daysOfRuns } = center.store.system;
  while ((await tests.deleteMany({ projectId }, manyAtOnce)) === manyAtOnce);
  while ((await tracks.deleteMany({ projectId }, manyAtOnce)) === manyAtOnce);
  while ((await daysOfRuns.deleteMany({ projectId }, manyAtOnce)) === manyAtOnce);
}

export async function forgetOldDays(center: Center, orgId: string): Promise<void> {
  const before = dayOf(center.clock.now() - daysKept * dayMs);
  await center.store.tenant(orgId).daysOfRuns.deleteMany({ day: { lt: before } }, manyAtOnce);
}
