import { join } from "node:path";
import type { Client } from "@aac/contract";
import { type Benchmark, type BenchmarkContext, type Comparison, takeTurns } from "../benchmark.ts";
import { type CenterProcess, startCenter } from "../center-process.ts";
import { processorSeconds } from "../read-metric.ts";
import { residentBytes, watchResidentBytes } from "../resident-bytes.ts";
import { registerSuite, runSuite } from "../sandboxes/register-suite.ts";
import type { SandboxKind } from "../sandboxes/sandbox-kind.ts";
import { addBytes, addLines, demandSame, emptyTally, type LineTally } from "./line-tally.ts";

/** Writes lines of 100 bytes, each with its number, faster than they can be read: what is between them ends each. */
const script = (
  lines: number,
) => `exec seq -w -s ' [chromium] › checkout.spec.ts:12:7 › the cart keeps its items after signing in (341 ms)
' 1 ${lines}`;

/** Lines a second of one sandbox that are stored and have come to a viewer, from the start to the last line. */
export const measureLogLines: Benchmark = async (context) => {
  const comparisons: Comparison[] = [];
  for (const kind of context.kinds) comparisons.push(await compare(context, kind));
  return comparisons;
};

async function compare({ dir, sizes, profileDir, say }: BenchmarkContext, kind: SandboxKind): Promise<Comparison> {
  const dataDir = join(dir, `log-lines-${kind.name}`);
  const center = await startCenter({ role: "up", dataDir, environment: kind.environment, profileDir });
  try {
    const { logLines } = sizes;
    await registerSuite(center.client, kind.source, script(logLines));
    const written = await readBare(kind, logLines);
    if (written.tally.lines !== logLines) throw new Error(`The script wrote ${written.tally.lines} lines.`);
    say(`log lines, ${kind.name}: ${sizes.logs} pairs of logs of ${logLines.toLocaleString("en")} lines …`);
    const before = residentBytes(center.pid);
    const secondsBefore = await processorSeconds(center.url);
    const mostSoFar = watchResidentBytes(center.pid);
    const ofCenter = async () => {
      const viewed = await viewRun(center, written.tally);
      await kind.untilIdle(dataDir);
      return viewed.perSecond;
    };
    const pairs = await takeTurns(sizes.logs, ofCenter, async () => (await readBare(kind, logLines)).perSecond);
    const most = mostSoFar();
    const after = residentBytes(center.pid);
    const seconds = (await processorSeconds(center.url)) - secondsBefore;
    return {
      what: `log lines of one sandbox, stored and viewed, ${kind.name} executor`,
      unit: "lines/s",
      against: `${kind.bare}, read and counted`,
      pairs,
      goal: 100_000,
      facts: [
        `Of each ${logLines.toLocaleString("en")} lines every one was viewed and stored, once and in order.`,
        `Processor time of the server: ${((seconds / sizes.logs / logLines) * 1e6).toFixed(2)} s a million lines, the check of what is stored included.`,
        `Memory of the server (RSS): ${mib(before)} before, ${mib(most)} at most, ${mib(after)} after.`,
      ],
    };
  } finally {
    await center.stop();
  }
}

const mib = (bytes: number) => `${Math.round(bytes / 1024 / 1024)} MiB`;

interface Reading {
  tally: LineTally;
  perSecond: number;
}

/** Throws unless what was viewed, and what is stored, is exactly what was written. */
async function viewRun({ client }: CenterProcess, written: LineTally): Promise<Reading> {
  const startedAt = performance.now();
  let endedAt = startedAt;
  let tally = emptyTally;
  const run = await runSuite(client, (event) => {
    if (event.event !== "log") return;
    tally = addLines(tally, event.data);
    endedAt = performance.now();
  });
  demandSame(written, { "were viewed": tally, "were stored": await readStored(client, run) });
  return { tally, perSecond: (tally.lines / (endedAt - startedAt)) * 1000 };
}

async function readStored(client: Client, run: string): Promise<LineTally> {
  const answer = await client.request("getLog", { params: { run } });
  let tally = emptyTally;
  for await (const bytes of answer.body ?? []) tally = addBytes(tally, bytes);
  return tally;
}

async function readBare(kind: SandboxKind, lines: number): Promise<Reading> {
  const startedAt = performance.now();
  let endedAt = startedAt;
  let tally = emptyTally;
  for await (const bytes of kind.runBare(script(lines))) {
    tally = addBytes(tally, bytes);
    endedAt = performance.now();
  }
  return { tally, perSecond: (tally.lines / (endedAt - startedAt)) * 1000 };
}
