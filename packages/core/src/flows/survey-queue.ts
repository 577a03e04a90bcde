import type { Queue } from "@aac/contract";
import { toInstant } from "../domain/run/present.ts";
import type { JobRecord } from "../domain/run/records.ts";
import { estimateStarts, medianOf } from "../domain/run/estimate-starts.ts";
import { type WorkerLoad, whyWaiting } from "../domain/run/why-waiting.ts";
import type { Caller } from "../domain/tenancy/records.ts";
import { viewOf } from "../ports/caller-view.ts";
import { findWorkers } from "./announce-member.ts";
import type { Center } from "./center.ts";
import { isOperator } from "./drain-worker.ts";
import { runningJobs, showJob } from "./survey-workers.ts";

/** Of those that wait so many are told one by one: the ones that are next. */
const shown = 50;
/** Of an operator's overview. */
const mostOrganizations = 1_000;

/** What waits of the caller's organization, in which place, and why; for an operator also how much of whom else. */
export async function surveyQueue(center: Center, caller: Caller): Promise<Queue> {
  const view = viewOf(center.store, caller);
  const where = { state: "queued" } as const;
  const [waiting, running, next, oldest, organization, operates] = await Promise.all([
    view.jobs.count(where),
    view.jobs.count({ state: "running" }),
    view.jobs.find({ where, orderBy: ["-priority", "startTag"], limit: shown }),
    view.jobs.find({ where, orderBy: ["startTag"], limit: 1 }),
    center.store.system.organizations.get(caller.orgId),
    isOperator(center, caller),
  ]);
  const estimate = next.length === 0 ? null : await usualDuration(center, caller);
  return {
    waiting,
    running,
    limit: organization?.maxConcurrentJobs ?? null,
    oldestQueuedAt: oldestOf([...next, ...oldest]),
    jobs: await presentJobs(center, caller, next, estimate?.durationMs ?? null),
    estimate,
    organizations: operates ? await surveyOrganizations(center) : null,
  };
}

/** Of so many of the newest runs that have ended. */
const lookedAt = 100;

/** What a job of the organization's newest runs took: of a run with shards, its shards side by side. */
async function usualDuration(center: Center, caller: Caller): Promise<Queue["estimate"]> {
  const newest = await viewOf(center.store, caller).runs.find({ where: {}, orderBy: ["-id"], limit: lookedAt });
  const durations = newest.flatMap(({ startedAt, finishedAt, triggerKind, state }) =>
    // A report that was sent ran elsewhere, and what was cancelled or could not start says nothing of the next.
    startedAt === null ||
    finishedAt === null ||
    triggerKind === "upload" ||
    !["passed", "failed", "timedOut"].includes(state)
      ? []
      : [finishedAt - startedAt],
  );
  const durationMs = medianOf(durations);
  return durationMs === null ? null : { runs: durations.length, durationMs };
}

/** When each is likely to start. */
function startsOf(
  jobs: readonly JobRecord[],
  { places, workers, running, organization, projects, orgId, durationMs, now }: Expected,
): (number | null)[] {
  if (durationMs === null) return jobs.map(() => null);
  const open = workers.filter(({ isDraining }) => !isDraining);
  // One that has not told how many it runs at a time runs one at least.
  const slots = open.reduce((sum, { slots: own, used }) => sum + (own ?? Math.max(1, used)), 0);
  const begun = (some: readonly JobRecord[]) => some.map(({ claimedAt }) => claimedAt);
  const all = { slots, startedAt: begun(running), before: jobs.map(({ id }) => (places.get(id) ?? 1) - 1) };
  const own = running.filter((job) => job.orgId === orgId);
  const limited =
    organization.limit === null
      ? []
      : [{ slots: organization.limit, startedAt: begun(own), before: jobs.map((_, index) => index) }];
  const starts = estimateStarts([all, ...limited], durationMs, now);
  for (const [projectId, { limit }] of projects) {
    if (limit === null) continue;
    const inProject = jobs.flatMap((job, index) => (job.projectId === projectId ? [index] : []));
    const startedAt = begun(running.filter((job) => job.projectId === projectId));
    const later = estimateStarts(
      [{ slots: limit, startedAt, before: inProject.map((_, before) => before) }],
      durationMs,
      now,
    );
    for (const [at, index] of inProject.entries()) {
      const [start, held] = [starts[index] ?? null, later[at] ?? null];
      starts[index] = start === null || held === null ? null : Math.max(start, held);
    }
  }
  return starts;
}

interface Expected {
  places: ReadonlyMap<string, number>;
  workers: readonly WorkerLoad[];
  running: readonly JobRecord[];
  organization: { limit: number | null };
  projects: ReadonlyMap<string, { limit: number | null }>;
  orgId: string;
  durationMs: number | null;
  now: number;
}

