import { execFile } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

const cache = join(process.env["XDG_CACHE_HOME"] ?? join(homedir(), ".cache"), "aac-test-services");

const run = promisify(execFile);

/**
 * A program that is built of a Go module: found where it was built before, else built now where this is CI. Null where
 * there is none. Helm takes minutes the first time, the others seconds.
 * @param module such as `helm.sh/helm/v4/cmd/helm@v4.3.1`
 */
export async function builtByGo(module: string): Promise<string | null> {
  const [path = "", version = ""] = module.split("@");
  const made = path.split("/").findLast((part) => !/^v\d+$/.test(part))!;
  const target = join(cache, `${path.replaceAll("/", "_")}-${version}`);
  if (existsSync(target)) return target;
  if (!process.env["CI"]) return null;
  mkdirSync(cache, { recursive: true });
  const dir = mkdtempSync(join(cache, "build-"));
  try {
    const env = { ...process.env, GOBIN: dir, GOFLAGS: "-buildvcs=false", CGO_ENABLED: "0" };
    await run("go", ["install", "-ldflags=-s -w", module], { env, maxBuffer: 2 ** 26 });
    renameSync(join(dir, made), target);
    return target;
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}
