import { Readable } from "node:stream";
import { type Center, Problem, readLog, type RunRecord, toArtifact, toResult } from "@aac/core";
import type { FastifyReply } from "fastify";
import type { HandlersOf } from "../handlers.ts";
import { after, toPage } from "../page.ts";
import { findRun } from "./runs.ts";

/** What a run has put out: its log, results and artifacts. */
export function outputRoutes(center: Center): HandlersOf<"getLog" | "listResults" | "listArtifacts" | "getArtifact"> {
  return {
    async getLog({ caller, params, query, reply }) {
      const run = await findRun(center, caller, params.run);
      const attempts = await newestAttempts(center, run, query);
      reply.type("text/plain; charset=utf-8").header("x-content-type-options", "nosniff");
      return reply.send(Readable.from(logText(center, run, attempts, query), { objectMode: false }));
    },

    async listResults({ caller, params, query }) {
      const { id: runId } = await findRun(center, caller, params.run);
      const { shard, attempt, status, cursor, limit } = query;
      const where = {
        runId,
        ...after(cursor),
        ...(shard && { shard }),
        ...(attempt && { attempt }),
        ...(status && { status }),
      };
      return toPage(await center.store.tenant(caller.orgId).results.find({ where, limit: limit + 1 }), limit, toResult);
    },

    async listArtifacts({ caller, params, query }) {
      const { id: runId } = await findRun(center, caller, params.run);
      const { shard, attempt, cursor, limit } = query;
      const where = { runId, ...after(cursor), ...(shard && { shard }), ...(attempt && { attempt }) };
      return toPage(
        await center.store.tenant(caller.orgId).artifacts.find({ where, limit: limit + 1 }),
        limit,
        toArtifact,
      );
    },

    async getArtifact({ caller, params, query, request, reply }) {
      const run = await findRun(center, caller, params.run);
      const artifact = await findArtifact(center, run, params["*"]);
      const range = parseRange(request.headers.range, artifact.sizeBytes);
      const blob = await center.blobs.get(artifact.blob, range ?? undefined);
      if (!blob) throw new Problem("artifact_not_found", `"${artifact.path}" is not kept any more.`);
      protect(reply, artifact.contentType);
      reply.header("accept-ranges", "bytes").type(withCharset(artifact.contentType));
      const name = artifact.path.split("/").at(-1) ?? "artifact";
      const disposition = query.download ? "attachment" : "inline";
      reply.header("content-disposition", `${disposition}; filename*=UTF-8''${encodeURIComponent(name)}`);
      if (range) {
        reply.code(206).header("content-range", `bytes ${range.start}-${range.end}/${artifact.sizeBytes}`);
      }
      reply.header("content-length", range ? range.end - range.start + 1 : artifact.sizeBytes);
      return reply.send(Readable.from(blob.bytes, { objectMode: false }));
    },
  };
}

type Place = { shard?: number | undefined; attempt?: number | undefined };

/** The attempts asked for: the newest of each shard where none is named. */
async function newestAttempts(center: Center, run: RunRecord, { shard, attempt }: Place) {
  const all = await center.store.tenant(run.orgId).attempts.find({ where: { runId: run.id } });
  const asked = all.filter((one) => (shard ?? one.shard) === one.shard && (attempt ?? one.number) === one.number);
  const newest = new Map(asked.toSorted((a, b) => a.number - b.number).map((one) => [one.shard, one]));
  return [...newest.values()].toSorted((a, b) => a.shard - b.shard);
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

/** The range asked for, null for all of it. Throws Problem `range_not_satisfiable`. */
export function parseRange(header: string | undefined, sizeBytes: number): { start: number; end: number } | null {
  const [, first, last] = /^bytes=(\d*)-(\d*)$/.exec(header ?? "") ?? [];
  if (first === undefined || last === undefined || (first === "" && last === "")) return null;
  const start = first === "" ? Math.max(0, sizeBytes - Number(last)) : Number(first);
  const end = first === "" || last === "" ? sizeBytes - 1 : Math.min(Number(last), sizeBytes - 1);
  if (start > end) throw new Problem("range_not_satisfiable", `The artifact has ${sizeBytes} bytes.`);
  return { start, end };
}

/**
 * What a suite wrote must not act as us: it is opened without our cookies and without our origin. It may still run its
 * own scripts, as the HTML reports of test frameworks need.
 */
function protect(reply: FastifyReply, contentType: string): void {
  reply.header("x-content-type-options", "nosniff");
  reply.header("cross-origin-resource-policy", "same-origin");
  if (/html|svg|xml|pdf/.test(contentType)) {
    reply.header("content-security-policy", "sandbox allow-scripts allow-popups allow-modals allow-downloads");
  }
}

const withCharset = (type: string) => (/^text\/|\/(json|xml|javascript)$/.test(type) ? `${type}; charset=utf-8` : type);
