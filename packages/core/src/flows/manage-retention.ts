import type { Retention, RetentionChange, RunChange } from "@aac/contract";
import { Problem } from "../domain/problems.ts";
import type { RunRecord } from "../domain/run/records.ts";
import type { Caller } from "../domain/tenancy/records.ts";
import type { Center } from "./center.ts";
import { findRun } from "./find-run.ts";
import { defined } from "./manage-projects.ts";
import { publishRun } from "./settle-run.ts";
import { viewOf } from "../ports/caller-view.ts";

export async function readRetention(center: Center, { orgId }: Caller): Promise<Retention> {
  const organization = await center.store.system.organizations.get(orgId);
  if (!organization) throw new Problem("unauthenticated", "The organization of this key is gone.");
  // What a version before it has stored says nothing of the audit log.
  return { ...organization.retention, auditDays: organization.retention.auditDays ?? null };
}

/** What is not named stays. */
export async function changeRetention(center: Center, caller: Caller, change: RetentionChange): Promise<Retention> {
  const retention = { ...(await readRetention(center, caller)), ...defined(change) };
  await center.store.system.organizations.update(caller.orgId, {}, { retention });
  return retention;
}

/** Pins a run or changes its labels. Throws Problem `run_not_found`. */
export async function changeRun(center: Center, caller: Caller, runId: string, change: RunChange): Promise<RunRecord> {
  const { runs } = viewOf(center.store, caller);
  const { labels } = change;
  const wanted = defined({ ...change, ...(labels && { labels: [...new Set(labels)] }) });
  for (;;) {
    const run = await findRun(center, caller, runId);
    const changed = await runs.update(runId, { revision: run.revision }, { ...wanted, revision: run.revision + 1 });
    if (!changed) continue;
    publishRun(center, changed);
    return changed;
  }
}
