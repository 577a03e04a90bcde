import { isDeleted } from "../domain/run/states.ts";
import { countRun, newDay } from "../domain/history/days.ts";
import type { TestRecord } from "../domain/history/records.ts";
import { addOutcome, testsOf } from "../domain/history/tests.ts";
import { addRun, newTrack } from "../domain/history/tracks.ts";
import { attemptIdOf, type RunRecord } from "../domain/run/records.ts";
import type { ResultRecord } from "../domain/results/records.ts";
import type { Center } from "./center.ts";
import { changeRecord } from "./change-record.ts";
import { forgetInTests, forgetInTrack, forgetProject } from "./forget-history.ts";
import { publishRun } from "./settle-run.ts";

const runsAtOnce = 50;
/** Each of these is a write or two, side by side: more would keep other writes waiting. */
const resultsAtOnce = 100;

/**
 * Adds what final runs came to, to the histories of their projects: to their tests, to the tracks of their suites, to
 * days. That it is to be done follows from the run alone (it is final and has no `historyAt`), also for runs that a
 * version before this has ended. Any number may do it at once, and be killed at any moment. Answers how many were due.
 */
export async function keepHistory(center: Center): Promise<number> {
  let kept = 0;
  // On past those that cannot be added: each round comes to every run.
  for (let after = 0; ;) {
    const due = await center.store.system.runs.find({
      where: { historyAt: null, finishedAt: { gt: after } },
      orderBy: ["finishedAt"],
      limit: runsAtOnce,
    });
    for (const run of due) {
      try {
        await keepRun(center, run);
        kept++;
      } catch (error) {
        center.log.warn({ run: run.id, error }, "a run was not added to the histories; trying again");
      }
    }
    if (due.length < runsAtOnce) return kept;
    after = due.at(-1)!.finishedAt ?? after;
  }
}

/** Whether there is anything to do. */
export async function isHistoryDue({ store }: Center): Promise<boolean> {
  const [due] = await store.system.runs.find({
    where: { historyAt: null, finishedAt: { gt: 0 } },
    orderBy: ["finishedAt"],
    limit: 1,
  });
  return due !== undefined;
}

async function keepRun(center: Center, run: RunRecord): Promise<void> {
  const { projects, runs } = center.store.system;
  let tests: string[] = [];
  if (run.verdict !== null && (await projects.get(run.projectId))) {
    // What was interrupted says nothing of its tests, nor of its suite.
    if (run.verdict !== "cancelled") {
      tests = await addToTests(center, run);
      await addToTrack(center, run);
    }
    await countInDay(center, run);
  }
  for (;;) {
    const now = await runs.get(run.id);
    // Deleted in the meantime, when nothing was there yet to be forgotten.
    if (!now || isDeleted(now) || !now.hasResults) await forgetInTests(center, run.id, tests);
    if (!now || isDeleted(now)) await forgetInTrack(center, run);
    if (!(await projects.get(run.projectId))) await forgetProject(center, run.projectId);
    if (!now || typeof now.historyAt === "number") return;
    const marked = await runs.update(
      run.id,
      { revision: now.revision, historyAt: null },
      { historyAt: center.clock.now(), revision: now.revision + 1 },
    );
    if (!marked) continue;
    // Whoever shows histories reads them anew.
    publishRun(center, marked);
    return;
  }
}

async function addToTests(center: Center, run: RunRecord): Promise<string[]> {
  const touched = new Set<string>();
  for await (const results of resultsOf(center, run)) {
    const seen = [...testsOf(run, results).values()];
    for (const { id } of seen) touched.add(id);
    await addAll(center, run, seen);
  }
  return [...touched];
}

/**
 * Those that the verdict rests on, a page at a time. A shard without totals did not end by its own results: what there is
 * of it was left by an attempt that was cancelled or lost, and may still grow.
 */
async function* resultsOf(center: Center, run: RunRecord): AsyncGenerator<ResultRecord[]> {
  const { jobs, results } = center.store.system;
  for (const { id, attempts, totals } of await jobs.find({ where: { runId: run.id }, orderBy: ["shard"] })) {
    if (totals.tests === 0) continue;
    const attemptId = attemptIdOf(id, attempts);
    for (let after = -1; ;) {
      const page = await results.find({
        where: { attemptId, index: { gt: after } },
        orderBy: ["index"],
        limit: resultsAtOnce,
      });
      if (page.length > 0) yield page;
      if (page.length < resultsAtOnce) break;
      after = page.at(-1)!.index;
    }
  }
}

async function addAll(center: Center, run: RunRecord, seen: readonly TestRecord[]): Promise<void> {
  const { tests } = center.store.system;
  const known = await tests.find({ where: { id: { in: seen.map(({ id }) => id) } } });
  const knownById = new Map(known.map((test) => [test.id, test]));
  const fresh = seen.filter(({ id }) => !knownById.has(id));
  // Whom another was faster to insert is changed like those that were known.
  const isDone = fresh.length === 0 || (await tests.insertMany(fresh)) === fresh.length;
  const left = isDone ? seen.filter(({ id }) => knownById.has(id)) : seen;
  await Promise.all(
    left.map((test) =>
      changeRecord(tests, {
        id: test.id,
        known: knownById.get(test.id),
        initial: test,
        change: (now) => addOutcome(now, test.outcomes[0]!, run),
      }),
    ),
  );
}

async function addToTrack(center: Center, run: RunRecord): Promise<void> {
  const initial = addRun(newTrack(run), run);
  await changeRecord(center.store.system.tracks, { id: initial.id, initial, change: (now) => addRun(now, run) });
}

/**
 * Counts a run once, however often this is done and by however many. The day names the runs it has counted until they
 * are marked (`historyAt`). The run is read after the day: one that another has counted is either still named there, or
 * is marked by then, or the day is no longer as it was read.
 */
async function countInDay(center: Center, run: RunRecord): Promise<void> {
  const { daysOfRuns, runs } = center.store.system;
  const first = newDay(run);
  for (;;) {
    const day = await daysOfRuns.get(first.id);
    if (!day) {
      await daysOfRuns.insert(first);
      continue;
    }
    if (day.pending.includes(run.id)) return;
    const now = await runs.get(run.id);
    if (!now || typeof now.historyAt === "number") return;
    const counted = countRun(day, run);
    const pending = [...(await unmarked(center, day.pending)), run.id];
    const { id: _, ...change } = { ...counted, pending, revision: day.revision + 1 };
    if (await daysOfRuns.update(first.id, { revision: day.revision }, change)) return;
  }
}

/** Those of the runs that may still be counted by somebody. */
async function unmarked(center: Center, ids: readonly string[]): Promise<string[]> {
  if (ids.length === 0) return [];
  const found = await center.store.system.runs.find({ where: { id: { in: ids }, historyAt: null } });
  return found.map(({ id }) => id);
}
