import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { lstat, mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Limits } from "@aac/contract";
import { type SandboxSpec, silentLog } from "@aac/core";
import { readFiles, readLog } from "@aac/core/conformance";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createProcessExecutor } from "./index.ts";

let top: string;
let count = 0;
beforeEach(async () => {
  top = await mkdtemp(join(tmpdir(), "aac-process-"));
  await mkdir(join(top, "suite"));
});
afterEach(() => rm(top, { recursive: true, force: true }));

const executorAt = (root: string, center = "test", environment: Record<string, string | undefined> = process.env) =>
  createProcessExecutor({ root, center, environment, log: silentLog });
const signal = new AbortController().signal;

function specOf(
  script: string,
  change: Partial<SandboxSpec> = {},
  limits: Partial<SandboxSpec["limits"]> = {},
): SandboxSpec {
  const jobId = `job-${++count}`;
  return {
    orgId: "org",
    runId: "run",
    jobId,
    attemptId: `${jobId}-1`,
    image: null,
    directory: join(top, "suite"),
    command: ["/bin/sh", "-c", script],
    usesEntrypoint: false,
    workingDirectory: "/app",
    variables: {},
    runtime: null,
    registry: null,
    limits: { ...Limits.parse({}), ...limits },
    ...change,
  };
}

describe("limits", () => {
  const exitOf = async (spec: SandboxSpec) => {
    const sandbox = await executorAt(join(top, "s")).start(spec, { signal });
    const exit = await sandbox.exited;
    await sandbox.dispose();
    return exit;
  };

  test("too many processes end the command", async () => {
    const forks = "i=0; while [ $i -lt 30 ]; do sleep 60 & i=$((i+1)); done; wait";
    expect((await exitOf(specOf(forks, {}, { processes: 20 }))).limit).toBe("processes");
  });

  test("so do too large files, and a log that is too long", async () => {
    const limits = { diskBytes: 10_000_000 };
    expect((await exitOf(specOf("head -c 20000000 /dev/zero >big; sleep 60", {}, limits))).limit).toBe("disk");
    expect((await exitOf(specOf("head -c 20000000 /dev/zero; sleep 60", {}, limits))).limit).toBe("disk");
  });

  test.runIf(process.platform === "linux")("memory that processes share counts once", async () => {
    // Subshells share what the shell holds until one of them writes to it.
    const script = "x=$(head -c 60000000 /dev/zero | tr '\\0' x); for i in 1 2 3 4; do (sleep 1; :) & done; wait";
    expect(await exitOf(specOf(script, {}, { memoryBytes: 220_000_000 }))).toMatchObject({ code: 0, limit: null });
  });
});

describe("the environment", () => {
  test("has of the host's what programs need, and nothing else of it", async () => {
    const host = {
      PATH: process.env["PATH"],
      HOME: "/home/me",
      LANG: "C",
      TZ: undefined,
      JWT_SECRET: "s",
      MONGO_URI: "m",
    };
    const executor = executorAt(join(top, "s"), "test", host);
    const sandbox = await executor.start(specOf("env", { variables: { HOME: "/mine", A: "1" } }), { signal });
    const lines = (await readLog(sandbox)).split("\n");
    expect(lines).toEqual(expect.arrayContaining(["A=1", "HOME=/mine", "LANG=C", `PATH=${host.PATH}`]));
    expect(lines.some((line) => /^(JWT_SECRET|MONGO_URI|TZ)=/.test(line))).toBe(false);
    await sandbox.dispose();
  });

  test("paths below the working directory are those of the copy, and the suite's own directory stays as it is", async () => {
    await writeFile(join(top, "suite/entrypoint.sh"), 'echo "$1" >made; rm entrypoint.sh');
    const spec = specOf("", { command: ["/bin/sh", "/app/entrypoint.sh", "/app/x"], usesEntrypoint: true });
    const sandbox = await executorAt(join(top, "s")).start(spec, { signal });
    await sandbox.exited;
    expect(await readFiles(sandbox, ["made"])).toEqual({ made: `${sandbox.workingDirectory}/x\n` });
    expect(await readdir(join(top, "suite"))).toEqual(["entrypoint.sh"]);
    await sandbox.dispose();
    expect(await readdir(join(top, "s"))).toEqual([]);
  });

  test("with / as the working directory the host's own programs are still meant", async () => {
    await writeFile(join(top, "suite/entrypoint.sh"), "echo fine");
    const command = ["/bin/sh", "/entrypoint.sh"];
    const spec = specOf("", { command, usesEntrypoint: true, workingDirectory: "/" });
    const sandbox = await executorAt(join(top, "s")).start(spec, { signal });
    expect(await readLog(sandbox)).toBe("fine\n");
    await sandbox.dispose();
  });
});

describe("suites that cannot be run", () => {
  test.each([
    ["only an image", { directory: null, image: "busybox" }, "suite_needs_directory"],
    ["a directory that is not there", { directory: "/no/such" }, "directory_not_found"],
    ["a directory that is told relatively", { directory: "suite" }, "directory_not_found"],
    ["no entrypoint", { usesEntrypoint: true }, "entrypoint_missing"],
    ["an interpreter that is not there", { command: ["./odd"] }, "command_not_found"],
    ["Windows line ends in the first line", { command: ["./windows"] }, "command_not_executable"],
  ])("%s", async (_, change, code) => {
    await writeFile(join(top, "suite/odd"), "#!/usr/bin/no-such\n", { mode: 0o755 });
    await writeFile(join(top, "suite/windows"), "#!/bin/sh\r\n", { mode: 0o755 });
    const started = executorAt(join(top, "s")).start(specOf("", change), { signal });
    await expect(started).rejects.toMatchObject({ name: "Problem", code });
  });
});