async function presentJobs(
  center: Center,
  caller: Caller,
  jobs: readonly JobRecord[],
  durationMs: number | null,
): Promise<Queue["jobs"]> {
  if (jobs.length === 0) return [];
  const view = viewOf(center.store, caller);
  const ids = (of: "runId" | "projectId") => [...new Set(jobs.map((job) => job[of]))];
  const running = await runningJobs(center);
  const [places, workers, runs, organization, projects] = await Promise.all([
    placesOf(center, jobs),
    placesToRun(center, running),
    view.runs.find({ where: { id: { in: ids("runId") } } }),
    loadOfOrganization(center, caller.orgId),
    Promise.all(ids("projectId").map(async (id) => [id, await loadOfProject(center, id)] as const)),
  ]);
  const projectOf = new Map(projects);
  const runOf = new Map(runs.map((run) => [run.id, run]));
  const now = center.clock.now();
  const starts = startsOf(jobs, {
    places,
    workers,
    running,
    organization,
    projects: projectOf,
    orgId: caller.orgId,
    durationMs,
    now,
  });
  return jobs.flatMap((job, index) => {
    const run = runOf.get(job.runId);
    if (!run) return [];
    const why = whyWaiting(job, { now, organization, project: projectOf.get(job.projectId)!, workers });
    const start = starts[index] ?? null;
    // Of what no worker would take nobody knows when it starts.
    const isStuck = why.code === "no_worker" || why.code === "workers_draining";
    return {
      ...showJob(job, run),
      queuedAt: toInstant(job.queuedAt),
      priority: job.priority,
      runsOn: job.runsOn?.split(" ") ?? [],
      place: places.get(job.id) ?? 1,
      why,
      startsAbout: start === null || isStuck ? null : toInstant(Math.max(start, job.availableAt)),
    };
  });
}

/** How many wait before each, and itself: counted piece by piece, so that nobody is counted twice. */
async function placesOf({ store }: Center, jobs: readonly JobRecord[]): Promise<Map<string, number>> {
  const places = new Map<string, number>();
  let before = 0;
  let from = -1;
  for (const { id, startTag } of jobs.toSorted((a, b) => a.startTag - b.startTag)) {
    if (startTag > from) {
      before += await store.system.jobs.count({ state: "queued", startTag: { gte: Math.max(from, 0), lt: startTag } });
      from = startTag;
    }
    places.set(id, before + 1);
  }
  return places;
}

async function placesToRun(center: Center, running: readonly JobRecord[]): Promise<WorkerLoad[]> {
  const workers = await findWorkers(center);
  return workers.map(({ id, labels = [], slots = null, draining }) => ({
    labels,
    slots,
    isDraining: Boolean(draining),
    used: running.filter(({ worker }) => worker === id).length,
  }));
}

async function loadOfOrganization({ store: { system } }: Center, orgId: string) {
  const organization = await system.organizations.get(orgId);
  const limit = organization?.maxConcurrentJobs ?? null;
  return { limit, running: limit === null ? 0 : await system.jobs.count({ orgId, state: "running" }) };
}

async function loadOfProject({ store: { system } }: Center, projectId: string) {
  const limit = (await system.projects.get(projectId))?.maxConcurrentJobs ?? null;
  return { limit, running: limit === null ? 0 : await system.jobs.count({ projectId, state: "running" }) };
}

async function surveyOrganizations(center: Center): Promise<NonNullable<Queue["organizations"]>> {
  const { organizations, jobs } = center.store.system;
  const all = await organizations.find({ where: {}, limit: mostOrganizations });
  const running = await runningJobs(center);
  const surveyed = await Promise.all(
    all.map(async ({ id: orgId, slug, name, maxConcurrentJobs: limit }) => {
      const waiting = await jobs.count({ orgId, state: "queued" });
      const oldest =
        waiting === 0 ? [] : await jobs.find({ where: { orgId, state: "queued" }, orderBy: ["startTag"], limit: 1 });
      return {
        organization: { slug, name },
        waiting,
        running: running.filter((job) => job.orgId === orgId).length,
        limit,
        oldestQueuedAt: oldestOf(oldest),
      };
    }),
  );
  return surveyed
    .filter((one) => one.waiting + one.running > 0)
    .toSorted((a, b) => b.waiting - a.waiting || a.organization.name.localeCompare(b.organization.name));
}

function oldestOf(jobs: readonly JobRecord[]): string | null {
  return jobs.length === 0 ? null : toInstant(Math.min(...jobs.map(({ queuedAt }) => queuedAt)));
}
