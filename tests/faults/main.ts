import { parseArgs } from "node:util";
import { explore } from "./explore.ts";

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
const { played, skipped } = await explore({
  histories,
  seed,
  onHistory: ({ layout, seed: own, inflicted, broken, durationMs }) => {
    const faults = inflicted.map(({ fault }) => fault.kind).join(", ");
    console.log(`  ${own}  ${layout}: ${faults} (${(durationMs / 1000).toFixed(1)} s)`);
    for (const text of broken) console.log(`    BROKEN: ${text}`);
  },
});

const count = (names: readonly string[]) =>
  [...new Set(names)]
    .map((name) => `  ${name.padEnd(26)} ${names.filter((other) => other === name).length}`)
    .join("\n");
console.log(`\nhistories by layout\n${count(played.map(({ layout }) => layout))}`);
console.log(`\ninflicted\n${count(played.flatMap(({ inflicted }) => inflicted.map(({ fault }) => fault.kind)))}`);
const runs = played.flatMap(({ observed }) => observed.runs);
console.log(`\n${runs.length} runs came to\n${count(runs.map(({ run }) => run?.state ?? "nothing"))}`);
for (const layout of skipped) console.log(`\nNot played: ${layout}. This machine cannot have it.`);
const broken = played.filter((one) => one.broken.length > 0).length;
console.log(`\n${played.length - broken} passed, ${broken} failed`);
process.exit(broken > 0 ? 1 : 0);
