import { execFile, execFileSync } from "node:child_process";
import { mkdtempSync, rmdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

/** In a namespace of its own, so that no other process sees the disk, and it goes with the process. */
const onDisk = (sizeBytes: number, folder: string, program: string, script: string) => [
  "--map-root-user",
  "--mount",
  "sh",
  "-c",
  'mount -t tmpfs -o size="$0" tmpfs "$1" && exec "$2" "$3" "$1"',
  String(sizeBytes),
  folder,
  program,
  script,
];

/** For tests of full disks: whether this host lets us mount one. */
export function canMount(): boolean {
  const folder = mkdtempSync(join(tmpdir(), "aac-disk-"));
  try {
    execFileSync("unshare", onDisk(1_000_000, folder, "test", "-d"), { stdio: "ignore" });
    return true;
  } catch {
    return false;
  } finally {
    rmdirSync(folder);
  }
}

/** Runs a script in a process that sees a disk of that size, whose folder is its argument; answers the JSON it prints. */
export async function runOnSmallDisk(script: URL, sizeBytes: number): Promise<unknown> {
  const folder = mkdtempSync(join(tmpdir(), "aac-disk-"));
  try {
    const args = onDisk(sizeBytes, folder, process.execPath, fileURLToPath(script));
    const { stdout } = await promisify(execFile)("unshare", args);
    return JSON.parse(stdout);
  } finally {
    rmdirSync(folder);
  }
}
