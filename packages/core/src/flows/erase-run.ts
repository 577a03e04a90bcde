import type { RunRecord } from "../domain/run/records.ts";
import type { CollectionOf } from "../ports/store.ts";
import type { Center } from "./center.ts";
import { forgetInTrack, forgetResults } from "./forget-history.ts";
import { artifactBytes, countDeletedRun, countStorage, logBytes } from "./quotas.ts";

const documentsAtOnce = 1_000;

/** What of a run can go while the run itself stays, and how it is noted that it has. */
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
} as const;

export type PartKind = keyof typeof parts;
export const partKinds = ["logsDays", "artifactsDays", "resultsDays"] as const satisfies readonly PartKind[];
/** The field of a run that says whether it still has the part. */
export const noteOf = (kind: PartKind) => parts[kind].field;

/**
 * Deletes a part of a run. May be killed at any moment and called by several at once: that it is gone is noted last, and
 * deleting twice is fine.
 */
export async function erasePart(center: Center, run: RunRecord, kind: PartKind): Promise<void> {
  const { field, bytes, delete: remove } = parts[kind];
  const freed = await bytes(center, run);
  await remove(center, run);
  // Of several who do this at once, one has freed it.
  const noted = await center.store.system.runs.update(run.id, { [field]: true }, { [field]: false });
  if (noted) await countStorage(center, run.orgId, -freed);
}

/** The same with all of its parts, and with what its suite remembers of it. */
export async function eraseParts(center: Center, run: RunRecord): Promise<void> {
  for (const kind of partKinds) await erasePart(center, run, kind);
  await forgetInTrack(center, run);
}

/** Deletes a run and all that belongs to it. The run goes last, so that what breaks off is found again. */
export async function eraseRun(center: Center, run: RunRecord): Promise<void> {
  await eraseParts(center, run);
  await deleteAll(center.store.system.liveReports, run);
  await deleteAll(center.store.system.attempts, run);
  await deleteAll(center.store.system.jobs, run);
  if (await center.store.system.runs.delete(run.id)) await countDeletedRun(center, run);
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
