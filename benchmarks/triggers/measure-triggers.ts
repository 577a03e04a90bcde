import { join } from "node:path";
import { type Client, type Run, routes } from "@aac/contract";
import { type Benchmark, type Pair, takeTurns } from "../benchmark.ts";
import { startCenter } from "../center-process.ts";
import { quantile } from "../quantile.ts";
import { newRun, registerSuite } from "../sandboxes/register-suite.ts";
import { type Burst, sendBurst } from "./send-burst.ts";
import { startBareServer } from "./start-bare-server.ts";

/**
 * Triggers a second that are answered when they are durable, of a producer without a worker. The producer is then
 * killed: the next one must know every run that was answered, with its job.
 */
export const measureTriggers: Benchmark = async ({ dir, sizes, profileDir, say }) => {
  const dataDir = join(dir, "triggers");
  const { connections } = sizes;
  const bare = await startBareServer(join(dir, "triggers-bare"));
  const center = await startCenter({ role: "producer", dataDir, profileDir });
  const runs: string[] = [];
  const latencies: Pair[] = [];
  const body = JSON.stringify(newRun);
  let lastMs: number[] = [];

  const ofCenter = async (count: number) => {
    const headers = { authorization: `Bearer ${center.apiKey}` };
    const url = `${center.url}${routes.createRun.path}`;
    const burst = await sendBurst({ url, headers, body, count, connections });
    runs.push(...burst.answers.map((answer) => (JSON.parse(answer) as Run).id));
    lastMs = burst.ms;
    return burst.perSecond;
  };
  const ofBare = async (count: number) => {
    const burst: Burst = await sendBurst({ url: bare.url, headers: {}, body, count, connections });
    latencies.push(...lastMs.map((ms, index) => ({ center: ms, bare: burst.ms[index]! })));
    return burst.perSecond;
  };
  try {
    await registerSuite(center.client, { image: "never-run" }, "true");
    await takeTurns(
      1,
      () => ofCenter(sizes.triggers),
      () => ofBare(sizes.triggers),
    );
    latencies.length = 0;
    say(`triggers: ${sizes.bursts} pairs of bursts of ${sizes.triggers} …`);
    const pairs = await takeTurns(
      sizes.bursts,
      () => ofCenter(sizes.triggers),
      () => ofBare(sizes.triggers),
    );
    // A profile is written only by a process that ends in peace.
    await (profileDir ? center.stop() : center.kill());
    await demandStored(dataDir, runs);
    const bareName = "bare HTTP server, a row and a shared fdatasync each";
    return [
      {
        what: `durable triggers over ${connections} connections`,
        unit: "triggers/s",
        bare: bareName,
        pairs,
        goal: 1_000,
        facts: [
          `All ${runs.length.toLocaleString("en")} runs that were answered, and their jobs, were there after the producer was ${profileDir ? "ended" : "killed"}.`,
        ],
      },
      {
        what: `the answer to one of these ${connections} triggers at a time`,
        unit: "ms",
        bare: bareName,
        pairs: latencies,
        goal: null,
        facts: [
          `p99: ${quantile(
            latencies.map((pair) => pair.center),
            0.99,
          ).toFixed(0)} ms.`,
        ],
      },
    ];
  } finally {
    await center.kill();
    await bare.stop();
  }
};

/** Starts a center on the data and throws unless it knows exactly these runs, each with a job that waits. */
async function demandStored(dataDir: string, runs: readonly string[]): Promise<void> {
  const center = await startCenter({ role: "producer", dataDir });
  try {
    const stored = new Set(await allRuns(center.client));
    const lost = runs.filter((id) => !stored.has(id));
    if (lost.length > 0 || stored.size !== runs.length || new Set(runs).size !== runs.length) {
      throw new Error(`Of ${runs.length} runs answered ${lost.length} are lost; ${stored.size} are stored.`);
    }
    const metrics = await (await fetch(`${center.url}/metrics`)).text();
    const queued = Number(/^aac_jobs_queued (\d+)$/m.exec(metrics)?.[1]);
    if (queued !== runs.length) throw new Error(`Of ${runs.length} runs answered only ${queued} jobs wait.`);
  } finally {
    await center.stop();
  }
}

async function allRuns(client: Client): Promise<string[]> {
  const ids: string[] = [];
  for (let cursor: string | undefined; ;) {
    const page = await client.call("listRuns", { query: { limit: 500, ...(cursor ? { cursor } : {}) } });
    ids.push(...page.items.map(({ id }) => id));
    if (page.nextCursor === null) return ids;
    cursor = page.nextCursor;
  }
}
