import { spawnSync } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import examples from "./examples.json" with { type: "json" };
import { type ExampleOptions, type ExampleRun, runExample, totalsOf } from "./run-example.ts";

type Example = (typeof examples)[number];

/** Where one of these is missing on a CI machine, the machine is wrong. The others need a network besides. */
const expectedInCi = new Set(["node", "shell", "python", "go"]);

/** What each says while its slow test waits, and where its failing test fails. */
const words: Record<string, { waiting: RegExp; failing: string }> = {
  node: { waiting: /the bank says/, failing: "900 !== 899" },
  shell: { waiting: /of 3 orders/, failing: "expected 28.99, got 9.99" },
  python: { waiting: /page \d of 4/, failing: "Decimal('0.24') != Decimal('0.25')" },
  go: { waiting: /put away \d+ ×/, failing: "available at 12:15:00 = 3, want 5" },
  java: { waiting: /parcel 4711/, failing: "expected: <0.00> but was: <4.90>" },
  playwright: { waiting: /Order 1:/, failing: 'Received: "2"' },
};

/** What Maven and npm say when there is nobody to ask. */
const unreachable = /Could not transfer|Unknown host|ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ETIMEDOUT/;
const lacksDownloads = ({ tests, output }: ExampleRun) => tests.length === 0 && unreachable.test(output);
const cannotFetch = "what it needs cannot be fetched here";

const canRun = (example: Example): boolean => {
  const [command = "", ...args] = example.toolchain.command;
  if (spawnSync(command, args).status === 0) return true;
  console.warn(`examples/${example.slug}: its toolchain is not on this machine.`);
  return Boolean(process.env["CI"]) && expectedInCi.has(example.slug);
};

const runnable = examples.filter(canRun);

function run(example: Example, folder: string, more: Pick<ExampleOptions, "variables" | "prepare"> = {}) {
  return runExample({ directory: join(import.meta.dirname, example.directory), folder, host: process.env, ...more });
}

describe.each(runnable)("the $slug example", (example) => {
  let all: ExampleRun;
  beforeAll(async () => {
    all = await run(example, "all");
  }, 600_000);

  beforeEach(({ skip, onTestFailed }) => {
    skip(lacksDownloads(all), cannotFetch);
    onTestFailed(() => console.log(all.output));
  });

  test("comes to what is promised", () => {
    expect(totalsOf(all.tests)).toEqual(example.expected.totals);
    expect(all.exitCode).toBe(example.expected.verdict === "passed" ? 0 : 1);
  });

  test("says what was found where its failing test fails", () => {
    const failed = all.tests.filter(({ status }) => status === "failed");
    expect(failed.map(({ message }) => message)).toEqual([expect.stringContaining(words[example.slug]!.failing)]);
  });

  test("writes its log in colour, and tells what a slow test waits for while it waits", () => {
    expect(all.output).toContain("\u001B[3");
    const waiting = all.pieces.filter(({ text }) => words[example.slug]!.waiting.test(text));
    const waitedMs = (waiting[0]?.beforeEndMs ?? 0) - (waiting.at(-1)?.beforeEndMs ?? 0);
    expect(waitedMs).toBeGreaterThan(1000);
    expect(Math.max(...all.tests.map(({ durationMs }) => durationMs ?? 0))).toBeGreaterThanOrEqual(1000);
  });

  test("is green in its smoke folder", { timeout: 300_000 }, async () => {
    const smoke = await run(example, "smoke");
    expect(totalsOf(smoke.tests)).toEqual(example.expectedSmoke.totals);
    expect(smoke.exitCode).toBe(0);
  });

  test("refuses a folder that it does not have, and names those it has", async () => {
    const refused = await run(example, "nosuch");
    expect(refused.exitCode).toBe(2);
    expect(refused.output).toMatch(/no folder 'nosuch'.*all checkout smoke/);
    expect(refused.tests).toEqual([]);
  });
});

const withShards = runnable.filter(({ slug }) => ["node", "playwright"].includes(slug));
test.for(withShards)(
  "the $slug example runs each test in one of two shards",
  { timeout: 300_000 },
  async (example, { skip }) => {
    const shards = await Promise.all(
      ["1", "2"].map((shard) => run(example, "smoke", { variables: { AAC_SHARD: shard, AAC_SHARDS: "2" } })),
    );
    skip(shards.some(lacksDownloads), cannotFetch);
    for (const { tests } of shards) expect(tests).not.toEqual([]);
    const titles = shards.flatMap(({ tests }) => tests.map(titleOf));
    expect(new Set(titles).size).toBe(example.expectedSmoke.totals.tests);
    expect(titles).toHaveLength(example.expectedSmoke.totals.tests);
  },
);

const inPython = runnable.filter(({ slug }) => slug === "python");
test.for(inPython)("the $slug example comes to the same without pytest, test by test", async (example) => {
  // Python looks for modules in the working directory first.
  const prepare = (copy: string) => writeFile(join(copy, "pytest.py"), "raise ImportError('not installed')\n");
  const [usual, without] = [await run(example, "all"), await run(example, "all", { prepare })];
  expect(without.output).toContain("running the tests with unittest");
  const outcomes = ({ tests }: ExampleRun) => tests.map((each) => `${titleOf(each)} ${each.status}`).toSorted();
  expect(outcomes(without)).toEqual(outcomes(usual));
  expect(without.exitCode).toBe(usual.exitCode);
});

function titleOf({ file, suitePath, name }: ExampleRun["tests"][number]): string {
  return [file, ...suitePath, name].join(" › ");
}
