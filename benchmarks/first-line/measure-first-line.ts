import { join } from "node:path";
import type { Client } from "@aac/contract";
import { type Benchmark, type BenchmarkContext, type Comparison, takeTurns } from "../benchmark.ts";
import { startCenter } from "../center-process.ts";
import { registerSuite, runSuite } from "../sandboxes/register-suite.ts";
import type { SandboxKind } from "../sandboxes/sandbox-kind.ts";

/** Says something at once and then works for a moment, as suites do. */
const script = "echo ready; sleep 0.05";

/** From the sending of the trigger to the receipt of the first line of the log, each in a client of its own process. */
export const measureFirstLine: Benchmark = async (context) => {
  const comparisons: Comparison[] = [];
  for (const kind of context.kinds) comparisons.push(await compare(context, kind));
  return comparisons;
};

async function compare({ dir, sizes, profileDir, say }: BenchmarkContext, kind: SandboxKind): Promise<Comparison> {
  const dataDir = join(dir, `first-line-${kind.name}`);
  const center = await startCenter({ role: "up", dataDir, environment: kind.environment, profileDir });
  try {
    await registerSuite(center.client, kind.source, script);
    const ofCenter = async () => {
      const ms = await firstLineOfRun(center.client);
      await kind.untilIdle(dataDir);
      return ms;
    };
    const ofBare = () => firstByte(kind);
    await takeTurns(sizes.warmUpRuns, ofCenter, ofBare);
    say(`first line, ${kind.name}: ${sizes.runs} pairs of runs …`);
    return {
      what: `trigger → first log line at a viewer, ${kind.name} executor`,
      unit: "ms",
      against: `${kind.bare}, start → first byte`,
      pairs: await takeTurns(sizes.runs, ofCenter, ofBare),
      goal: 50,
      facts: ["All runs passed, one at a time; the viewer opens the run's event stream when the trigger is answered."],
    };
  } finally {
    await center.stop();
  }
}

async function firstLineOfRun(client: Client): Promise<number> {
  const startedAt = performance.now();
  let ms = Number.NaN;
  let log = "";
  const run = await runSuite(client, (event) => {
    if (event.event !== "log") return;
    if (log === "") ms = performance.now() - startedAt;
    log += event.data.text;
  });
  if (log !== "ready\n") throw new Error(`The log of run ${run} is ${JSON.stringify(log)}.`);
  return ms;
}

async function firstByte(kind: SandboxKind): Promise<number> {
  const startedAt = performance.now();
  let ms = Number.NaN;
  let output = "";
  for await (const bytes of kind.runBare(script)) {
    if (output === "") ms = performance.now() - startedAt;
    output += Buffer.from(bytes).toString();
  }
  if (output !== "ready\n") throw new Error(`The bare output is ${JSON.stringify(output)}.`);
  return ms;
}
