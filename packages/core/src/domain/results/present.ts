import type { Artifact, Result } from "@aac/contract";
import type { ArtifactRecord, ResultRecord } from "./records.ts";

export function toResult({
  orgId: _,
  projectId: __,
  runId: ___,
  attemptId: ____,
  fence: _____,
  ...result
}: ResultRecord): Result {
  return result;
}

export function toArtifact({
  shard,
  attempt,
  index,
  path,
  sizeBytes,
  contentType,
  format,
  runId,
}: ArtifactRecord): Artifact {
  const place = [shard, attempt, ...path.split("/")].map(encodeURIComponent).join("/");
  return {
    shard,
    attempt,
    index,
    path,
    sizeBytes,
    contentType,
    format,
    url: `/api/v1/runs/${runId}/artifacts/${place}`,
  };
}
