import type { JobRecord } from "../domain/run/records.ts";
import { requirementsMetBy } from "../domain/run/worker-labels.ts";
import type { Center } from "./center.ts";

/** How much work there is for workers: what their number should follow. */
export interface Demand {
  /** Jobs that wait, for whatever reason. */
  queued: number;
  /** Of these, what more workers could begin with: not what waits for a limit of its organization or project. */
  startable: number;
  running: number;
  /** Places that there should be: `running` and `startable`. */
  wanted: number;
  /** Since when the oldest run waits of which nothing has begun; 0: none does. */
  oldestWaitMs: number;
}

/** Beyond these, in the fair order, waiting jobs are only counted as such: a pool of workers is at its largest long before. */
const mostLookedAt = 2_000;

/** Measures it for workers with `labels`; null: for all workers together. */
export async function measureDemand(center: Center, labels: readonly string[] | null = null): Promise<Demand> {
  const { jobs, runs } = center.store.system;
  const suited = labels === null ? {} : { runsOn: { in: requirementsMetBy(labels) } };
  const [queued, running, first, [oldest]] = await Promise.all([
    jobs.count({ state: "queued", ...suited }),
    jobs.count({ state: "running", ...suited }),
    jobs.find({ where: { state: "queued", ...suited }, orderBy: ["startTag"], limit: mostLookedAt }),
    runs.find({ where: { state: "queued" }, orderBy: ["id"], limit: 1 }),
  ]);
  const startable = await countStartable(center, first);
  const oldestWaitMs = oldest ? Math.max(0, center.clock.now() - oldest.createdAt) : 0;
  return { queued, startable, running, wanted: running + startable, oldestWaitMs };
}

async function countStartable(center: Center, waiting: readonly JobRecord[]): Promise<number> {
  const { organizations, projects } = center.store.system;
  const [orgRoom, projectRoom] = await Promise.all([
    roomOf(
      waiting.map(({ orgId }) => orgId),
      organizations,
      (orgId) => countRunning(center, { orgId }),
    ),
    roomOf(
      waiting.map(({ projectId }) => projectId),
      projects,
      (projectId) => countRunning(center, { projectId }),
    ),
  ]);
  const ahead = new Map<string, number>();
  for (const { orgId, projectId } of waiting) {
    if ((projectRoom.get(projectId) ?? 1) <= 0) continue;
    projectRoom.set(projectId, (projectRoom.get(projectId) ?? Infinity) - 1);
    ahead.set(orgId, (ahead.get(orgId) ?? 0) + 1);
  }
  return [...ahead].reduce((sum, [orgId, count]) => sum + Math.max(0, Math.min(count, orgRoom.get(orgId) ?? count)), 0);
}

interface Limited {
  find(query: {
    where: { id: { in: readonly string[] } };
  }): Promise<{ id: string; maxConcurrentJobs?: number | null }[]>;
}

/** How many more jobs may run, of those that have a limit. */
async function roomOf(
  ids: readonly string[],
  from: Limited,
  running: (id: string) => Promise<number>,
): Promise<Map<string, number>> {
  const room = new Map<string, number>();
  const found = ids.length === 0 ? [] : await from.find({ where: { id: { in: [...new Set(ids)] } } });
  for (const { id, maxConcurrentJobs: limit = null } of found) {
    if (limit !== null) room.set(id, limit - (await running(id)));
  }
  return room;
}

const countRunning = ({ store }: Center, of: { orgId: string } | { projectId: string }) =>
  store.system.jobs.count({ ...of, state: "running" });
