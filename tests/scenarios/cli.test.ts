import { type ChildProcess, spawn } from "node:child_process";
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Result, Run, RunSummary } from "@aac/contract";
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";

// The command as people use it: real processes, a real center without containers, real suites.

const program = fileURLToPath(new URL("../../apps/cli/src/main.ts", import.meta.url));
let root: string;
let center: Command;

interface Command {
  readonly process: ChildProcess;
  readonly exitCode: Promise<number | null>;
  stdout(): string;
  stderr(): string;
}

/** Starts `aac` in the test's folder, where it finds the center by its data folder alone. */
function aac(...argv: string[]): Command {
  const path = [dirname(process.execPath), process.env["PATH"]].join(delimiter);
  const child = spawn(process.execPath, [program, ...argv], {
    cwd: root,
    env: { PATH: path, HOME: process.env["HOME"], EXECUTOR_URL: "process:" },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const written = { stdout: "", stderr: "" };
  for (const name of ["stdout", "stderr"] as const) {
    child[name].setEncoding("utf8").on("data", (text: string) => (written[name] += text));
  }
  const exitCode = new Promise<number | null>((resolve, reject) => {
    child.once("error", reject).once("close", resolve);
  });
  return { process: child, exitCode, stdout: () => written.stdout, stderr: () => written.stderr };
}

/** Runs `aac` to its end, which has to be a success, and reads what it printed as JSON. */
async function aacJson<T>(...argv: string[]): Promise<T> {
  const command = aac(...argv, "--json");
  await command.exitCode;
  if (command.stdout() === "") throw new Error(command.stderr());
  return JSON.parse(command.stdout()) as T;
}

async function suite(name: string, files: Record<string, string>): Promise<void> {
  for (const [file, text] of Object.entries(files)) {
    const path = join(root, name, file);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, text);
    if (file.endsWith(".sh")) await chmod(path, 0o755);
  }
}

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "aac-cli-"));
  center = aac("up", "--port", "0", "--no-demo", "--data", ".aac");
  const address = vi.waitFor(() => readFile(join(root, ".aac/address"), "utf8"), { timeout: 60_000, interval: 50 });
  await Promise.race([
    address,
    center.exitCode.then((code) => {
      throw new Error(`The center ended with ${code} at its start: ${center.stderr()}`);
    }),
  ]);
});

afterAll(async () => {
  center.process.kill("SIGTERM");
  const exitCode = await center.exitCode;
  await rm(root, { recursive: true, force: true });
  if (exitCode !== 0) throw new Error(`The center ended with ${exitCode}: ${center.stderr()}`);
});

const entrypoint = `#!/bin/sh
echo "folder $1, base $BASE_URL, colour $COLOUR"
echo second line
cat > junit.xml <<XML
<testsuite name="shop">
  <testcase classname="cart" name="adds" time="0.01"/>
  <testcase classname="cart" name="later"><skipped/></testcase>
  <testcase classname="cart" name="pays" file="cart.sh" line="3"><failure message="card was refused">at line 3</failure></testcase>
</testsuite>
XML
exit 1
`;

describe("a directory with an entrypoint.sh", () => {
  test("is run, streamed, and told test by test; the exit code is the verdict", async () => {
    await suite("shop", { "entrypoint.sh": entrypoint });
    const command = aac("run", "./shop", "--env", "COLOUR=green", "--folder", "smoke", "--label", "first");
    expect(await command.exitCode).toBe(1);
    const shown = command.stdout();
    expect(shown).toContain("Recognised entrypoint.sh, to run on this host, not isolated.");
    expect(shown).toMatch(/^folder smoke, base .*, colour green\nsecond line$/m);
    expect(shown).toMatch(/^✘ failed {2}local\/shop #1 {2}3 tests: 1 passed, 1 failed, 1 skipped {2}/m);
    expect(shown).toContain("pays  cart.sh:3");
    expect(shown).toContain("      card was refused");
    expect(command.stderr()).toBe("");
  });

  test("its log, its list and its details can be asked for afterwards", async () => {
    const log = aac("logs", "latest", "--from", "2", "--to", "2");
    expect(await log.exitCode).toBe(0);
    expect(log.stdout()).toBe("second line\n");

    const [newest] = await aacJson<RunSummary[]>(
      "runs",
      "--project",
      "local",
      "--suite",
      "shop",
      "--verdict",
      "failed",
    );
    expect(newest).toMatchObject({ number: 1, folder: "smoke", labels: ["first"], trigger: { kind: "cli" } });
    expect(await aacJson("show", newest!.id)).toMatchObject({
      verdict: "failed",
      failures: [{ name: "pays", message: "card was refused" }],
      artifacts: [{ path: "junit.xml", format: "junit" }],
    });

    const events = aac("logs", newest!.id, "--follow", "--json");
    expect(await events.exitCode).toBe(0);
    const kinds = events.stdout().trim().split("\n");
    expect(JSON.parse(kinds.at(-1)!)).toEqual({ event: "end", data: {} });
  });

  test("says why it failed; what people say of that is told where it fails alike", async () => {
    const analysis = async () => {
      const command = aac("analysis", "latest");
      expect(await command.exitCode).toBe(0);
      return command.stdout();
    };
    expect(await analysis()).toMatch(/^ {2}Why {2}.* % sure, by rules\)/);
    expect(await aac("analysis", "wrong", "latest", "--label", "The card has expired.").exitCode).toBe(0);
    expect(await analysis()).toContain("says: The card has expired.");
    expect(await aac("analysis", "again", "latest").exitCode).toBe(0);
  });

  test("can be run by the name of its suite from then on", async () => {
    const run = await aacJson<Run & { failures: Result[] }>("run", "local/shop");
    expect(run).toMatchObject({ number: 2, verdict: "failed", folder: "all", failures: [{ name: "pays" }] });
  });
});