test.runIf(process.geteuid?.() === 0)("a full disk is told as such, and nothing is left on it", async ({ skip }) => {
  const root = join(top, "disk");
  await mkdir(root);
  const shell = (script: string) => spawnSync("/bin/sh", ["-c", script, root], { encoding: "utf8" });
  const mounted = shell('mount -t tmpfs -o size=256k tmpfs "$0"');
  if (mounted.status !== 0) skip(`Nothing can be mounted here: ${mounted.stderr}`);
  try {
    await writeFile(join(top, "suite/large"), Buffer.alloc(1_000_000));
    await expect(executorAt(root).start(specOf("exit 0"), { signal })).rejects.toMatchObject({ code: "disk_full" });
    expect(await readdir(root)).toEqual([]);
  } finally {
    shell('umount "$0"');
  }
});

describe("a worker that is killed", () => {
  const worker = (root: string, spec: SandboxSpec) => `
    const { createProcessExecutor } = await import(${JSON.stringify(join(import.meta.dirname, "index.ts"))});
    const log = { debug() {}, info() {}, warn() {}, error() {}, child: () => log };
    const executor = createProcessExecutor({ root: ${JSON.stringify(root)}, center: "test", environment: process.env, log });
    const sandbox = await executor.start(${JSON.stringify(spec)}, { signal: new AbortController().signal });
    for await (const bytes of sandbox.logs) process.stdout.write(bytes);`;
  const killWorkerDuring = async (root: string, spec: SandboxSpec) => {
    const child = spawn(process.execPath, ["--input-type=module", "-e", worker(root, spec)], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    await once(child.stdout, "data");
    child.kill("SIGKILL");
    await once(child, "exit");
  };

  test("leaves a sandbox that the next one takes up, with its whole log, its exit and its files", async () => {
    const spec = specOf("echo first; sleep 0.7; echo x >made; echo last; exit 4");
    await killWorkerDuring(join(top, "s"), spec);
    const next = executorAt(join(top, "s"));
    const [ref] = await next.list();
    const sandbox = await next.attach(ref!, spec);
    expect(await readLog(sandbox!)).toBe("first\nlast\n");
    expect(await sandbox!.exited).toEqual({ code: 4, signal: null, limit: null, problem: null });
    expect(await readFiles(sandbox!, ["*"])).toEqual({ made: "x\n" });
    await sandbox!.dispose();
    expect(await next.list()).toEqual([]);
  });

  test("leaves the limits to the next one", async () => {
    const spec = specOf("echo first; sleep 3; tail /dev/zero", {}, { memoryBytes: 50_000_000 });
    await killWorkerDuring(join(top, "s"), spec);
    const next = executorAt(join(top, "s"));
    const sandbox = await next.attach((await next.list())[0]!, spec);
    expect((await sandbox!.exited).limit).toBe("memory");
    await sandbox!.dispose();
  });

  test("and a command that was killed with it: its end cannot be learned, and is told so", async () => {
    const spec = specOf("echo $PPID; sleep 60");
    const first = await executorAt(join(top, "s")).start(spec, { signal });
    for await (const bytes of first.logs) {
      process.kill(-Number(Buffer.from(bytes).toString()), "SIGKILL");
      break;
    }
    await first.exited;
    const next = executorAt(join(top, "s"));
    const sandbox = await next.attach(first.ref, spec);
    await expect(sandbox!.exited).rejects.toMatchObject({ code: "worker_lost" });
    await sandbox!.dispose();
  });

  test("whose sandbox nobody wants is tidied up after, strays included", async () => {
    const spec = specOf("(setsid sleep 309 &); echo first; sleep 60");
    await killWorkerDuring(join(top, "s"), spec);
    const next = executorAt(join(top, "s"));
    await next.remove((await next.list())[0]!);
    const left = spawn("ps", ["-Awwo", "args="]);
    const [said] = (await once(left.stdout, "data")) as [Buffer];
    expect(said.toString()).not.toContain("sleep 309");
    expect(await readdir(join(top, "s"))).toEqual([]);
  });

  test("is of no concern to another center that uses the same folder", async () => {
    const spec = specOf("sleep 60");
    const sandbox = await executorAt(join(top, "s")).start(spec, { signal });
    const other = executorAt(join(top, "s"), "other");
    expect(await other.list()).toEqual([]);
    expect(await other.attach(sandbox.ref, spec)).toBeNull();
    await other.remove(sandbox.ref);
    expect(await executorAt(join(top, "s")).list()).toEqual([sandbox.ref]);
    await sandbox.dispose();
  });
});

test("the command's TMPDIR has a short path, however long that of the data folder is, and goes with the sandbox", async () => {
  const root = join(top, "a".repeat(100), "b".repeat(100));
  const executor = executorAt(root);
  const spec = specOf('echo "$TMPDIR"; echo made > "$TMPDIR/file"; readlink -f "$TMPDIR"');
  const sandbox = await executor.start(spec, { signal });
  const [path, real] = (await readLog(sandbox)).split("\n");
  await sandbox.exited;
  expect(path!.length).toBeLessThan(40);
  expect(real).toContain("a".repeat(100));
  expect(existsSync(join(path!, "file"))).toBe(true);
  await sandbox.dispose();
  await expect(lstat(path!)).rejects.toMatchObject({ code: "ENOENT" });
});
