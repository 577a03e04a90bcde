import { parseArgs } from "node:util";
import { type Variant, variants } from "./broken-variants.ts";
import { explore, stores } from "./explore.ts";

const { values } = parseArgs({
  options: {
    histories: { type: "string", default: "1000" },
    seed: { type: "string", default: String(Date.now() % 2 ** 31) },
    store: { type: "string", default: "memory" },
    variant: { type: "string" },
  },
});
const histories = Number(values.histories);
const seed = Number(values.seed);
if (!Number.isInteger(histories) || !Number.isInteger(seed) || !(values.store in stores)) {
  console.error("usage: npm run simulate -- [--histories N] [--seed N] [--store memory|sqlite]");
  process.exit(2);
}
if (values.variant !== undefined && !(values.variant in variants)) {
  console.error(`--variant is one of ${Object.keys(variants).join(", ")}`);
  process.exit(2);
}

console.log(`${histories} histories from seed ${seed} on the ${values.store} store`);
const explored = await explore({
  histories,
  seed,
  store: values.store as keyof typeof stores,
  ...(values.variant ? { variant: values.variant as Variant } : {}),
  onHistory: (index) => {
    if ((index + 1) % 500 === 0) console.log(`  ${index + 1}`);
  },
});
for (const { plan, broken } of explored.failures) {
  console.log(`\nseed ${plan.seed}, made as small as it gets:\n${JSON.stringify(plan, null, 2)}`);
  for (const text of broken) console.log(`  ${text}`);
}
console.log("\nhistories with");
for (const [kind, count] of Object.entries(explored.faults).toSorted(([a], [b]) => a.localeCompare(b)))
  console.log(`  ${kind.padEnd(12)} ${count}`);
console.log(`\n${explored.runs} runs accepted, ${explored.virtualHours.toFixed(0)} hours of virtual time`);
console.log(`${explored.histories - explored.failures.length} passed, ${explored.failures.length} failed`);
process.exitCode = explored.failures.length > 0 ? 1 : 0;
