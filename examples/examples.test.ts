import { spawnSync } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import examples from "./examples.json" with { type: "json" };
import { type ExampleRun, runExample, totalsOf } from "./run-example.ts";

/** Where these are missing on a CI machine, it is the machine that is wrong. The others need a network besides. */
const expectedInCi = new Set(["node", "shell", "python", "go"]);

/** The lines that each prints while its slow test waits. */
const progress: Record<string, RegExp> = {
  node: /the bank says/,
  shell: /of 3 orders/,
  python: /page \d of 4/,
  go: /put away \d+ ×/,
  java: /parcel 4711/,
  playwright: /Order 1:/,
};

const canRun = (slug: string): boolean => {
  const [command = "", ...args] = examples.find((example) => example.slug === slug)?.toolchain.command ?? [];
  const isThere = spawnSync(command, args).status === 0;
  if (!isThere) console.warn(`examples/${slug}: its toolchain is not on this machine.`);
  return isThere || (Boolean(process.env["CI"]) && expectedInCi.has(slug));
};

const directoryOf = (example: { directory: string }) => join(import.meta.dirname, example.directory);

for (const example of examples) {
  describe.skipIf(!canRun(example.slug))(`the ${example.slug} example`, { timeout: 300_000 }, () => {
    let all: ExampleRun;
    beforeAll(async () => {
      all = await runExample(directoryOf(example), "all");
    }, 300_000);

    test("comes to what is promised", () => {
      expect(totalsOf(all.tests), all.output).toEqual(example.expected.totals);
      expect(all.exitCode).toBe(example.expected.verdict === "passed" ? 0 : 1);
    });

    test("says what was expected where a test failed", () => {
      const failed = all.tests.filter(({ status }) => status === "failed");
      for (const { message } of failed) expect(message).toMatch(/\d/);
    });

    test("writes its log in colour, and tells what a slow test waits for while it waits", () => {
      expect(all.output).toContain("\u001B[3");
      const waiting = all.pieces.filter(({ text }) => progress[example.slug]!.test(text));
      expect(waiting[0]!.beforeEndMs - waiting.at(-1)!.beforeEndMs, all.output).toBeGreaterThan(1000);
      expect(Math.max(...all.tests.map(({ durationMs }) => durationMs ?? 0))).toBeGreaterThanOrEqual(1000);
    });

    test("is green in its smoke folder", async () => {
      const smoke = await runExample(directoryOf(example), "smoke");
      expect(totalsOf(smoke.tests), smoke.output).toEqual(example.expectedSmoke.totals);
      expect(smoke.exitCode).toBe(0);
    });

    test("refuses a folder that it does not have, and names those it has", async () => {
      const refused = await runExample(directoryOf(example), "nosuch");
      expect(refused.exitCode).toBe(2);
      expect(refused.output).toMatch(/no folder 'nosuch'.*all checkout smoke/);
      expect(refused.tests).toEqual([]);
    });
  });
}

describe("an example with native shards", { timeout: 300_000 }, () => {
  test.each(["node", "playwright"])("runs each test in one shard: %s", async (slug) => {
    if (!canRun(slug)) return;
    const { directory, expected } = examples.find((example) => example.slug === slug)!;
    const first = await runExample(directoryOf({ directory }), "all", { AAC_SHARD: "1", AAC_SHARDS: "2" });
    const second = await runExample(directoryOf({ directory }), "all", { AAC_SHARD: "2", AAC_SHARDS: "2" });

    const names = [...first.tests, ...second.tests].map(({ suitePath, name }) => [...suitePath, name].join(" › "));
    expect(new Set(names).size).toBe(expected.totals.tests);
    expect(names).toHaveLength(expected.totals.tests);
    expect(first.tests.length).toBeGreaterThan(0);
    expect(second.tests.length).toBeGreaterThan(0);
  });
});

describe.skipIf(!canRun("python"))("the python example without pytest", () => {
  test("comes to the same, test by test", async () => {
    const directory = directoryOf({ directory: "python" });
    const outcomes = async (prepare?: (copy: string) => Promise<void>) => {
      const run = await runExample(directory, "checkout", {}, prepare);
      return { run, tests: run.tests.map((each) => `${each.suitePath.join(".")} ${each.name} ${each.status}`).sort() };
    };
    const usual = await outcomes();
    // Python finds what is in the working directory first.
    const without = await outcomes((copy) =>
      writeFile(join(copy, "pytest.py"), "raise ImportError('not installed')\n"),
    );
    expect(without.run.output).toContain("running the tests with unittest");
    expect(without.tests).toEqual(usual.tests);
  });
});
