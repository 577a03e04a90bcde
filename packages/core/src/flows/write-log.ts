import { promisify } from "node:util";
import { deflate, deflateSync } from "node:zlib";
import { createLineSplitter, dropLines, type Lines } from "../domain/log/lines.ts";
import type { Masker } from "../domain/log/mask.ts";
import { toProblem } from "../domain/problems.ts";
import { type Center, observerOf } from "./center.ts";
import type { Claim } from "./claim-job.ts";
import { persistently } from "./persistently.ts";
import { storedLog } from "./read-log.ts";

const compress = promisify(deflate);

/** A viewer should not wait longer for a line than this; a busy sandbox should not make more chunks than that. */
const chunkEveryMs = 100;
const chunkChars = 512 * 1024;
/** Below this, handing bytes to another thread costs more than compressing them. */
const smallBytes = 16 * 1024;
/** What is handed back by the other thread at a time: mostly all of it, for each time costs a change of threads. */
const chunkSize = 128 * 1024;
/** How much may wait to be stored before the sandbox is read no further. */
const pendingChars = 4 * chunkChars;

export interface LogWriterOptions {
  masker: Masker;
  maxBytes: number;
  /** Lines and bytes that an earlier worker has stored of the same log: they come again and are left out. */
  stored: { lines: number; bytes: number; cut: boolean };
  onLongLine?: () => void;
  /** Once it aborts, a store that is away or full is waited for no longer: what it does not take fails the writing. */
  leaving?: AbortSignal;
}

/** What the log of an attempt has come to. `fenced`: another worker writes it now, and nothing more was stored. */
export interface LogEnd {
  lines: number;
  bytes: number;
  cut: boolean;
  fenced: boolean;
}

/**
 * Reads a sandbox's output to its end: masks secrets, numbers lines, stores them in compressed chunks, and then tells
 * them. The first line is stored at once, what follows within 100 ms. Reads no faster than it can store, so memory
 * stays bounded; after `maxBytes` it goes on reading but keeps nothing. A store that is away is waited for, until `leaving` aborts.
 */
export async function writeLog(
  center: Center,
  claim: Claim,
  output: AsyncIterable<Uint8Array>,
  options: LogWriterOptions,
): Promise<LogEnd> {
  const { masker } = options;
  const splitter = createLineSplitter(options.onLongLine);
  const end: LogEnd = {
    lines: options.stored.lines,
    bytes: options.stored.bytes,
    cut: options.stored.cut,
    fenced: false,
  };
  let toSkip = options.stored.lines;
  let pending: Lines[] = [];
  let pendingLength = 0;
  /** When the oldest of them was read. */
  let pendingSince = 0;
  /** Of all lines that were taken on, stored or not yet. */
  let acceptedBytes = options.stored.bytes;
  const storing: { now: Promise<void> | null; failure: Error | null } = { now: null, failure: null };
  const throwFailure = () => {
    if (storing.failure) throw storing.failure;
  };
  let isOver = false;
  /** Ends the wait for more lines: there are enough, or no more come. */
  let ring = new AbortController();

  const moreLines = async (): Promise<void> => {
    if (isOver || pendingLength >= chunkChars) return;
    ring = new AbortController();
    await center.clock.sleep(chunkEveryMs, ring.signal);
  };

  const store = async (): Promise<void> => {
    try {
      while (pendingLength > 0 && !end.fenced) {
        const batch = joinLines(pending);
        const since = pendingSince;
        pending = [];
        pendingLength = 0;
        const stored = await persistently(center, () => storeChunk(center, claim, batch, end), options.leaving);
        if (stored === "fenced") {
          end.fenced = true;
          pendingLength = 0;
        } else if (stored === "taken") await joinEarlier(batch);
        else tellStored(center, batch, since);
        await moreLines();
      }
    } catch (error) {
      storing.failure = toProblem(error);
    } finally {
      // In the same breath as the look at what is pending: a line that came in between would be stored by nobody.
      storing.now = null;
    }
  };

  /** The worker before us stored these lines after we had looked: we go on behind them, for its lines are ours. */
  const joinEarlier = async (batch: Lines): Promise<void> => {
    const tenant = center.store.tenant(claim.job.orgId);
    const stored = await persistently(center, () => storedLog(tenant, claim.attempt.id), options.leaving);
    const all = joinLines([batch, ...pending]);
    const rest = dropLines(all, stored.lines - end.lines);
    toSkip += stored.lines - end.lines - (all.lines - rest.lines);
    end.lines = stored.lines;
    end.bytes = stored.bytes;
    pending = [rest];
    pendingLength = rest.text.length;
  };

  const add = async (raw: Lines): Promise<void> => {
    throwFailure();
    const lines = dropLines(raw, toSkip);
    toSkip -= raw.lines - lines.lines;
    if (lines.lines === 0 || end.cut || end.fenced) return;
    const bytes = Buffer.byteLength(lines.text);
    if (acceptedBytes + bytes > options.maxBytes) end.cut = true;
    if (pendingLength === 0) pendingSince = center.clock.now();
    pending.push(end.cut ? cutTo(lines, options.maxBytes - acceptedBytes, options.maxBytes) : lines);
    acceptedBytes += bytes;
    pendingLength += lines.text.length;
    if (pendingLength >= chunkChars) ring.abort();
    storing.now ??= store();
    while (pendingLength >= pendingChars) {
      await storing.now;
      throwFailure();
    }
  };

  for await (const bytes of output) {
    // What is not kept is not looked at: a suite that prints without end would hold the worker long after its end.
    if (!end.cut && !end.fenced) await add(splitter.push(masker.push(bytes)));
  }
  isOver = true;
  ring.abort();
  await add(splitter.push(masker.end()));
  await add(splitter.end());
  await storing.now;
  throwFailure();
  return end;
}

