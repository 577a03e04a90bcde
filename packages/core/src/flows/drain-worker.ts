import { Problem } from "../domain/problems.ts";
import { may } from "../domain/tenancy/permissions.ts";
import type { Caller } from "../domain/tenancy/records.ts";
import type { MemberRecord } from "../ports/store.ts";
import { findWorkers } from "./announce-member.ts";
import type { Center } from "./center.ts";
import { firstOrganization } from "./manage-organizations.ts";

/** Whether the caller operates the center: workers are its own, and the center is the first organization's. */
export async function isOperator(center: Center, caller: Caller): Promise<boolean> {
  if (!may(caller, "workers:drain") || (await firstOrganization(center))?.id !== caller.orgId) return false;
  // Any admin makes keys of service accounts, with the scope `admin` as well.
  if (caller.actor.kind !== "key") return true;
  return !(await center.store.system.apiKeys.get(caller.actor.id))?.serviceAccountId;
}

/** Throws Problem `worker_not_found`, also for who operates nothing: of workers they are told no more than what runs theirs. */
export async function findWorker(center: Center, caller: Caller, id: string): Promise<MemberRecord> {
  const found = (await isOperator(center, caller)) && (await findWorkers(center)).find((worker) => worker.id === id);
  if (found) return found;
  throw new Problem("worker_not_found", `There is no worker "${id}" that you may change.`);
}

/**
 * Asks a worker to claim no more, or to claim again. Once this resolves it begins nothing new, except what it was
 * claiming at this very moment: it looks at its own record before each claim. Asking twice is fine.
 */
export async function drainWorker(center: Center, caller: Caller, id: string, isAsked: boolean): Promise<MemberRecord> {
  const worker = await findWorker(center, caller, id);
  if (Boolean(worker.draining) === isAsked) return worker;
  const draining = isAsked ? { since: center.clock.now(), by: caller.actor.name } : null;
  const changed = await center.store.system.members.update(id, {}, { draining });
  if (!changed) throw new Problem("worker_not_found", `Worker "${id}" has ended meanwhile.`);
  return changed;
}

/** Whether a worker is asked to claim no more; null: it is not known, for it was taken for gone. */
export async function isDraining({ store }: Pick<Center, "store">, id: string): Promise<boolean | null> {
  const member = await store.system.members.get(id);
  return member && Boolean(member.draining);
}
