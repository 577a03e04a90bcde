import { execFile } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { testCache } from "./test-cache.ts";

const run = promisify(execFile);

/**
 * A program that is built of a Go module: found where it was built before, else built now where this is CI. Null where
 * there is none. Helm takes minutes the first time, the others seconds.
 * @param module such as `helm.sh/helm/v4/cmd/helm@v4.3.1`
 */
export async function builtByGo(module: string): Promise<string | null> {
  const [path = "", version = ""] = module.split("@");
  const made = path.split("/").findLast((part) => !/^v\d+$/.test(part))!;
  const target = join(testCache, `${path.replaceAll("/", "_")}-${version}`);
  if (existsSync(target)) return target;
  if (!process.env["CI"]) return null;
  mkdirSync(testCache, { recursive: true });
  const dir = mkdtempSync(join(testCache, "build-"));
  try {
    const env = { ...process.env, GOBIN: dir, GOFLAGS: "-buildvcs=false", CGO_ENABLED: "0" };
    await run("go", ["install", "-ldflags=-s -w", module], { env, maxBuffer: 2 ** 26 });
    renameSync(join(dir, made), target);
    return target;
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}