async function storeChunk(
  center: Center,
  claim: Claim,
  lines: Lines,
  end: LogEnd,
): Promise<"stored" | "taken" | "fenced"> {
  const { attempts, logChunks } = center.store.system;
  const { attempt } = claim;
  const firstLine = end.lines + 1;
  const text = Buffer.from(lines.text);
  const data =
    text.length < smallBytes ? deflateSync(text, { level: 1 }) : await compress(text, { level: 1, chunkSize });
  const at = center.clock.now();
  const held = await attempts.update(
    attempt.id,
    { fence: claim.job.fence },
    { logLines: end.lines + lines.lines, logBytes: end.bytes + text.length, ...(end.cut ? { logCut: true } : {}) },
  );
  if (!held) {
    center.log.warn(
      { attempt: attempt.id, fence: claim.job.fence, firstLine, lines: lines.lines },
      "a stale worker's log lines were refused",
    );
    return "fenced";
  }
  const isStored = await logChunks.insert({
    id: `${attempt.id}-${String(firstLine).padStart(12, "0")}`,
    orgId: attempt.orgId,
    runId: attempt.runId,
    attemptId: attempt.id,
    fence: claim.job.fence,
    firstLine,
    lines: lines.lines,
    bytesBefore: end.bytes,
    sizeBytes: text.length,
    at,
    data,
  });
  if (!isStored) return "taken";
  end.lines += lines.lines;
  end.bytes += text.length;
  const { orgId, runId, shard, number } = attempt;
  center.bus.publish({
    kind: "log",
    orgId,
    runId,
    shard,
    attempt: number,
    firstLine,
    lines: lines.lines,
    at,
    text: lines.text,
  });
  return "stored";
}

function tellStored(center: Center, { lines, text }: Lines, since: number): void {
  const lagMs = Math.max(0, center.clock.now() - since);
  observerOf(center).tell({ what: "log", lines, bytes: text.length, lagMs });
}

function joinLines(batch: readonly Lines[]): Lines {
  return { text: batch.map(({ text }) => text).join(""), lines: batch.reduce((sum, { lines }) => sum + lines, 0) };
}

/** The lines that fit whole into `roomBytes`, and one that says what became of the others. */
function cutTo({ text }: Lines, roomBytes: number, limit: number): Lines {
  const bytes = Buffer.from(text);
  const kept = roomBytes > 0 ? bytes.toString("utf8", 0, bytes.lastIndexOf("\n", roomBytes - 1) + 1) : "";
  const marker = `[aac] The log reached its limit of ${limit} bytes; what follows was not kept.\n`;
  return { text: kept + marker, lines: countLines(kept) + 1 };
}

function countLines(text: string): number {
  let lines = 0;
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) lines++;
  return lines;
}
