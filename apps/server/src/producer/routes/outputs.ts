import { Readable } from "node:stream";
import {
  type Center,
  findRun,
  Problem,
  readLog,
  type RunRecord,
  searchLog,
  toArtifact,
  toResult,
  viewOf,
} from "@aac/core";
import type { HandlersOf } from "../handlers.ts";
import { after, toPage } from "../page.ts";
import type { ReportTickets } from "../report-tickets.ts";
import { viewerUrl } from "../trace-viewer.ts";
import { isPage, reportUrl } from "./reports.ts";
import { findArtifact, linkToDownload, serveArtifact } from "./serve-artifact.ts";

/** What a run has put out: its log, results and artifacts. */
export function outputRoutes(
  center: Center,
  { tickets, reportsOrigin }: { tickets: ReportTickets; reportsOrigin: () => string | null },
): HandlersOf<"getLog" | "searchLog" | "listResults" | "listArtifacts" | "getArtifact"> {
  return {
    async getLog({ caller, params, query, reply }) {
      const run = await findRun(center, caller, params.run);
      const { asked } = await attemptsOf(center, run, query);
      reply.type("text/plain; charset=utf-8");
      return reply.send(Readable.from(logText(center, run, asked, query), { objectMode: false }));
    },

    async searchLog({ caller, params, query: { shard, attempt, text, from, limit } }) {
      const run = await findRun(center, caller, params.run);
      const { asked } = await attemptsOf(center, run, { shard, attempt });
      if (!asked[0]) return { items: [], searchedTo: from - 1, isThrough: true };
      const parts = { clock: center.clock, tenant: center.store.tenant(run.orgId) };
      return searchLog(parts, asked[0].id, { texts: [text].flat(), from, limit, budgetMs: searchMs });
    },

    async listResults({ caller, params, query }) {
      const run = await findRun(center, caller, params.run);
      const { status, cursor, limit } = query;
      const where = { ...(await within(center, run, query)), ...after(cursor), ...(status && { status }) };
      return toPage(await viewOf(center.store, caller).results.find({ where, limit: limit + 1 }), limit, toResult);
    },

    async listArtifacts({ caller, params, query }) {
      const run = await findRun(center, caller, params.run);
      const { cursor, limit } = query;
      const where = { ...(await within(center, run, query)), ...after(cursor) };
      const found = await viewOf(center.store, caller).artifacts.find({ where, limit: limit + 1 });
      return toPage(found, limit, toArtifact);
    },

    async getArtifact({ caller, params, query: { download, trace }, request, reply }) {
      const run = await findRun(center, caller, params.run);
      const artifact = await findArtifact(center, run, params["*"]);
      const { kind, id } = caller.actor;
      const isToBeOpened = !download && (trace || isPage(request, artifact.contentType));
      if (isToBeOpened && (kind === "person" || kind === "key")) {
        const ticket = tickets.make({ orgId: run.orgId, runId: run.id, holder: { kind, id } });
        const url = reportUrl(ticket, params["*"]);
        return reply.redirect(trace ? traceUrl(reportsOrigin(), url) : url, 302);
      }
      const link = download ? await linkToDownload(center, artifact, request) : null;
      if (link !== null) return reply.redirect(link, 302);
      return serveArtifact(center, artifact, { request, reply, download });
    },
  };
}

/** So long one request searches: then others have their turn, and who asked sees how it goes. */
const searchMs = 300;

function traceUrl(origin: string | null, report: string): string {
  if (origin === null) throw new Problem("traces_not_set_up", "This center has no host of its own for reports.");
  return viewerUrl(origin, report);
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
