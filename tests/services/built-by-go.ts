import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";

const cache = join(process.env["XDG_CACHE_HOME"] ?? join(homedir(), ".cache"), "aac-test-services");

/**
 * A program that is built of a Go module: found where it was built before, else built now where this is CI. Null where
 * there is none. Building takes up to a minute and a half of two processors.
 * @param module such as `helm.sh/helm/v4/cmd/helm@v4.3.1`
 */
export function builtByGo(module: string): string | null {
  const [path = "", version = ""] = module.split("@");
  const made = path.split("/").findLast((part) => !/^v\d+$/.test(part))!;
  const target = join(cache, `${path.replaceAll("/", "_")}-${version}`);
  if (existsSync(target)) return target;
  if (!process.env["CI"] || spawnSync("go", ["version"]).status !== 0) return null;
  mkdirSync(cache, { recursive: true });
  const dir = mkdtempSync(join(cache, "build-"));
  try {
    const env = { ...process.env, GOBIN: dir, GOFLAGS: "-buildvcs=false", CGO_ENABLED: "0" };
    const { status, stderr } = spawnSync("go", ["install", "-ldflags=-s -w", module], { env, encoding: "utf8" });
    if (status !== 0) throw new Error(`go install ${module} failed:\n${stderr.slice(-4_000)}`);
    renameSync(join(dir, made), target);
    return target;
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}
