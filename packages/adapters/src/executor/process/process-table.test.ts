import { spawn } from "node:child_process";
import { once } from "node:events";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { linuxProcessTable, psProcessTable } from "./process-table.ts";

let child: ReturnType<typeof spawn>;
beforeEach(async () => {
  const script =
    "process.title = 'odd ) name'; globalThis.kept = Buffer.alloc(60e6, 1); process.stdout.write('up'); setTimeout(() => {}, 60_000)";
  child = spawn(process.execPath, ["-e", script, "its-word"], { detached: true, env: { MARK: "m-1", OTHER: "x" } });
  await once(child.stdout!, "data");
});
afterEach(async () => {
  const ended = once(child, "exit");
  child.kill("SIGKILL");
  await ended;
});

const tables = [
  ["/proc", linuxProcessTable, process.platform === "linux"],
  ["ps", psProcessTable, true],
] as const;

describe.each(tables.filter(([, , isHere]) => isHere))("the process table by %s", (_, make) => {
  test("tells whose child a process is, its group, its memory, and the same start each time", async () => {
    const table = make();
    const find = async () => (await table.read()).find((entry) => entry.pid === child.pid);
    const entry = await find();
    expect(entry).toMatchObject({ parent: process.pid, group: child.pid, session: child.pid });
    expect(entry!.residentBytes).toBeGreaterThan(60e6);
    expect(entry!.startedAt).not.toBe("");
    expect((await find())!.startedAt).toBe(entry!.startedAt);
    expect(await table.memoryBytes([entry!])).toBeGreaterThan(60e6);
  });

  test("leaves out what has ended, also before its parent has noticed", async () => {
    const table = make();
    const zombie = spawn("/bin/sh", ["-c", "(exit 0) & echo $!; exec sleep 60"]);
    const [pid] = (await once(zombie.stdout, "data")) as [Buffer];
    await expect
      .poll(async () => (await table.read()).some((entry) => entry.pid === Number(pid.toString())))
      .toBe(false);
    zombie.kill("SIGKILL");
    await once(zombie, "exit");
  });

  test("tells arguments, and nothing of a process that is not there", async () => {
    const table = make();
    const sleeper = spawn("sleep", ["61.5"]);
    await expect.poll(() => table.commandLine(sleeper.pid!)).toContain("61.5 ");
    sleeper.kill("SIGKILL");
    await once(sleeper, "exit");
    expect(await table.commandLine(sleeper.pid!)).toBeNull();
  });
});

test.runIf(process.platform === "linux")("a process is found by a setting of its environment", async () => {
  const table = linuxProcessTable();
  expect(await table.withVariable("MARK=m-1")).toEqual([child.pid]);
  expect(await table.withVariable("MARK=m")).toEqual([]);
});