test("a directory of tests is recognised, and passes: exit code 0", async () => {
  await suite("unit", {
    "package.json": JSON.stringify({ name: "unit", scripts: { test: "node --test" } }),
    "test/sum.js": 'require("node:test")("adds", () => {});',
  });
  const command = aac("run", "./unit");
  expect(await command.exitCode).toBe(0);
  expect(command.stdout()).toContain("Recognised node:test (package.json)");
  expect(command.stdout()).toMatch(/^✔ passed {2}local\/unit #\d+ {2}1 test: 1 passed {2}/m);
});

test("what the center or the suite's set-up got wrong is errored: exit code 2, with a remedy", async () => {
  await suite("slow", { "entrypoint.sh": "echo started\nexec sleep 60\n" });
  const command = aac("run", "./slow", "--timeout", "500ms");
  expect(await command.exitCode).toBe(2);
  expect(command.stdout()).toContain("! timed out  local/slow");
});

describe("a run that goes on", () => {
  let command: Command | undefined;
  afterEach(() => void command?.process.kill("SIGKILL"));

  async function start(): Promise<Command> {
    await suite("endless", { "entrypoint.sh": "echo started\nexec sleep 60\n" });
    command = aac("run", "./endless");
    await vi.waitFor(() => expect(command!.stdout()).toMatch(/^started$/m), { timeout: 20_000 });
    return command;
  }

  test("is cancelled by Ctrl-C: exit code 130", async () => {
    const running = await start();
    running.process.kill("SIGINT");
    expect(await running.exitCode).toBe(130);
    expect(running.stdout()).toContain("- cancelled  local/endless");
    const [run] = await aacJson<RunSummary[]>("runs", "--limit", "1");
    expect(run).toMatchObject({ suite: "endless", verdict: "cancelled" });
  });

  test("is cancelled by another command, and only once", async () => {
    const running = await start();
    expect(await aac("cancel", "latest").exitCode).toBe(0);
    expect(await running.exitCode).toBe(130);
    const again = aac("cancel", "latest");
    expect(await again.exitCode).toBe(2);
    expect(again.stderr()).toMatch(/^error: /);
  });
});

test("reports of tests that ran elsewhere become a run, in a project that is made for them", async () => {
  await suite("build", {
    "a/junit.xml": '<testsuite name="a"><testcase name="one"/></testsuite>',
    "b/junit.xml": '<testsuite name="b"><testcase name="two"><failure message="no"/></testcase></testsuite>',
  });
  const command = aac("upload", "build/**/junit.xml", "--project", "elsewhere", "--branch", "main", "--commit", "cafe");
  expect(await command.exitCode).toBe(0);
  expect(command.stdout()).toContain("Uploaded 2 files.");
  const [run] = await aacJson<RunSummary[]>("runs", "--project", "elsewhere");
  expect(run).toMatchObject({ verdict: "failed", branch: "main", commit: "cafe", totals: { tests: 2, failed: 1 } });
});

test("a directory in which nothing is recognised is refused with a remedy, and nothing is kept of it", async () => {
  await suite("empty", { "README.md": "" });
  const command = aac("run", "./empty");
  expect(await command.exitCode).toBe(2);
  expect(command.stderr()).toContain("Add an entrypoint.sh");
  expect(await aacJson("runs", "--project", "local", "--suite", "empty")).toEqual([]);
});
