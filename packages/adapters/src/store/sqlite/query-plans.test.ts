import { DatabaseSync } from "node:sqlite";
import { expect, test } from "vitest";
import { migrate } from "./schema.ts";
import { select } from "./select.ts";
import { declaredTables } from "./tables.ts";

const tables = declaredTables();
const database = new DatabaseSync(":memory:");
migrate(database, tables);

/** What SQLite is going to do, such as `SEARCH jobs USING INDEX by_jobs_runId_shard (runId=?)`. */
function planOf(noun: string, query: { where: object; orderBy?: string[]; limit?: number }): string[] {
  const table = tables.find(({ name }) => name === noun)!;
  const { text, values } = select(table, "doc, data", query);
  return database
    .prepare(`EXPLAIN QUERY PLAN ${text}`)
    .all(...values)
    .map((row) => String(row["detail"]));
}

const declared = tables.flatMap(({ name, indexes }) =>
  indexes.map(({ fields, isUnique }) => ({ name, fields, isUnique, title: `${name} by ${fields.join(", ")}` })),
);

test.each(declared)("an index serves what it is declared for: $title", ({ name, fields, isUnique }) => {
  const fixed = isUnique ? fields : fields.slice(0, -1);
  const plan = planOf(name, {
    where: Object.fromEntries(fixed.map((field) => [field, "x"])),
    orderBy: isUnique ? [] : [`-${fields.at(-1)}`],
    limit: 50,
  });
  expect(plan[0]).toMatch(/USING INDEX/);
  expect(plan.filter((step) => step.startsWith("SCAN") && fixed.length > 0)).toEqual([]);
  // At most the id has to be sorted by, among equals.
  expect(plan.slice(1).filter((step) => step !== "USE TEMP B-TREE FOR LAST TERM OF ORDER BY")).toEqual([]);
});

