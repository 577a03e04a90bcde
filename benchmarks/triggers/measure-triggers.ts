import { join } from "node:path";
import { type Run, routes } from "@aac/contract";
import { type Benchmark, type Pair, takeTurns } from "../benchmark.ts";
import { startCenter } from "../center-process.ts";
import { quantile } from "../quantile.ts";
import { processorSeconds } from "../read-metric.ts";
import { newRun, registerSuite } from "../sandboxes/register-suite.ts";
import { demandStored } from "./demand-stored.ts";
import { sendBurst } from "./send-burst.ts";
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
    const burst = await sendBurst({ url: bare.url, headers: {}, body, count, connections });
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
    const secondsBefore = await processorSeconds(center.url);
    say(`triggers: ${sizes.bursts} pairs of bursts of ${sizes.triggers} …`);
    const pairs = await takeTurns(
      sizes.bursts,
      () => ofCenter(sizes.triggers),
      () => ofBare(sizes.triggers),
    );
    const seconds = (await processorSeconds(center.url)) - secondsBefore;
    // A profile is written only by a process that ends in peace.
    await (profileDir ? center.stop() : center.kill());
    await demandStored(dataDir, runs);
    const bareServer = "bare HTTP server, a row and a shared fdatasync each";
    return [
      {
        what: `durable triggers over ${connections} connections`,
        unit: "triggers/s",
        against: bareServer,
        pairs,
        goal: 1_000,
        facts: [
          `All ${runs.length.toLocaleString("en")} runs that were answered, and their jobs, were there after the producer was ${profileDir ? "ended" : "killed"}.`,
          `Processor time of the producer: ${((seconds / sizes.bursts / sizes.triggers) * 1e3).toFixed(2)} ms a trigger.`,
        ],
      },
      {
        what: `the answer to one of these ${connections} triggers at a time`,
        unit: "ms",
        against: bareServer,
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
