import type { News, RunEvents } from "@aac/contract";
import {
  type AttemptRecord,
  type Center,
  isAnalysisDue,
  isFinal,
  presentAnalysis,
  readLog,
  type RunRecord,
  type TenantCollections,
  toArtifact,
  toInstant,
  toResult,
  toRun,
} from "@aac/core";
import { formatPosition, type Position, positionIn } from "./position.ts";

/** Takes one event to the viewer; resolves when it may take the next. */
export type Send = <K extends keyof RunEvents>(event: K, data: RunEvents[K], id: string) => Promise<void>;

/** News that was lost is noticed after this long: everything is read from the store again. */
const healEveryMs = 2_000;
/** A slow viewer's news is thrown away beyond this; it is then read from the store. */
const inboxNews = 1_000;
const inboxChars = 4 * 1024 * 1024;
/** A cancelled run's last lines are waited for this long. */
const lastLinesMs = 8_000;
/** An analysis is waited for this long; it may be that nobody is there to make it. */
const analysisMs = 5 * 60_000;
const itemsAtOnce = 200;

export interface FollowOptions {
  orgId: string;
  runId: string;
  position: Position;
  /** Leave out the log that is there. */
  tail: boolean;
  /** Goes on until the analysis of a failed run is there. */
  untilAnalysed: boolean;
  send: Send;
  signal: AbortSignal;
}

/**
 * Sends everything of a run that the viewer has not seen, then what comes, until the run has ended or `signal` aborts.
 * It listens first and reads second; what it hears joins what it has read by number, so there is no gap and no double.
 */
export async function followRun(center: Center, options: FollowOptions): Promise<void> {
  const { position, send, signal } = options;
  const tenant = center.store.tenant(options.orgId);
  const inbox = await openInbox(center, options.runId);
  if (options.tail) await skipLog(tenant, options.runId, position);
  let caughtUpAt = Number.NEGATIVE_INFINITY;
  let endedAt: number | null = null;
  let isAnalysed = false;
  try {
    while (!signal.aborted) {
      if (Number.isFinite(caughtUpAt)) await inbox.filled(signal);
      const news = inbox.take();
      if (signal.aborted) return;
      // Nothing heard, too much to keep, or not looked for long: the store knows what was lost.
      const isDue = center.clock.now() - caughtUpAt >= healEveryMs;
      const current = news && !isDue ? await apply(news) : await catchUp();
      if (!current) continue;
      if (!current.run) return;
      if (!isFinal(current.run.state)) continue;
      endedAt ??= center.clock.now();
      if (current.attempts.some(mayStillWrite) && center.clock.now() - endedAt < lastLinesMs) continue;
      await catchUp();
      if (signal.aborted) return;
      const isAwaited = options.untilAnalysed && isAnalysisDue(current.run) && !isAnalysed;
      if (isAwaited && center.clock.now() - endedAt < analysisMs) continue;
      return await send("end", {}, formatPosition(position));
    }
  } finally {
    inbox.close();
  }

  async function catchUp() {
    caughtUpAt = center.clock.now();
    const state = await readState();
    for (const attempt of state.attempts) {
      await sendLog(attempt);
      await sendResults(attempt);
      await sendArtifacts(attempt);
    }
    if (state.run && isFinal(state.run.state)) await sendAnalysis();
    return state;
  }

  /** Reads the run, and sends it where the viewer's is older. */
  async function readState(): Promise<{ run: RunRecord | null; attempts: AttemptRecord[] }> {
    const run = await tenant.runs.get(options.runId);
    const attempts = await tenant.attempts.find({ where: { runId: options.runId }, limit: 1_000 });
    if (run && run.revision > position.revision) {
      const jobs = await tenant.jobs.find({ where: { runId: run.id }, orderBy: ["shard"] });
      position.revision = run.revision;
      await send("run", toRun(run, jobs, attempts), formatPosition(position));
    }
    return { run, attempts };
  }

  async function apply(news: readonly News[]) {
    const touched = new Map<string, Set<"log" | "results" | "artifacts">>();
    let hasRunNews = false;
    let hasAnalysisNews = false;
    for (const one of news) {
      if (one.kind === "run") hasRunNews ||= one.revision > position.revision;
      if (one.kind === "analysis") hasAnalysisNews ||= one.revision > position.analysis;
      if (!("shard" in one)) continue;
      if (one.kind === "log" && (await sendHeard(one))) continue;
      const key = `${one.shard}.${one.attempt}`;
      touched.set(key, (touched.get(key) ?? new Set()).add(one.kind));
    }
    if (touched.size > 0) {
      const attempts = await tenant.attempts.find({ where: { runId: options.runId }, limit: 1_000 });
      for (const attempt of attempts) {
        const kinds = touched.get(`${attempt.shard}.${attempt.number}`);
        if (kinds?.has("log")) await sendLog(attempt);
        if (kinds?.has("results")) await sendResults(attempt);
        if (kinds?.has("artifacts")) await sendArtifacts(attempt);
      }
    }
    if (hasAnalysisNews) await sendAnalysis();
    return hasRunNews || hasAnalysisNews ? await readState() : null;
  }

  /** Sends the analysis where the viewer's is older: the newest state of it, not each there was. */
  async function sendAnalysis(): Promise<void> {
    const record = await tenant.analyses.get(options.runId);
    if (!record) return;
    isAnalysed = record.state === "done";
    if (record.revision <= position.analysis) return;
    position.analysis = record.revision;
    await send("analysis", await presentAnalysis(center, record), formatPosition(position));
  }

  /** Passes lines on that join what the viewer has. False when lines between are missing. */
  async function sendHeard(news: Extract<News, { kind: "log" }>): Promise<boolean> {
    const at = positionIn(position, news.shard, news.attempt);
    if (news.firstLine + news.lines - 1 <= at.lines) return true;
    if (news.firstLine !== at.lines + 1) return false;
    at.lines += news.lines;
    const { shard, attempt, firstLine, lines, text } = news;
    await send("log", { shard, attempt, firstLine, lines, text, at: toInstant(news.at) }, formatPosition(position));
    return true;
  }

  async function sendLog(attempt: AttemptRecord): Promise<void> {
    const at = positionIn(position, attempt.shard, attempt.number);
    if (attempt.logLines <= at.lines && isFinal(attempt.state)) return;
    for await (const stored of readLog(tenant, attempt.id, { from: at.lines + 1 })) {
      if (signal.aborted) return;
      at.lines = stored.firstLine + stored.lines - 1;
      const { firstLine, lines, text } = stored;
      const data = { shard: attempt.shard, attempt: attempt.number, firstLine, lines, text, at: toInstant(stored.at) };
      await send("log", data, formatPosition(position));
    }
  }

  async function sendResults(attempt: AttemptRecord): Promise<void> {
    const at = positionIn(position, attempt.shard, attempt.number);
    for (;;) {
      // What comes live has no place of its own yet.
      const where = { attemptId: attempt.id, index: { gte: at.results }, fence: { gte: 0 } };
      const found = await tenant.results.find({ where, orderBy: ["index"], limit: itemsAtOnce });
      if (found.length === 0 || signal.aborted) return;
      at.results += found.length;
      const data = { shard: attempt.shard, attempt: attempt.number, items: found.map(toResult) };
      await send("results", data, formatPosition(position));
    }
  }

  async function sendArtifacts(attempt: AttemptRecord): Promise<void> {
    const at = positionIn(position, attempt.shard, attempt.number);
    for (;;) {
      const where = { attemptId: attempt.id, index: { gte: at.artifacts } };
      const found = await tenant.artifacts.find({ where, orderBy: ["index"], limit: itemsAtOnce });
      const last = found.at(-1);
      if (!last || signal.aborted) return;
      at.artifacts = last.index + 1;
      const data = { shard: attempt.shard, attempt: attempt.number, items: found.map(toArtifact) };
      await send("artifacts", data, formatPosition(position));
    }
  }
}

