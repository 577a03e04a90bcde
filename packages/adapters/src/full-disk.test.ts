import { execFile, execFileSync } from "node:child_process";
import { mkdtempSync, rmdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterEach, beforeEach, describe, expect, test } from "vitest";

let folder: string;
beforeEach(() => {
  folder = makeFolder();
});
afterEach(() => rmdirSync(folder));
const makeFolder = () => mkdtempSync(join(tmpdir(), "aac-disk-"));

/** In a namespace of its own, so that no other process sees the disk, and it goes with the process. */
const onDisk = (sizeBytes: number, mountedAt: string, program: string, script: string) => [
  "--map-root-user",
  "--mount",
  "sh",
  "-c",
  'mount -t tmpfs -o size="$0" tmpfs "$1" && exec "$2" "$3" "$1"',
  String(sizeBytes),
  mountedAt,
  program,
  script,
];

/** Runs a script that sees a disk of that size, whose folder is its argument; answers the JSON it prints. */
async function runOnDisk(sizeBytes: number, script: string): Promise<unknown> {
  const args = onDisk(sizeBytes, folder, process.execPath, fileURLToPath(new URL(script, import.meta.url)));
  const { stdout } = await promisify(execFile)("unshare", args);
  return JSON.parse(stdout);
}

function canMount(): boolean {
  const mountedAt = makeFolder();
  try {
    execFileSync("unshare", onDisk(1_000_000, mountedAt, "test", "-d"), { stdio: "ignore" });
    return true;
  } catch {
    return false;
  } finally {
    rmdirSync(mountedAt);
  }
}

describe.skipIf(!canMount())("on a full disk", () => {
  test("the SQLite store loses nothing, does nothing by half, and goes on when there is room", async () => {
    const outcome = (await runOnDisk(12_000_000, "./store/sqlite/full-disk.process.ts")) as { stored: number };
    expect(outcome.stored).toBeGreaterThan(50);
    expect(outcome).toEqual({
      stored: outcome.stored,
      refusals: ["disk_full"],
      whenFull: outcome.stored,
      areWhole: true,
      isStoredAgain: true,
      afterwards: outcome.stored + 1,
    });
  });

  test("a folder of blobs refuses a blob whole, and goes on when there is room", async () => {
    const full = Array.from({ length: 4 }, () => "disk_full");
    expect(await runOnDisk(4.5 * 1024 * 1024, "./blobs/folder/full-disk.process.ts")).toEqual({
      outcomes: ["stored", "stored", "stored", "stored", ...full],
      there: [true, true, true, true, false, false, false, false],
      leftBehind: [],
      again: { sizeBytes: 1024 * 1024 },
    });
  });
});
