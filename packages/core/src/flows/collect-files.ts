import { matchesGlob } from "node:path";
import type { Totals, Warning } from "@aac/contract";
import { artifactGlobs, reportGlobs } from "@aac/reports";
import mime from "mime";
import type { ArtifactRecord } from "../domain/results/records.ts";
import type { RunRecord } from "../domain/run/records.ts";
import { longestKeyBytes } from "../ports/blobs.ts";
import type { SandboxFile } from "../ports/executor.ts";
import type { Center } from "./center.ts";
import { blobsOf } from "./erase-run.ts";
import { artifactBytes, countStorage, openStorageMeter } from "./quotas.ts";
import { type presentTest, readInto } from "./read-reports.ts";

/** Whose files are collected. */
export interface Origin {
  run: Pick<RunRecord, "id" | "orgId" | "projectId">;
  attemptId: string;
  shard: number;
  attempt: number;
  /** Of the claim: what a worker collects that has lost it gives way. */
  fence: number;
  /** Where the command ran; null when that is not known. */
  workingDirectory: string | null;
  /** Masks secrets in names and texts. */
  hide: (text: string) => string;
  /** Makes a write that may be repeated. One that the store does not take is waited for, or thrown, as the caller has it. */
  persist: <T>(write: () => Promise<T>) => Promise<T>;
}

export interface Collected {
  totals: Totals;
  warnings: Warning[];
}

/** A file that was kept but is not yet told of: its place among the artifacts comes with the telling. */
export type Kept = Omit<ArtifactRecord, "id" | "index">;
/** Tells of a kept file, with the format it was read as. */
export type Tell = (file: Kept, format: string | null) => Promise<void>;

/** Told of each result, with nothing in it that is to be hidden. */
export type OnTest = (test: ReturnType<typeof presentTest>) => void;

const mostArtifacts = 10_000;

/** What is collected of a suite: the conventional places and its own. */
export const globsOf = (suite: { artifacts: readonly string[]; reports: readonly string[] }) => [
  ...artifactGlobs,
  ...reportGlobs,
  ...suite.artifacts,
  ...suite.reports,
];

/**
 * Keeps files as artifacts and reads those that are reports. A file that cannot be read or is too large costs only
 * itself and becomes a warning. What an earlier worker has collected of the same attempt is replaced.
 */
export async function collectFiles(
  center: Center,
  origin: Origin,
  files: AsyncIterable<SandboxFile>,
  options: { maxBytes: number; reports: readonly string[]; onTest?: OnTest },
): Promise<Collected> {
  const warnings: Warning[] = [];
  const reports: Kept[] = [];
  const tell = createTell(center, origin);
  let room = options.maxBytes;
  let count = 0;
  await forgetCollected(center, origin);
  const storage = await openStorageMeter(center, origin.run.orgId);
  const leftOut = { files: 0, bytes: 0 };
  try {
    for await (const file of files) {
      const path = origin.hide(file.path);
      if (count >= mostArtifacts) {
        warnings.push({ code: "too_many_artifacts", detail: `Only the first ${mostArtifacts} artifacts were kept.` });
        break;
      }
      if (file.sizeBytes > room) {
        const detail = `"${path}" (${file.sizeBytes} bytes) was not kept: with it the artifacts would exceed ${options.maxBytes} bytes.`;
        warnings.push({ code: "artifact_too_large", detail });
        continue;
      }
      if (Buffer.byteLength(blobOf(origin, path)) > longestKeyBytes) {
        const detail = `"${path.slice(0, 200)}…" was not kept: its path of ${path.length} characters is too long.`;
        warnings.push({ code: "artifact_name_too_long", detail });
        continue;
      }
      const isRead = isReport(file.path, options.reports);
      if (!isRead && !(await storage.reserve(file.sizeBytes))) {
        leftOut.files++;
        leftOut.bytes += file.sizeBytes;
        continue;
      }
      const kept = await keep(center, origin, file, path);
      await storage.add(kept.sizeBytes - (isRead ? 0 : file.sizeBytes));
      count++;
      room -= kept.sizeBytes;
      if (isRead) reports.push(kept);
      else await tell(kept, null);
    }
  } finally {
    await storage.close();
  }
  if (leftOut.files > 0) {
    const detail = `${leftOut.files} files (${leftOut.bytes} bytes) were not kept: the organization's storage is used up. Reports are kept and read all the same.`;
    warnings.push({ code: "quota_exceeded", detail });
  }
  const read = await readInto(center, origin, reports, { own: options.reports, tell, onTest: options.onTest });
  const hidden = read.warnings.map((one) => ({ ...one, detail: origin.hide(one.detail) }));
  return { totals: read.totals, warnings: [...warnings, ...hidden] };
}

const isReport = (path: string, own: readonly string[]) =>
  [...reportGlobs, ...own].some((glob) => matchesGlob(path, glob));

const blobOf = ({ run, attemptId }: Origin, path: string) => `${blobsOf(run)}/${attemptId}/${path}`;

async function keep(center: Center, origin: Origin, file: SandboxFile, path: string): Promise<Kept> {
  const { run, attemptId, shard, attempt, fence } = origin;
  const blob = blobOf(origin, path);
  const { sizeBytes } = await center.blobs.put(blob, file.bytes);
  const contentType = mime.getType(path) ?? "application/octet-stream";
  return {
    orgId: run.orgId,
    runId: run.id,
    attemptId,
    shard,
    attempt,
    fence,
    path,
    sizeBytes,
    contentType,
    format: null,
    blob,
  };
}

/** Artifacts are numbered as they are told, so that a viewer who has some knows which are new. */
function createTell(center: Center, { run, attemptId, shard, attempt, persist }: Origin): Tell {
  let next = 0;
  return async (file, format) => {
    const index = next++;
    const id = `${attemptId}-${String(index).padStart(6, "0")}`;
    await persist(() => center.store.system.artifacts.insert({ ...file, id, index, format }));
    center.bus.publish({ kind: "artifacts", orgId: run.orgId, runId: run.id, shard, attempt });
  };
}

const manyAtOnce = 10_000;

/**
 * Only what an earlier holder of the claim has collected: a worker that was held up, and comes back after another has
 * finished the run, must not delete what that one has stored.
 */
async function forgetCollected(center: Center, { run, attemptId, fence, persist }: Origin): Promise<void> {
  const kept = { ...run, hasArtifacts: true, hasLogs: true };
  const bytes = await persist(() => artifactBytes(center, kept, { id: attemptId, fence }));
  for (const collection of [center.store.system.artifacts, center.store.system.results] as const) {
    const where = { attemptId, fence: { lt: fence } };
    while ((await persist(() => collection.deleteMany(where, manyAtOnce))) === manyAtOnce);
  }
  await countStorage(center, run.orgId, -bytes);
}