const limit = 50;
test.each([
  [
    "the claim, past the jobs of organizations and projects that are full",
    "jobs",
    {
      where: {
        state: "queued",
        availableAt: { lte: 5 },
        runsOn: { in: [null, "gpu"] },
        orgId: { notIn: ["a", "b", "c"] },
        projectId: { notIn: ["p", "q"] },
      },
      orderBy: ["startTag", "-priority"],
      limit: 1,
    },
    "by_jobs_state_startTag_priority_availableAt_runsOn_orgId_projectId (state=?)",
  ],
  [
    "an organization's more urgent jobs",
    "jobs",
    {
      where: { orgId: "a", state: "queued", priority: { gt: 0 }, availableAt: { lte: 5 } },
      orderBy: ["-priority", "startTag"],
      limit: 1,
    },
    "by_jobs_orgId_state_priority_startTag (orgId=? AND state=? AND priority>?)",
  ],
  [
    "leases that have run out",
    "jobs",
    { where: { state: "running", leaseExpiresAt: { lt: 5 } }, orderBy: ["leaseExpiresAt"], limit },
    "by_jobs_state_leaseExpiresAt (state=? AND leaseExpiresAt<?)",
  ],
  [
    "a run's jobs, for its organization",
    "jobs",
    { where: { runId: "r", orgId: "a" } },
    "by_jobs_runId_shard (runId=?)",
  ],
  [
    "a run's jobs by shard, for its organization",
    "jobs",
    { where: { runId: "r", orgId: "a" }, orderBy: ["shard"] },
    "by_jobs_runId_shard (runId=?)",
  ],
  [
    "the newest runs of an organization, from a cursor",
    "runs",
    { where: { orgId: "a", id: { lt: "r" } }, orderBy: ["-id"], limit },
    "by_runs_orgId_id (orgId=? AND id<?)",
  ],
  [
    "the newest runs of a project, for its organization",
    "runs",
    { where: { projectId: "p", orgId: "a" }, orderBy: ["-id"], limit },
    "by_runs_projectId_id (projectId=?)",
  ],
  [
    "the newest runs of a suite, for its organization",
    "runs",
    { where: { projectId: "p", suiteSlug: "s", orgId: "a", id: { lt: "r" } }, orderBy: ["-id"], limit },
    "by_runs_projectId_suiteSlug_id (projectId=? AND suiteSlug=? AND id<?)",
  ],
  [
    "a project's failed runs, for its organization",
    "runs",
    { where: { projectId: "p", state: "failed", orgId: "a" }, orderBy: ["-id"], limit },
    "by_runs_projectId_state_id (projectId=? AND state=?)",
  ],
  [
    "a project's runs of one branch, between two ids",
    "runs",
    {
      where: { projectId: "p", branch: "main", orgId: "a", id: { gte: "a", lt: "r" } },
      orderBy: ["-id"],
      limit,
    },
    "by_runs_projectId_branch_id (projectId=? AND branch=? AND id>? AND id<?)",
  ],
  [
    "the runs that a person has triggered, as far as a limited caller sees them",
    "runs",
    {
      where: { triggeredBy: "u", orgId: "a", projectId: { in: ["p", "q"] }, id: { gte: "", lt: "~" } },
      orderBy: ["-id"],
      limit,
    },
    "by_runs_orgId_triggeredBy_id (orgId=? AND triggeredBy=? AND id>? AND id<?)",
  ],
  [
    "an organization's runs of one number",
    "runs",
    { where: { number: 7, orgId: "a", id: { gte: "", lt: "~" } }, orderBy: ["-id"], limit },
    "by_runs_orgId_number_id (orgId=? AND number=? AND id>? AND id<?)",
  ],
  [
    "runs that were deleted and are not gone yet",
    "runs",
    { where: { deletedAt: { gt: 0, lt: 5 } }, orderBy: ["deletedAt"], limit },
    "by_runs_deletedAt (deletedAt>? AND deletedAt<?)",
  ],
  [
    "an organization's runs of one branch",
    "runs",
    { where: { branch: "main", orgId: "a" }, orderBy: ["-id"], limit },
    "by_runs_orgId_branch_id (orgId=? AND branch=?)",
  ],
  [
    "a run by its idempotency key",
    "runs",
    { where: { idempotencyKey: "k", orgId: "a" }, limit: 1 },
    "unique_runs_orgId_idempotencyKey (orgId=? AND idempotencyKey=?)",
  ],
  [
    "the lines of a log from a place on, for its organization",
    "logChunks",
    { where: { attemptId: "t", orgId: "a", firstLine: { gte: 1, lte: 9 } }, orderBy: ["firstLine"], limit: 16 },
    "by_logChunks_attemptId_firstLine (attemptId=? AND firstLine>? AND firstLine<?)",
  ],
  [
    "a run's failed tests, for its organization",
    "results",
    { where: { runId: "r", status: "failed", orgId: "a" }, limit },
    "by_results_runId_status_id (runId=? AND status=?)",
  ],
  [
    "the newest results of a test, for its organization",
    "results",
    { where: { testId: "t", orgId: "a", id: { lt: "r" } }, orderBy: ["-id"], limit },
    "by_results_testId_id (testId=? AND id<?)",
  ],
  [
    "the slowest tests of a project, from a cursor, that are searched for",
    "tests",
    {
      where: {
        projectId: "p",
        orgId: "a",
        bySlow: { lt: "0007" },
        status: "failed",
        text: { contains: ["log", "in"] },
      },
      orderBy: ["-bySlow"],
      limit,
    },
    "by_tests_projectId_bySlow_status_text (projectId=? AND bySlow<?)",
  ],
  [
    "a project's red tracks, newest first, for its organization",
    "tracks",
    { where: { projectId: "p", orgId: "a", isRed: true, lastAt: { gt: 5 } }, orderBy: ["-lastAt"], limit },
    "by_tracks_projectId_isRed_lastAt (projectId=? AND isRed=? AND lastAt>?)",
  ],
  [
    "a project's days, for its organization",
    "daysOfRuns",
    { where: { projectId: "p", orgId: "a", day: { gte: "2026-11-01" } }, orderBy: ["day"], limit },
    "by_daysOfRuns_projectId_day (projectId=? AND day>?)",
  ],
  [
    "final runs that are not in the histories yet",
    "runs",
    { where: { historyAt: null, finishedAt: { gt: 5 } }, orderBy: ["finishedAt"], limit },
    "by_runs_historyAt_finishedAt (historyAt=? AND finishedAt>?)",
  ],
  [
    "deliveries that are due, past those of receivers that are busy",
    "deliveries",
    { where: { state: "due", nextAt: { lte: 5 }, receiver: { notIn: ["a", "b"] } }, orderBy: ["nextAt"], limit },
    "by_deliveries_state_nextAt_receiver (state=? AND nextAt<?)",
  ],
  [
    "an organization's newest deliveries that were given up",
    "deliveries",
    { where: { orgId: "a", state: "failed", id: { lt: "d" } }, orderBy: ["-id"], limit },
    "by_deliveries_orgId_state_id (orgId=? AND state=? AND id<?)",
  ],
  [
    "runs of which something is to be told",
    "runs",
    { where: { noticesDue: true, id: { gt: "a" } }, orderBy: ["id"], limit },
    "by_runs_noticesDue_id (noticesDue=? AND id>?)",
  ],
  [
    "schedules that are due",
    "schedules",
    { where: { dueAt: { lte: 5 } }, orderBy: ["dueAt"], limit },
    "by_schedules_dueAt (dueAt<?)",
  ],
  [
    "a schedule's newest firings, for its organization",
    "firings",
    { where: { scheduleId: "s", orgId: "a" }, orderBy: ["-at"], limit },
    "by_firings_scheduleId_at (scheduleId=?)",
  ],
  ["a session by its token", "sessions", { where: { digest: "d" } }, "unique_sessions_digest (digest=?)"],
  [
    "a project by its slug",
    "projects",
    { where: { slug: "s", orgId: "a" }, limit: 1 },
    "unique_projects_orgId_slug (orgId=? AND slug=?)",
  ],
])("a hot query reads no more than it must: %s", (_, noun, query, index) => {
  const plan = planOf(noun, query);
  expect(plan[0]).toBe(`SEARCH ${noun} USING INDEX ${index}`);
  // Without a limit all of it is read, and may be sorted then.
  expect("limit" in query ? plan : []).not.toContain("USE TEMP B-TREE FOR ORDER BY");
});
