import type { Retention } from "@aac/contract";
import type { RunRecord } from "../domain/run/records.ts";
import type { OrganizationRecord } from "../domain/tenancy/records.ts";
import type { CollectionOf } from "../ports/store.ts";
import type { Center } from "./center.ts";
import { forgetInTrack, forgetOldDays, forgetResults } from "./forget-history.ts";
import { cutAudit } from "./tend-audit.ts";
import { artifactBytes, countStorage, logBytes } from "./quotas.ts";

const dayMs = 24 * 3_600_000;
/** So many runs at a time, so that deleting never keeps the store from its work. */
const runsAtOnce = 50;
const documentsAtOnce = 1_000;

/** What a retention deletes of a run, and how it is noted that it has. */
const parts = {
  logsDays: {
    field: "hasLogs",
    bytes: logBytes,
    async delete(center: Center, run: RunRecord) {
      await deleteAll(center.store.system.logChunks, run);
      // It quotes the log.
      await deleteAll(center.store.system.analyses, run);
    },
  },
  artifactsDays: {
    field: "hasArtifacts",
    bytes: artifactBytes,
    async delete(center: Center, run: RunRecord) {
      await center.blobs.delete(blobsOf(run));
      await deleteAll(center.store.system.artifacts, run);
    },
  },
  resultsDays: {
    field: "hasResults",
    bytes: async () => 0,
    async delete(center: Center, run: RunRecord) {
      await forgetResults(center, run);
      await deleteAll(center.store.system.results, run);
    },
  },
} as const satisfies Partial<Record<keyof Retention, unknown>>;

/**
 * Deletes what organizations no longer keep, a batch at a time; answers how many runs it has dealt with, none when it is done. It may be
 * killed at any moment and called by several at once: that a part is gone is noted last, and deleting twice is fine.
 */
export async function enforceRetention(center: Center): Promise<number> {
  let dealtWith = 0;
  for (const organization of await center.store.system.organizations.find({ where: {} })) {
    for (const kind of ["logsDays", "artifactsDays", "resultsDays"] as const) {
      dealtWith += await deletePart(center, organization, kind);
    }
    dealtWith += await deleteRuns(center, organization);
    await forgetFailures(center, organization);
    await forgetOldDays(center, organization.id);
    await cutAudit(center, organization);
  }
  return dealtWith;
}

async function deletePart(center: Center, organization: OrganizationRecord, kind: keyof typeof parts): Promise<number> {
  const days = organization.retention[kind];
  if (days === null) return 0;
  const { field, bytes, delete: remove } = parts[kind];
  const old = await center.store.tenant(organization.id).runs.find({
    where: { pinned: false, [field]: true, finishedAt: { lt: center.clock.now() - days * dayMs } },
    orderBy: ["finishedAt"],
    limit: runsAtOnce,
  });
  for (const run of old) {
    const freed = await bytes(center, run);
    await remove(center, run);
    // Of several who do this at once, one has freed it.
    const noted = await center.store.system.runs.update(run.id, { [field]: true }, { [field]: false });
    if (noted) await countStorage(center, run.orgId, -freed);
  }
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
    // It may have been pinned since it was found.
    const goes = await center.store.system.runs.update(
      run.id,
      { pinned: false },
      { hasLogs: false, hasArtifacts: false, hasResults: false },
    );
    if (!goes) continue;
    const freed = (await logBytes(center, run)) + (await artifactBytes(center, run));
    for (const { delete: remove } of Object.values(parts)) await remove(center, run);
    await forgetInTrack(center, run);
    await deleteAll(center.store.system.liveReports, run);
    await deleteAll(center.store.system.attempts, run);
    await deleteAll(center.store.system.jobs, run);
    if (await center.store.system.runs.delete(run.id)) await countStorage(center, run.orgId, -freed);
  }
  return old.length;
}

/** Where all blobs of a run lie. */
export const blobsOf = (run: Pick<RunRecord, "id" | "orgId">) => `${run.orgId}/${run.id}`;

type OfARun = Pick<
  CollectionOf<"logChunks" | "analyses" | "artifacts" | "results" | "liveReports" | "attempts" | "jobs">,
  "deleteMany"
>;

async function deleteAll(collection: OfARun, { id: runId }: RunRecord): Promise<void> {
  while ((await collection.deleteMany({ runId }, documentsAtOnce)) === documentsAtOnce);
}
