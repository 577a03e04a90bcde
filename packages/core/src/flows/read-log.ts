import { promisify } from "node:util";
import { inflate, inflateSync } from "node:zlib";
import type { LogChunkRecord, TenantCollections } from "../ports/store.ts";

const decompress = promisify(inflate);

export interface StoredLines {
  firstLine: number;
  lines: number;
  text: string;
  at: number;
}

/**
 * The stored lines of an attempt from `from` to `to` (both included, counted from 1), in order, a few chunks at a
 * time. Ends with what is stored now.
 */
export async function* readLog(
  tenant: TenantCollections,
  attemptId: string,
  range: { from?: number | undefined; to?: number | undefined } = {},
): AsyncGenerator<StoredLines> {
  const to = range.to ?? Number.MAX_SAFE_INTEGER;
  let next = range.from ?? 1;
  while (next <= to) {
    const chunks = await chunksFrom(tenant, attemptId, next, to);
    if (chunks.length === 0) return;
    for (const chunk of chunks) {
      const last = chunk.firstLine + chunk.lines - 1;
      if (last < next) continue;
      const text = await textOf(chunk);
      yield cut({ firstLine: chunk.firstLine, lines: chunk.lines, text, at: chunk.at }, next, to);
      next = last + 1;
    }
  }
}

/** Below this, handing bytes to another thread costs more than decompressing them. */
const smallBytes = 16 * 1024;

async function textOf({ data, sizeBytes }: LogChunkRecord): Promise<string> {
  if (sizeBytes < smallBytes) return inflateSync(data).toString();
  // All in one go: by default it comes in pieces of 16 KiB with a change of threads for each.
  return (await decompress(data, { chunkSize: sizeBytes + 1 })).toString();
}

async function chunksFrom(
  tenant: TenantCollections,
  attemptId: string,
  line: number,
  to: number,
): Promise<LogChunkRecord[]> {
  // The chunk that holds `line` is the last one that begins at or before it.
  const [holding] = await tenant.logChunks.find({
    where: { attemptId, firstLine: { lte: line } },
    orderBy: ["-firstLine"],
    limit: 1,
  });
  const from = holding && holding.firstLine + holding.lines > line ? holding.firstLine : line;
  return tenant.logChunks.find({
    where: { attemptId, firstLine: { gte: from, lte: to } },
    orderBy: ["firstLine"],
    limit: 16,
  });
}

function cut(stored: StoredLines, from: number, to: number): StoredLines {
  const last = stored.firstLine + stored.lines - 1;
  if (stored.firstLine >= from && last <= to) return stored;
  const all = stored.text.split("\n");
  const firstLine = Math.max(from, stored.firstLine);
  const kept = all.slice(firstLine - stored.firstLine, Math.min(to, last) - stored.firstLine + 1);
  return { firstLine, lines: kept.length, text: kept.map((line) => `${line}\n`).join(""), at: stored.at };
}

/** How many lines and bytes of an attempt's log are stored, from the chunks themselves. */
export async function storedLog(
  tenant: TenantCollections,
  attemptId: string,
): Promise<{ lines: number; bytes: number }> {
  const [last] = await tenant.logChunks.find({ where: { attemptId }, orderBy: ["-firstLine"], limit: 1 });
  if (!last) return { lines: 0, bytes: 0 };
  return { lines: last.firstLine + last.lines - 1, bytes: last.bytesBefore + last.sizeBytes };
}
