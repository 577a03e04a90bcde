import { parseArgs } from "node:util";
import { explore } from "./explore.ts";
import { formatReport } from "./format-report.ts";
import { measureWorkerLoss } from "./measure-worker-loss.ts";

const { values } = parseArgs({
  options: {
    histories: { type: "string", default: "50" },
    seed: { type: "string", default: String(Date.now() % 2 ** 31) },
  },
});
const histories = Number(values.histories);
const seed = Number(values.seed);
if (!Number.isInteger(histories) || !Number.isInteger(seed)) {
  console.error("usage: npm run faults -- [--histories N] [--seed N]");
  process.exit(2);
}

console.log(`${histories} histories on real processes, from seed ${seed}`);
const explored = await explore({
  histories,
  seed,
  onHistory: ({ layout, seed: own, inflicted, broken, durationMs }) => {
    const faults = inflicted.map(({ fault }) => fault.kind).join(", ");
    const held = broken.length === 0 ? "" : `: ${broken.length} promises broken`;
    console.log(`  ${own}  ${layout}: ${faults} (${(durationMs / 1000).toFixed(1)} s)${held}`);
  },
});
console.log(`\n${formatReport(explored)}`);

const loss = await measureWorkerLoss();
const seconds = (ms: number) => `${(ms / 1000).toFixed(1)} s`;
console.log("\nWith the timing that a center has by default, after `kill -9` of its only worker:");
console.log(`  started again: the sandbox is taken up ${seconds(loss.takenUpAfterMs)} after the start`);
console.log(`  never back: the job is queued again ${seconds(loss.queuedAfterMs)} after the kill`);
process.exitCode = explored.played.some(({ broken }) => broken.length > 0) ? 1 : 0;
