import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { problems } from "@aac/core";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { apiCaller, expectProblem } from "./api-caller.ts";
import { type MadeSuite, type ProcessCenter, startProcessCenter } from "./process-center.ts";
import { junit, until } from "./test-center.ts";

let center: ProcessCenter;
beforeAll(async () => {
  center = await startProcessCenter();
});
afterAll(() => center.stop());

const passing: MadeSuite = { files: { "entrypoint.sh": `printf '%s' '${junit({ passed: 2 })}' > junit.xml` } };

/** Whatever a suite did: the next one is run as if nothing had been. */
afterEach(async () => {
  const { run } = await center.runSuite(passing);
  if (run.verdict !== "passed") throw new Error(`The next run came to ${JSON.stringify(run.reason)}`);
});

function hasEnded(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return false;
  } catch {
    return true;
  }
}

describe("a suite that cannot be run ends its run with what is wrong and what to do", () => {
  test.each<[string, MadeSuite, keyof typeof problems, string]>([
    ["without an entrypoint", {}, "entrypoint_missing", "entrypoint.sh"],
    [
      "with Windows line ends",
      { files: { "entrypoint.sh": "#!/bin/sh\r\nset -e\r\nexit 0\r\n" } },
      "entrypoint_crlf",
      "entrypoint.sh",
    ],
    ["of an image, where there is no engine", { image: "ghcr.io/acme/e2e:1" }, "suite_needs_directory", "ghcr.io/acme"],
    ["with a command that is not there", { command: ["no-such-tool", "--all"] }, "command_not_found", "no-such-tool"],
    [
      "with a command without run bit",
      { files: { "run.sh": "#!/bin/sh\n" }, command: ["./run.sh"] },
      "command_not_executable",
      "run.sh",
    ],
    [
      "with a command whose interpreter is not there",
      { files: { "run.sh": "#!/opt/no/python\n" }, command: ["./run.sh"] },
      "command_not_executable",
      "run.sh",
    ],
  ])("%s", async (_, suite, code, named) => {
    const { run } = await center.runSuite(suite);
    expect(run).toMatchObject({ state: "errored", verdict: "errored", reason: { code } });
    expect(run.reason!.remedy).toBe(problems[code].remedy);
    expect(run.reason!.detail).toContain(named);
    expect(run.finishedAt).not.toBeNull();
    expect(run.jobs[0]!.attempts).toHaveLength(1);
  });

  test("whose directory was removed after it was registered", async () => {
    const directory = await center.makeSuite("removed", passing);
    await rm(directory, { recursive: true });
    const { id } = await center.client.call("createRun", { body: { project: "bad", suite: "removed" } });
    const { run } = await center.finished(id);
    expect(run).toMatchObject({ verdict: "errored", reason: { code: "directory_not_found" } });
    expect(run.reason!.detail).toContain(directory);
  });
});

describe("a suite that misbehaves comes to a verdict", () => {
  test("an entrypoint without run bit runs, for a shell is started with it", async () => {
    const { run } = await center.runSuite({ files: { "entrypoint.sh": "echo ran" } });
    expect(run.verdict).toBe("passed");
  });

  test("one that kills itself has failed, by the code that shells give a signal", async () => {
    const { run } = await center.runSuite({ files: { "entrypoint.sh": "kill -KILL $$" } });
    expect(run).toMatchObject({ verdict: "failed", reason: { code: "exit_code" } });
    expect(run.reason!.detail).toContain("exit code 137");
  });

  test("one that leaves processes behind ends with its command, and they end with it", async () => {
    const { run, log } = await center.runSuite({ files: { "entrypoint.sh": "sleep 600 & echo $!" } });
    expect(run.verdict).toBe("passed");
    const pid = Number(log);
    expect(pid).toBeGreaterThan(1);
    await until("the process to end", async () => hasEnded(pid));
  });

  test("one that never ends is stopped at its limit, whatever it does about being asked", async () => {
    const script = "trap '' TERM INT; while :; do sleep 1; done";
    const { run } = await center.runSuite({ files: { "entrypoint.sh": script }, limits: { timeoutMs: 500 } });
    expect(run).toMatchObject({ verdict: "timedOut", reason: { code: "timed_out" } });
  });

  test("one that removes its own directory has its verdict by its exit code", async () => {
    const { run } = await center.runSuite({ files: { "entrypoint.sh": 'rm -rf "$PWD"; exit 3' } });
    expect(run).toMatchObject({ verdict: "failed", reason: { code: "exit_code" } });
  });
});

test("a run of a suite that is not there is refused, with the suites that are", async () => {
  await center.makeSuite("known", passing);
  const body = { project: "bad", suite: "unknown" };
  const response = await apiCaller(center.url, center.apiKey)("POST", "/api/v1/runs", { body });
  const { detail } = await expectProblem(response, 404, "suite_not_found");
  expect(detail).toContain("known");
});

test("a suite's directory is never written to, whatever its run does", async () => {
  const script = "echo changed > entrypoint.sh";
  const directory = await center.makeSuite("writes", { files: { "entrypoint.sh": script } });
  const { id } = await center.client.call("createRun", { body: { project: "bad", suite: "writes" } });
  expect((await center.finished(id)).run.verdict).toBe("passed");
  expect(await readFile(join(directory, "entrypoint.sh"), "utf8")).toBe(script);
});
