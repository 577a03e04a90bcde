import { promisify } from "node:util";
import { deflate } from "node:zlib";
import type { Store } from "@aac/core";

const compress = promisify(deflate);
const chunkLines = 20_000;

/** Stores lines as a worker does, in place of the log of a run's first attempt: millions of them in seconds. */
export async function writeLongLog(store: Store, runId: string, lines: number, lineAt: (line: number) => string) {
  const attemptId = `${runId}-1-1`;
  const { attempts, logChunks } = store.system;
  const attempt = (await attempts.get(attemptId))!;
  await logChunks.deleteMany({ attemptId }, 1_000_000);
  let bytesBefore = 0;
  for (let firstLine = 1; firstLine <= lines; firstLine += chunkLines) {
    const count = Math.min(chunkLines, lines - firstLine + 1);
    const text = Buffer.from(Array.from({ length: count }, (_, at) => `${lineAt(firstLine + at)}\n`).join(""));
    await logChunks.insert({
      id: `${attemptId}-${String(firstLine).padStart(12, "0")}`,
      orgId: attempt.orgId,
      runId,
      attemptId,
      fence: attempt.fence,
      firstLine,
      lines: count,
      bytesBefore,
      sizeBytes: text.length,
      at: attempt.phases.startedAt ?? 0,
      data: await compress(text, { level: 1 }),
    });
    bytesBefore += text.length;
  }
  await attempts.update(attemptId, {}, { logLines: lines, logBytes: bytesBefore });
}

/** As a suite prints: a colour, a group now and then. */
export function sampleLine(line: number): string {
  if (line % 10_000 === 1) return `::group::Part ${Math.ceil(line / 10_000)}`;
  if (line % 10_000 === 0) return "::endgroup::";
  return `\u001B[32m✔\u001B[39m order ${line}`;
}