/** A cancelled attempt has ended before its sandbox has; any other ends after its last line is stored. */
const mayStillWrite = ({ state, phases }: AttemptRecord) =>
  state === "cancelled" && phases.startedAt !== null && phases.exitedAt === null;

async function skipLog(tenant: TenantCollections, runId: string, position: Position): Promise<void> {
  for (const attempt of await tenant.attempts.find({ where: { runId }, limit: 1_000 })) {
    positionIn(position, attempt.shard, attempt.number).lines = attempt.logLines;
  }
}

interface Inbox {
  /** Resolves when there is news, or after a while without any. */
  filled(signal: AbortSignal): Promise<void>;
  /** What was heard since the last time; null when there was nothing, or too much to keep. */
  take(): News[] | null;
  close(): void;
}

async function openInbox(center: Center, runId: string): Promise<Inbox> {
  let heard: News[] = [];
  let chars = 0;
  let isOverfull = false;
  let ring = new AbortController();
  const unsubscribe = await center.bus.subscribe({ runId }, (news) => {
    chars += news.kind === "log" ? news.text.length : 0;
    if (heard.length >= inboxNews || chars > inboxChars) {
      isOverfull = true;
      heard = [];
      chars = 0;
    }
    heard.push(news);
    ring.abort();
  });
  return {
    async filled(signal) {
      if (heard.length > 0) return;
      await center.clock.sleep(healEveryMs, AbortSignal.any([ring.signal, signal]));
    },
    take() {
      const taken = isOverfull || heard.length === 0 ? null : heard;
      heard = [];
      chars = 0;
      isOverfull = false;
      ring = new AbortController();
      return taken;
    },
    close: unsubscribe,
  };
}
