import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { withLock } from "./lock.mjs";

function folder(): string {
  const root = mkdtempSync(join(tmpdir(), "aac-lock-"));
  onTestFinished(() => rmSync(root, { recursive: true }));
  return root;
}

test("one set-up waits for another, and says so once", async () => {
  const root = folder();
  const said: string[] = [];
  const steps: string[] = [];
  const first = Promise.withResolvers<void>();
  const waits = Promise.withResolvers<void>();
  const firstDone = withLock(
    root,
    () => {},
    async () => {
      await first.promise;
      steps.push("first");
    },
  );
  const secondDone = withLock(
    root,
    (line) => (said.push(line), waits.resolve()),
    async () => void steps.push("second"),
  );
  await waits.promise;
  first.resolve();
  await Promise.all([firstDone, secondDone]);
  expect(steps).toEqual(["first", "second"]);
  expect(said).toEqual([expect.stringContaining(`process ${process.pid}`)]);
  expect(readdirSync(root)).toEqual([]);
});

test("the lock of a set-up that was killed is taken over", async () => {
  const root = folder();
  const { pid } = spawnSync("true");
  symlinkSync(String(pid), join(root, ".aac-setup.lock"));
  expect(
    await withLock(
      root,
      () => {},
      async () => {},
    ),
  ).toBeUndefined();
  expect(readdirSync(root)).toEqual([]);
});

test("a set-up that fails lets the next one begin", async () => {
  const root = folder();
  await expect(
    withLock(
      root,
      () => {},
      () => Promise.reject(new Error("full")),
    ),
  ).rejects.toThrow("full");
  expect(readdirSync(root)).toEqual([]);
});
