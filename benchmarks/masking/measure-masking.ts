import { randomBytes } from "node:crypto";
import { createMask } from "../../packages/core/src/domain/log/mask.ts";
import { type Benchmark, type Comparison, takeTurns } from "../benchmark.ts";

const line = "[chromium] › checkout.spec.ts:12:7 › the cart keeps its items after signing in (341 ms)\n";
const piece = Buffer.from(line.repeat(700));
const counts = [0, 10, 100];

/** Bytes a second through the mask of so many secrets, none of which is in the log, beside a copy of the same bytes. */
export const measureMasking: Benchmark = async ({ sizes, say }) => {
  const comparisons: Comparison[] = [];
  for (const count of counts) {
    say(`masking, ${count} secrets: ${sizes.logs} pairs of ${sizes.logLines.toLocaleString("en")} lines …`);
    const secrets = Array.from({ length: count }, () => randomBytes(24).toString("base64"));
    const startedAt = performance.now();
    const mask = createMask(secrets);
    const madeMs = performance.now() - startedAt;
    const pieces = Math.ceil((sizes.logLines * line.length) / piece.length);
    const through = (pass: (bytes: Uint8Array) => Uint8Array) => async () => {
      const from = performance.now();
      let bytes = 0;
      for (let i = 0; i < pieces; i++) bytes += pass(piece).length;
      if (Math.abs(bytes - pieces * piece.length) > 64) throw new Error("Bytes were lost.");
      return bytes / 1e6 / ((performance.now() - from) / 1_000);
    };
    // Once before, for what the engine compiles on the way.
    await through((bytes) => mask.stream().push(bytes))();
    const masker = mask.stream();
    comparisons.push({
      what: `masking a log, ${count} secrets`,
      unit: "MB/s",
      against: "a copy of the same bytes",
      pairs: await takeTurns(
        sizes.logs,
        through((bytes) => masker.push(bytes)),
        through((bytes) => Buffer.from(bytes)),
      ),
      goal: null,
      facts: [`Made in ${madeMs.toFixed(0)} ms.`],
    });
  }
  return comparisons;
};
