import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { testCache } from "./test-cache.ts";

const runs = (file: string) => spawnSync(file, ["--version"]).status === 0;

/**
 * Prometheus' own checker of rules: installed, or fetched before, or fetched now where this is CI: Debian's package is
 * unpacked into the cache, in seconds and without being installed. Null where there is none to be had.
 */
export const findPromtool = () => find("promtool");

/** Prometheus itself, of the same package. */
export const findPrometheus = () => find("prometheus");

function find(program: string): string | null {
  const unpacked = join(testCache, "prometheus/usr/bin", program);
  const found = [program, unpacked].find(runs);
  if (found) return found;
  return process.env["CI"] && unpack() && runs(unpacked) ? unpacked : null;
}

function unpack(): boolean {
  mkdirSync(testCache, { recursive: true });
  const dir = mkdtempSync(join(testCache, "unpack-"));
  try {
    if (spawnSync("apt-get", ["download", "prometheus"], { cwd: dir }).status !== 0) return false;
    const archive = readdirSync(dir).find((name) => name.endsWith(".deb"));
    if (!archive || spawnSync("dpkg-deb", ["-x", archive, "unpacked"], { cwd: dir }).status !== 0) return false;
    rmSync(join(testCache, "prometheus"), { recursive: true, force: true });
    renameSync(join(dir, "unpacked"), join(testCache, "prometheus"));
    return true;
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}
