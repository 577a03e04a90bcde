import type { OrganizationRecord } from "../domain/tenancy/records.ts";
import type { Center } from "./center.ts";
import { forgetOldDays } from "./forget-history.ts";
import { cutAudit } from "./tend-audit.ts";
import { eraseDeletedRuns } from "./delete-run.ts";
import { erasePart, eraseRun, noteOf, type PartKind, partKinds } from "./erase-run.ts";

const dayMs = 24 * 3_600_000;
/** So many runs at a time, so that deleting never keeps the store from its work. */
const runsAtOnce = 50;
const documentsAtOnce = 1_000;

/**
 * Deletes what organizations no longer keep, a batch at a time; answers how many runs it has dealt with, none when it is done. It may be
 * killed at any moment and called by several at once: that a part is gone is noted last, and deleting twice is fine.
 */
export async function enforceRetention(center: Center): Promise<number> {
  let dealtWith = 0;
  for (const organization of await center.store.system.organizations.find({ where: {} })) {
    for (const kind of partKinds) {
      dealtWith += await deletePart(center, organization, kind);
    }
    dealtWith += await deleteRuns(center, organization);
    await forgetFailures(center, organization);
    await forgetOldDays(center, organization.id);
    await cutAudit(center, organization);
  }
  dealtWith += await eraseDeletedRuns(center);
  return dealtWith;
}

async function deletePart(center: Center, organization: OrganizationRecord, kind: PartKind): Promise<number> {
  const days = organization.retention[kind];
  if (days === null) return 0;
  const field = noteOf(kind);
  const old = await center.store.tenant(organization.id).runs.find({
    where: { pinned: false, [field]: true, finishedAt: { lt: center.clock.now() - days * dayMs } },
    orderBy: ["finishedAt"],
    limit: runsAtOnce,
  });
  for (const run of old) await erasePart(center, run, kind);
  return old.length;
}

/** What is known of failures quotes logs, too; what people have said of one stays as long as it is told again. */
async function forgetFailures(center: Center, { id, retention }: OrganizationRecord): Promise<void> {
  if (retention.logsDays === null) return;
  const { knownFailures } = center.store.tenant(id);
  await knownFailures.deleteMany({ at: { lt: center.clock.now() - retention.logsDays * dayMs } }, documentsAtOnce);
}

async function deleteRuns(center: Center, { id, retention }: OrganizationRecord): Promise<number> {
  if (retention.runsDays === null) return 0;
  const old = await center.store.tenant(id).runs.find({
    where: { pinned: false, finishedAt: { lt: center.clock.now() - retention.runsDays * dayMs } },
    orderBy: ["finishedAt"],
    limit: runsAtOnce,
  });
  for (const run of old) {
    // It may have been pinned since it was found; once it is marked it cannot be, and goes whatever happens.
    const marked = await center.store.system.runs.update(
      run.id,
      { pinned: false, revision: run.revision },
      { deletedAt: run.deletedAt ?? center.clock.now(), revision: run.revision + 1 },
    );
    if (marked) await eraseRun(center, marked);
  }
  return old.length;
}
