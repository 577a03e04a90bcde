import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { startDocker } from "../tests/services/docker.ts";
import type { Server } from "../tests/services/own-server.ts";
import type { Benchmark, Comparison, Sizes } from "./benchmark.ts";
import { measureAudit } from "./audit/measure-audit.ts";
import { measureFirstLine } from "./first-line/measure-first-line.ts";
import { formatComparison, formatMachine } from "./format-report.ts";
import { measureLogLines } from "./log-lines/measure-log-lines.ts";
import { describeMachine, loadNow } from "./machine.ts";
import { createDockerKind } from "./sandboxes/docker-kind.ts";
import { createProcessKind } from "./sandboxes/process-kind.ts";
import type { SandboxKind } from "./sandboxes/sandbox-kind.ts";
import { summarize } from "./summarize.ts";
import { measureMasking } from "./masking/measure-masking.ts";
import { measureRunPage } from "./run-page/measure-run-page.ts";
import { measureTriggers } from "./triggers/measure-triggers.ts";

const benchmarks: Record<string, Benchmark> = {
  "first-line": measureFirstLine,
  "log-lines": measureLogLines,
  masking: measureMasking,
  triggers: measureTriggers,
  audit: measureAudit,
  "run-page": measureRunPage,
};

const sizes: Sizes = {
  runs: 60,
  warmUpRuns: 10,
  logs: 3,
  logLines: 1_000_000,
  bursts: 10,
  triggers: 2_000,
  connections: 64,
  pages: 10,
  pageLines: 5_000_000,
  followSeconds: 20,
};

const usage = `npm run bench -- [--only <name>]… [--executor process|docker]… [--size <name>=<number>]… [--data <folder>]
                 [--profile <folder>] [--json]

  --only      ${Object.keys(benchmarks).join(", ")}; all without it
  --executor  process, docker; without it both, docker where an engine is to be had
  --size      ${Object.entries(sizes)
    .map(([name, value]) => `${name}=${value}`)
    .join(" ")}
  --data      where the servers write, on the disk to be measured; default: the folder for temporary files
  --profile   profiles the servers and leaves .cpuprofile files there (they are slower then)
  --json      one JSON document instead of tables`;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      only: { type: "string", multiple: true, default: Object.keys(benchmarks) },
      executor: { type: "string", multiple: true, default: ["process", "docker"] },
      size: { type: "string", multiple: true, default: [] },
      data: { type: "string", default: tmpdir() },
      profile: { type: "string" },
      json: { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) return console.log(usage);
  const chosen = values.only.map((name) => {
    const measure = benchmarks[name];
    if (!measure) throw new Error(`There is no benchmark "${name}". ${usage}`);
    return { name, measure };
  });
  const asked = readSizes(values.size);

  const dir = await mkdtemp(join(resolve(values.data), "aac-bench-"));
  const engine = values.executor.includes("docker") ? await startDocker() : null;
  try {
    const machine = await describeMachine(dir);
    const print = values.json ? () => undefined : console.log;
    print(formatMachine(machine));
    const kinds = [
      ...(values.executor.includes("process") ? [await createProcessKind(join(dir, "suite"))] : []),
      ...(values.executor.includes("docker") ? await containersOf(engine, print) : []),
    ];
    const results: object[] = [];
    for (const { name, measure } of chosen) {
      const before = loadNow();
      const comparisons: Comparison[] = await measure({
        dir,
        sizes: asked,
        kinds,
        profileDir: values.profile ? resolve(values.profile) : null,
        say: (text) => process.stderr.write(`${text}\n`),
      });
      const load = { before, after: loadNow() };
      for (const comparison of comparisons) {
        print(`\n${formatComparison(comparison, load)}`);
        const { pairs: _, ...told } = comparison;
        results.push({ benchmark: name, ...told, ...summarize(comparison), load });
      }
    }
    if (values.json) console.log(JSON.stringify({ machine, results }, null, 2));
  } finally {
    await engine?.stop();
    await rm(dir, { recursive: true, force: true });
  }
}

/** None where there is no engine, or nothing to make an image of. */
async function containersOf(engine: Server | null, print: (text: string) => void): Promise<SandboxKind[]> {
  try {
    if (!engine) throw new Error("There is no Docker engine.");
    return [await createDockerKind(engine.url)];
  } catch (error) {
    print(`Without containers: ${error instanceof Error ? error.message : String(error)}`);
    return [];
  }
}

function readSizes(given: readonly string[]): Sizes {
  const changes = given.map((one) => {
    const [name = "", value = ""] = one.split("=");
    if (!(name in sizes) || !/^[1-9]\d*$/.test(value)) throw new Error(`"${one}" is no size. ${usage}`);
    return [name, Number(value)];
  });
  return { ...sizes, ...Object.fromEntries(changes) };
}

await main();
