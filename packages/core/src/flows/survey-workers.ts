import type { Worker, Workers } from "@aac/contract";
import { toInstant } from "../domain/run/present.ts";
import type { JobRecord, RunRecord } from "../domain/run/records.ts";
import type { Caller } from "../domain/tenancy/records.ts";
import { viewOf } from "../ports/caller-view.ts";
import type { MemberRecord } from "../ports/store.ts";
import { findWorkers } from "./announce-member.ts";
import type { Center } from "./center.ts";
import { isOperator } from "./drain-worker.ts";

/** More do not run at once in any center that we know of. */
const mostRunning = 10_000;

/** Workers that are alive: all of them for an operator, for others those that run something of theirs. */
export async function surveyWorkers(center: Center, caller: Caller): Promise<Workers> {
  const [operates, workers] = await Promise.all([isOperator(center, caller), findWorkers(center)]);
  const items = await present(center, caller, { workers, operates });
  return {
    items: items
      .filter(({ jobs }) => operates || jobs.length > 0)
      .toSorted((a, b) => a.host.localeCompare(b.host) || a.id.localeCompare(b.id)),
    isOperator: operates,
  };
}

/** One worker, as its operator sees it. */
export async function presentWorker(center: Center, caller: Caller, worker: MemberRecord): Promise<Worker> {
  const [shown] = await present(center, caller, { workers: [worker], operates: true });
  return shown!;
}

/** The jobs that run, whosever they are. */
export const runningJobs = ({ store }: Center) =>
  store.system.jobs.find({ where: { state: "running" }, orderBy: ["leaseExpiresAt"], limit: mostRunning });

interface Wanted {
  workers: readonly MemberRecord[];
  operates: boolean;
}

async function present(center: Center, caller: Caller, { workers, operates }: Wanted): Promise<Worker[]> {
  const view = viewOf(center.store, caller);
  const own = await view.jobs.find({ where: { state: "running" }, limit: mostRunning });
  const all = operates ? await runningJobs(center) : own;
  const runs = await view.runs.find({ where: { id: { in: [...new Set(own.map(({ runId }) => runId))] } } });
  const runOf = new Map(runs.map((run) => [run.id, run]));
  const names = operates ? await namesOf(center, all, caller.orgId) : new Map<string, Name>();
  return workers.map((worker) => {
    const isHere = (job: JobRecord) => job.worker === worker.id;
    const here = all.filter(isHere);
    return toWorker(worker, {
      used: operates ? here.length : null,
      jobs: own.filter(isHere).flatMap((job) => toWorkerJob(job, runOf.get(job.runId))),
      others: operates ? countOthers(here, names) : null,
    });
  });
}

type Name = NonNullable<Worker["others"]>[number]["organization"];

async function namesOf(center: Center, jobs: readonly JobRecord[], ownId: string): Promise<Map<string, Name>> {
  const ids = [...new Set(jobs.map(({ orgId }) => orgId))].filter((id) => id !== ownId);
  const found = await center.store.system.organizations.find({ where: { id: { in: ids } } });
  return new Map(found.map(({ id, slug, name }) => [id, { slug, name }]));
}

function countOthers(jobs: readonly JobRecord[], names: Map<string, Name>): NonNullable<Worker["others"]> {
  return [...names]
    .map(([id, organization]) => ({ organization, jobs: jobs.filter(({ orgId }) => orgId === id).length }))
    .filter((one) => one.jobs > 0);
}

function toWorker(worker: MemberRecord, told: Pick<Worker, "used" | "jobs" | "others">): Worker {
  const { id, host, labels = [], draining = null } = worker;
  const isEmpty = (told.used ?? told.jobs.length) === 0;
  return {
    id,
    host,
    version: worker.version ?? null,
    executor: worker.executor ?? null,
    labels: [...labels],
    startedAt: toInstant(worker.startedAt),
    seenAt: toInstant(worker.seenAt),
    state: !draining ? "active" : isEmpty ? "drained" : "draining",
    draining: draining && { since: toInstant(draining.since), by: draining.by },
    slots: told.used === null ? null : (worker.slots ?? null),
    ...told,
    jobs: told.jobs.toSorted((a, b) => (a.startedAt < b.startedAt ? -1 : 1)),
  };
}

function toWorkerJob(job: JobRecord, run: RunRecord | undefined): Worker["jobs"] {
  return run ? [{ ...showJob(job, run), startedAt: toInstant(job.claimedAt) }] : [];
}

/** A job, and the way to its run. */
export const showJob = ({ shard }: JobRecord, run: RunRecord) => ({
  run: run.id,
  number: run.number,
  project: run.projectSlug,
  suite: run.suiteSlug,
  suiteName: run.suite.name,
  shard,
  shards: run.shards,
});
