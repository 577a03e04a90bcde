import type { WaitReason } from "@aac/contract";
import type { JobRecord } from "./records.ts";
import { requirementsMetBy } from "./worker-labels.ts";

/** What a job that waits may be held up by. */
export interface Surroundings {
  now: number;
  /** How many jobs run of the organization and the project, and may at most; null: any number. */
  organization: { running: number; limit: number | null };
  project: { running: number; limit: number | null };
  workers: readonly WorkerLoad[];
}

/** A worker, as far as it matters to who waits for one. */
export interface WorkerLoad {
  labels: readonly string[];
  isDraining: boolean;
  used: number;
  /** Null: it has not told. */
  slots: number | null;
}

/** Why a job waits, by the first that holds of what would have to change for it to start. */
export function whyWaiting(
  { runsOn, availableAt }: Pick<JobRecord, "runsOn" | "availableAt">,
  { now, organization, project, workers }: Surroundings,
): WaitReason {
  const suited = workers.filter(({ labels }) => requirementsMetBy(labels).includes(runsOn));
  const open = suited.filter(({ isDraining }) => !isDraining);
  const wanted = runsOn === null ? "" : ` with the labels ${runsOn}`;
  if (suited.length === 0) {
    const remedy = runsOn === null ? "" : `; WORKER_LABELS=${runsOn.replaceAll(" ", ",")} gives them to one`;
    return { code: "no_worker", detail: `No worker${wanted} is alive${remedy}.` };
  }
  if (open.length === 0) return { code: "workers_draining", detail: `Every worker${wanted} is being drained.` };
  if (availableAt > now) return { code: "next_attempt", detail: "It waits a moment before its next attempt." };
  if (isReached(organization)) return { code: "organization_limit", detail: limitOf("the organization", organization) };
  if (isReached(project)) return { code: "project_limit", detail: limitOf("the project", project) };
  if (open.every(({ used, slots }) => slots !== null && used >= slots)) {
    const detail =
      open.length === 1 ? `The one worker${wanted} is full.` : `All ${open.length} workers${wanted} are full.`;
    return { code: "no_free_slot", detail };
  }
  return { code: "starting", detail: "A worker takes it in a moment." };
}

const isReached = ({ running, limit }: { running: number; limit: number | null }) => limit !== null && running >= limit;
const limitOf = (whose: string, { running, limit }: { running: number; limit: number | null }) =>
  `${running} ${running === 1 ? `job of ${whose} runs` : `jobs of ${whose} run`}, of ${limit} that may at once.`;
