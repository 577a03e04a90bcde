import { isDeleted } from "../domain/run/states.ts";
import type { ProjectHealth, Test, TestDetails, TestHistory, TestResult } from "@aac/contract";
import { dayOf } from "../domain/history/days.ts";
import {
  type KnownRuns,
  runsOfTest,
  runsOfTrack,
  toDayOfRuns,
  toRedSuite,
  toRunMark,
  toTest,
  toTestDetails,
  toTestHistory,
  toTestResult,
} from "../domain/history/present.ts";
import type { TestRecord } from "../domain/history/records.ts";
import { searchable } from "../domain/history/tests.ts";
import { Problem } from "../domain/problems.ts";
import type { ProjectRecord } from "../domain/tenancy/records.ts";
import type { TenantCollections } from "../ports/store.ts";

const dayMs = 24 * 3_600_000;
const shownRuns = 30;
const shownDays = 30;
const shownRed = 10;

/** How a project is, from what is kept of its runs: the same few documents, however many runs it has had. */
export async function readHealth(
  tenant: TenantCollections,
  { id: projectId, slug, name }: ProjectRecord,
  now: number,
): Promise<ProjectHealth> {
  // A branch on which nothing ran for that long is left, whatever it came to.
  const red = { projectId, isRed: true, lastAt: { gt: now - shownDays * dayMs } };
  const [runs, days, tracks, redCount] = await Promise.all([
    tenant.runs.find({ where: { projectId }, orderBy: ["-id"], limit: shownRuns }),
    tenant.daysOfRuns.find({
      where: { projectId, day: { gt: dayOf(now - shownDays * dayMs) } },
      orderBy: ["day"],
      limit: shownDays + 1,
    }),
    tenant.tracks.find({ where: red, orderBy: ["-lastAt"], limit: shownRed }),
    tenant.tracks.count(red),
  ]);
  const known = await knownRuns(tenant, tracks.flatMap(runsOfTrack));
  return {
    project: slug,
    name,
    runs: runs
      .filter((run) => !isDeleted(run))
      .toReversed()
      .map(toRunMark),
    days: days.filter(({ runs: count }) => count > 0).map(toDayOfRuns),
    red: tracks.flatMap((track) => toRedSuite(track, known)),
    redCount,
  };
}

const orders = {
  name: { field: "byName", isDescending: false },
  slowest: { field: "bySlow", isDescending: true },
  failing: { field: "byFailing", isDescending: true },
  newest: { field: "byNew", isDescending: true },
} as const;

export interface TestQuery {
  search?: string | undefined;
  status?: "passed" | "failed" | "skipped" | undefined;
  sort: keyof typeof orders;
  /** Where the page before ended, as it was answered. */
  after: string | null;
  limit: number;
}

/** A page of a project's tests, and where the next one begins. */
export async function listTests(
  tenant: TenantCollections,
  { id: projectId }: ProjectRecord,
  { search, status, sort, after, limit }: TestQuery,
): Promise<{ items: Test[]; next: string | null }> {
  const { field, isDescending } = orders[sort];
  const words = searchable(search ?? "")
    .split(/\s+/)
    .filter(Boolean);
  const found = await tenant.tests.find({
    where: {
      projectId,
      status: status ?? { notIn: [null] },
      ...(words.length > 0 && { text: { contains: words } }),
      ...(after !== null && { [field]: isDescending ? { lt: after } : { gt: after } }),
    },
    orderBy: [isDescending ? `-${field}` : field],
    limit: limit + 1,
  });
  const shown = found.slice(0, limit);
  const runs = await knownRuns(tenant, shown.flatMap(runsOfTest));
  return {
    items: shown.map((test) => toTest(test, runs)),
    next: found.length > limit ? shown.at(-1)![field] : null,
  };
}

/** Throws Problem `test_not_found`. */
export async function readTest(tenant: TenantCollections, project: ProjectRecord, id: string): Promise<TestDetails> {
  const test = await findTest(tenant, project, id);
  return toTestDetails(test, await knownRuns(tenant, runsOfTest(test)));
}

/** A page of a test's results, newest first: those of runs that are there. Throws Problem `test_not_found`. */
export async function listTestResults(
  tenant: TenantCollections,
  project: ProjectRecord,
  id: string,
  { before, limit }: { before: string | null; limit: number },
): Promise<{ items: TestResult[]; next: string | null }> {
  await findTest(tenant, project, id);
  const found = await tenant.results.find({
    where: { testId: id, ...(before !== null && { id: { lt: before } }) },
    orderBy: ["-id"],
    limit: limit + 1,
  });
  const shown = found.slice(0, limit);
  const ids = shown.map(({ runId }) => runId);
  const runs = await knownRuns(tenant, ids);
  return {
    items: shown.flatMap((result) => {
      const run = runs.get(result.runId);
      return run ? [toTestResult(result, run)] : [];
    }),
    next: found.length > limit ? shown.at(-1)!.id : null,
  };
}

/** What became of some tests; those of which nothing is known are left out. */
export async function readTestHistories(
  tenant: TenantCollections,
  projectId: string,
  ids: readonly string[],
): Promise<TestHistory[]> {
  const found = await tenant.tests.find({ where: { id: { in: ids } } });
  const own = found.filter((test) => test.projectId === projectId);
  const runs = await knownRuns(tenant, own.flatMap(runsOfTest));
  return own.map((test) => toTestHistory(test, runs));
}

async function findTest(tenant: TenantCollections, project: ProjectRecord, id: string): Promise<TestRecord> {
  const test = await tenant.tests.get(id);
  if (test && test.projectId === project.id && test.status !== null) return test;
  throw new Problem("test_not_found", `Project "${project.slug}" has no test "${id}".`);
}

async function knownRuns(tenant: TenantCollections, ids: readonly string[]): Promise<KnownRuns> {
  if (ids.length === 0) return new Map();
  const found = await tenant.runs.find({ where: { id: { in: [...new Set(ids)] } } });
  return new Map(found.filter((run) => !isDeleted(run)).map((run) => [run.id, run]));
}
