import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";

const cache = join(process.env["XDG_CACHE_HOME"] ?? join(homedir(), ".cache"), "aac-test-services");

const runs = (file: string) => spawnSync(file, ["--version"]).status === 0;

/**
 * Prometheus' own checker of rules: installed, or fetched before, or fetched now where this is CI: Debian's package is
 * unpacked into the cache, in seconds and without being installed. Null where there is none to be had.
 */
export function findPromtool(): string | null {
  const unpacked = join(cache, "prometheus/usr/bin/promtool");
  const found = ["promtool", unpacked].find(runs);
  if (found) return found;
  return process.env["CI"] && unpack() && runs(unpacked) ? unpacked : null;
}

function unpack(): boolean {
  mkdirSync(cache, { recursive: true });
  const dir = mkdtempSync(join(cache, "unpack-"));
  try {
    if (spawnSync("apt-get", ["download", "prometheus"], { cwd: dir }).status !== 0) return false;
    const archive = readdirSync(dir).find((name) => name.endsWith(".deb"));
    if (!archive || spawnSync("dpkg-deb", ["-x", archive, "unpacked"], { cwd: dir }).status !== 0) return false;
    rmSync(join(cache, "prometheus"), { recursive: true, force: true });
    renameSync(join(dir, "unpacked"), join(cache, "prometheus"));
    return true;
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}
