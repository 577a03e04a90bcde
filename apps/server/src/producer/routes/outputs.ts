import { Readable } from "node:stream";
import { type Center, Problem, readLog, type RunRecord, toArtifact, toResult } from "@aac/core";
import type { HandlersOf } from "../handlers.ts";
import { after, toPage } from "../page.ts";
import { contentRange, type Range, readRange, wholeRange } from "./byte-range.ts";
import { artifactHeaders } from "./artifact-headers.ts";
import { findRun } from "./runs.ts";

/** What a run has put out: its log, results and artifacts. */
export function outputRoutes(center: Center): HandlersOf<"getLog" | "listResults" | "listArtifacts" | "getArtifact"> {
  return {
    async getLog({ caller, params, query, reply }) {
      const run = await findRun(center, caller, params.run);
      const { asked } = await attemptsOf(center, run, query);
      reply.type("text/plain; charset=utf-8");
      return reply.send(Readable.from(logText(center, run, asked, query), { objectMode: false }));
    },

    async listResults({ caller, params, query }) {
      const run = await findRun(center, caller, params.run);
      const { status, cursor, limit } = query;
      const where = { ...(await within(center, run, query)), ...after(cursor), ...(status && { status }) };
      return toPage(await center.store.tenant(caller.orgId).results.find({ where, limit: limit + 1 }), limit, toResult);
    },

    async listArtifacts({ caller, params, query }) {
      const run = await findRun(center, caller, params.run);
      const { cursor, limit } = query;
      const where = { ...(await within(center, run, query)), ...after(cursor) };
      const found = await center.store.tenant(caller.orgId).artifacts.find({ where, limit: limit + 1 });
      return toPage(found, limit, toArtifact);
    },

    async getArtifact({ caller, params, query, request, reply }) {
      const run = await findRun(center, caller, params.run);
      const { path, blob, sizeBytes, contentType } = await findArtifact(center, run, params["*"]);
      const range = readRange(request.headers.range, sizeBytes);
      if (range === "unsatisfiable") {
        reply.header("content-range", `bytes */${sizeBytes}`);
        throw new Problem("range_not_satisfiable", `The artifact has ${sizeBytes} bytes.`);
      }
      const part = range ?? wholeRange(sizeBytes);
      const bytes = request.method === "HEAD" ? [] : await readBlob(center, { blob, path }, range);
      reply.headers(artifactHeaders({ path, contentType }, query));
      if (range) reply.code(206).header("content-range", contentRange(range, sizeBytes));
      reply.header("content-length", part.end - part.start + 1);
      return reply.send(Readable.from(bytes, { objectMode: false }));
    },
  };
}

type Place = { shard?: number | undefined; attempt?: number | undefined };

/** Those of the run's attempts that are asked for: of each shard the newest, where none is named. */
async function attemptsOf(center: Center, run: RunRecord, { shard, attempt }: Place) {
  const all = await center.store.tenant(run.orgId).attempts.find({ where: { runId: run.id } });
  const meant = all.filter((one) => (shard ?? one.shard) === one.shard && (attempt ?? one.number) === one.number);
  const newest = new Map(meant.toSorted((a, b) => a.number - b.number).map((one) => [one.shard, one]));
  return { all, asked: [...newest.values()].toSorted((a, b) => a.shard - b.shard) };
}

/** The condition that finds what the attempts asked for have put out. */
async function within(center: Center, run: RunRecord, place: Place) {
  const { all, asked } = await attemptsOf(center, run, place);
  // The usual run has but one attempt of each shard: then its own id says it all, and pages are read by one index.
  if (asked.length === all.length) return { runId: run.id };
  return { attemptId: { in: asked.map(({ id }) => id) } };
}

async function* logText(
  center: Center,
  run: RunRecord,
  attempts: readonly { id: string }[],
  range: { from?: number | undefined; to?: number | undefined },
): AsyncGenerator<string> {
  const tenant = center.store.tenant(run.orgId);
  for (const { id } of attempts) for await (const { text } of readLog(tenant, id, range)) yield text;
}

/** `place` is `<shard>/<attempt>/<path>`. */
async function findArtifact(center: Center, run: RunRecord, place: string) {
  const [, shard, attempt, path] = /^(\d{1,6})\/(\d{1,6})\/(.+)$/s.exec(place) ?? [];
  if (path !== undefined) {
    const attemptId = `${run.id}-${Number(shard)}-${Number(attempt)}`;
    const [artifact] = await center.store.tenant(run.orgId).artifacts.find({ where: { attemptId, path }, limit: 1 });
    if (artifact) return artifact;
  }
  throw new Problem("artifact_not_found", `Run ${run.id} has no artifact "${path ?? place}".`);
}

async function readBlob(center: Center, artifact: { blob: string; path: string }, range: Range | null) {
  const found = await center.blobs.get(artifact.blob, range ?? undefined);
  if (!found) throw new Problem("artifact_not_found", `"${artifact.path}" is not kept any more.`);
  return found.bytes;
}
