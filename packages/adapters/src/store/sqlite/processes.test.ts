import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createSqliteStore } from "./sqlite-store.ts";

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "aac-processes-"));
  path = join(folder, "center.db");
});
afterEach(() => rmSync(folder, { recursive: true }));

/** A process that writes, and the ids of what it was told is stored. */
function startWriter(name: string, count: number) {
  const script = fileURLToPath(new URL("./writing.process.ts", import.meta.url));
  const child = spawn(process.execPath, [script, path, name, String(count)], { stdio: ["ignore", "pipe", "inherit"] });
  return { child, ended: once(child, "close"), lines: createInterface(child.stdout) };
}

async function finish(name: string, count: number): Promise<number | null> {
  const { child, ended, lines } = startWriter(name, count);
  lines.resume();
  await ended;
  return child.exitCode;
}

test("a process that is killed while it writes loses nothing that it was told is stored", async () => {
  for (const round of [1, 2, 3]) {
    const { child, ended, lines } = startWriter(`round${round}`, 1_000_000);
    const acknowledged: string[] = [];
    for await (const line of lines) {
      if (line !== "open") acknowledged.push(line);
      if (acknowledged.length === 300 * round) child.kill("SIGKILL");
    }
    await ended;
    expect(acknowledged.length).toBeGreaterThanOrEqual(300 * round);

    const store = await createSqliteStore({ path });
    const members = await store.system.members.find({ where: { role: "worker" } });
    const total = await store.system.counters.get("total");
    await store.close();
    const ids = new Set(members.filter(({ host }) => host === `round${round}`).map(({ id }) => id));
    expect(acknowledged.filter((id) => !ids.has(id))).toEqual([]);
    // Each insert came after its increment; at most the eight under way were killed between the two.
    expect(total!.value).toBeGreaterThanOrEqual(members.length);
    expect(total!.value).toBeLessThanOrEqual(members.length + 8 * round);
  }
});

test("several processes open a new file at once, and write to it at once", async () => {
  const writers = await Promise.all(["a", "b", "c"].map((name) => finish(name, 400)));
  expect(writers).toEqual([0, 0, 0]);
  const store = await createSqliteStore({ path });
  expect(await store.system.members.count({ role: "worker" })).toBe(1200);
  expect(await store.system.counters.get("total")).toEqual({ id: "total", value: 1200 });
  await store.close();
});
