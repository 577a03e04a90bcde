import { Readable } from "node:stream";
import { type ArtifactRecord, type Center, Problem, type RunRecord } from "@aac/core";
import type { FastifyReply, FastifyRequest } from "fastify";
import { artifactHeaders } from "./artifact-headers.ts";
import { contentRange, readRange, wholeRange } from "./byte-range.ts";

/** `place` is `<shard>/<attempt>/<path>`. Throws Problem `artifact_not_found`. */
export async function findArtifact(
  center: Center,
  run: Pick<RunRecord, "id" | "orgId">,
  place: string,
): Promise<ArtifactRecord> {
  const [, shard, attempt, path] = /^(\d{1,6})\/(\d{1,6})\/(.+)$/s.exec(place) ?? [];
  if (path !== undefined) {
    const attemptId = `${run.id}-${Number(shard)}-${Number(attempt)}`;
    const [artifact] = await center.store.tenant(run.orgId).artifacts.find({ where: { attemptId, path }, limit: 1 });
    if (artifact) return artifact;
  }
  throw new Problem("artifact_not_found", `Run ${run.id} has no artifact "${path ?? place}".`);
}

/** Answers with the artifact, or with the range of it that the request asks for. */
export async function serveArtifact(
  center: Center,
  { path, blob, sizeBytes, contentType }: ArtifactRecord,
  { request, reply, download }: { request: FastifyRequest; reply: FastifyReply; download: boolean },
): Promise<FastifyReply> {
  const range = readRange(request.headers.range, sizeBytes);
  if (range === "unsatisfiable") {
    reply.header("content-range", `bytes */${sizeBytes}`);
    throw new Problem("range_not_satisfiable", `The artifact has ${sizeBytes} bytes.`);
  }
  const isHead = request.method === "HEAD";
  const found = isHead ? { bytes: [] } : await center.blobs.get(blob, range ?? undefined);
  if (!found) throw new Problem("artifact_not_found", `"${path}" is not kept any more.`);
  const { start, end } = range ?? wholeRange(sizeBytes);
  reply.headers(artifactHeaders({ path, contentType }, { download }));
  if (range) reply.code(206).header("content-range", contentRange(range, sizeBytes));
  reply.header("content-length", end - start + 1);
  return reply.send(Readable.from(found.bytes, { objectMode: false }));
}

/**
 * Where a download may be fetched instead of from us; null where it may not. Only downloads: what a browser would open
 * has to come with our headers. And not for a program that sends its key in a header of our own: it would go along.
 */
export async function linkToDownload(
  center: Center,
  { path, blob, contentType }: ArtifactRecord,
  request: FastifyRequest,
): Promise<string | null> {
  if (request.method !== "GET" || request.headers["x-api-key"] !== undefined) return null;
  const headers = artifactHeaders({ path, contentType }, { download: true });
  return center.blobs.linkTo(blob, {
    contentType: headers["content-type"]!,
    contentDisposition: headers["content-disposition"]!,
  });
}
