import { execFile } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { testCache } from "./test-cache.ts";

const run = promisify(execFile);

/**
 * A program that is built of a Go module: found where it was built before, else built now where this is CI. Null where
 * there is none. Helm, Caddy and Compose take minutes the first time, the others seconds.
 * @param module such as `helm.sh/helm/v4/cmd/helm@v4.3.1`; with `within`, the module alone, such as `helm.sh/helm/v4@v4.3.1`
 * @param within the program's folder in the module: it is built by the module's own go.mod, which may say what `go install` refuses
 */
export async function builtByGo(module: string, within?: string): Promise<string | null> {
  const [path = "", version = ""] = module.split("@");
  const target = join(testCache, `${path.replaceAll("/", "_")}-${version}`);
  if (existsSync(target)) return target;
  if (!process.env["CI"]) return null;
  mkdirSync(testCache, { recursive: true });
  const dir = mkdtempSync(join(testCache, "build-"));
  const made = join(dir, "made");
  const go = (args: string[]) =>
    run("go", args, { env: { ...process.env, ...settings, GOBIN: dir }, maxBuffer: 2 ** 26 });
  try {
    if (within === undefined) {
      await go(["install", stripped, module]);
      const name = path.split("/").findLast((part) => !/^v\d+$/.test(part))!;
      renameSync(join(dir, name), made);
    } else {
      const { stdout } = await go(["mod", "download", "-json", module]);
      const { Dir } = JSON.parse(stdout) as { Dir: string };
      await go(["build", "-C", Dir, stripped, "-o", made, within]);
    }
    renameSync(made, target);
    return target;
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

const settings = { GOFLAGS: "-buildvcs=false", CGO_ENABLED: "0" };
const stripped = "-ldflags=-s -w";
