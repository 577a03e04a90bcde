// Everything that can be said of the code without running it, side by side, in seconds. Prints what each check says
// only when it fails; the exit code is 1 then.
import { spawn } from "node:child_process";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const bin = join(root, "node_modules/.bin");
const colours = process.stdout.isTTY ? { FORCE_COLOR: "1" } : { NO_COLOR: "1" };

/** What is as it was when it was last compiled is not compiled again. */
const compile = (/** @type {string} */ project, /** @type {string} */ name) =>
  `tsc -p ${project} --noEmit --incremental --tsBuildInfoFile node_modules/.cache/aac/${name}.tsbuildinfo`.split(" ");

/** @type {Record<string, string[]>} */
const checks = {
  format: ["oxfmt", "--check", "."],
  lint: ["oxlint", "--type-aware"],
  types: compile("tsconfig.json", "all"),
  "types of the dashboard": compile("apps/dashboard/tsconfig.json", "dashboard"),
  "dead code": ["knip", "--no-progress"],
  boundaries: ["vitest", "run", "tests/architecture", "--reporter=dot"],
};

/**
 * @param {string} name
 * @param {string[]} command
 * @returns {Promise<boolean>} whether it passed
 */
function check(name, [program = "", ...args]) {
  const startedAt = performance.now();
  const child = spawn(join(bin, program), args, {
    cwd: root,
    // The tools find Node by its name: it has to be ours also when this was not started by npm.
    env: { ...process.env, PATH: `${bin}${delimiter}${process.env["PATH"]}`, ...colours },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding("utf8").on("data", (text) => (output += text));
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) => {
      const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
      console.log(`${code === 0 ? "✓" : "✗"} ${name} (${seconds} s)`);
      if (code !== 0) console.log(`${output.trimEnd().replaceAll(/^/gm, "  ")}\n`);
      resolve(code === 0);
    });
  });
}

const passed = await Promise.all(Object.entries(checks).map(([name, command]) => check(name, command)));
const failed = Object.keys(checks).filter((_, index) => !passed[index]);
console.log(failed.length === 0 ? "All checks passed." : `Failed: ${failed.join(", ")}.`);
process.exitCode = failed.length === 0 ? 0 : 1;
