import { execFile, spawnSync } from "node:child_process";
import { chmod, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { promisify } from "node:util";
import { afterAll, expect, test } from "vitest";
import { root } from "../architecture/checkout.ts";
import { type AacProcess, startAac } from "../scenarios/aac-process.ts";
import { codeBlocksOf } from "./code-blocks.ts";

// What a newcomer reads first, carried out as it stands there.

const [start, ...steps] = codeBlocksOf("docs/getting-started.md");
const run = promisify(execFile);
let folder: string;
let center: AacProcess;

afterAll(async () => {
  await center?.stop();
  await rm(folder, { recursive: true, force: true });
});

/** `npx` finds the checkout's command as it does in a checkout. */
async function makeNpx(bin: string): Promise<void> {
  await mkdir(bin);
  await writeFile(
    join(bin, "npx"),
    `#!/bin/sh\n[ "$1" = aac ] || exit 99\nshift\nexec '${process.execPath}' '${join(root, "apps/cli/src/main.ts")}' "$@"\n`,
  );
  await chmod(join(bin, "npx"), 0o755);
}

test("every step of docs/getting-started.md works as it is written", { timeout: 90_000 }, async () => {
  expect(start?.text).toBe("npm start\n");
  expect(steps.map(({ language }) => language)).toEqual(steps.map(() => "sh"));
  folder = await mkdtemp(join(tmpdir(), "aac-docs-"));
  const bin = join(folder, "bin");
  await makeNpx(bin);
  center = startAac(["up", "--port", "0", "--no-demo", "--data", join(folder, ".aac")]);
  const address = await center.address();
  const hasCurl = spawnSync("curl", ["--version"]).status === 0;
  const outputs: string[] = [];
  for (const { at, text } of steps) {
    if (!hasCurl && text.startsWith("curl")) {
      console.warn(`Skipping ${at}: there is no curl here.`);
      continue;
    }
    const path = [bin, dirname(process.execPath), process.env["PATH"]].join(delimiter);
    const script = text.replaceAll("http://127.0.0.1:3000", address);
    const { stdout } = await run("sh", ["-eu", "-c", script], { cwd: folder, env: { PATH: path } });
    outputs.push(stdout);
  }
  expect(outputs[0]).toContain("passed  local/my-tests #1  2 tests: 2 passed");
  expect(outputs[1]).toContain("local/my-tests #1");
  expect(outputs.at(-1)).toContain("passed  shop/unit #1  2 tests: 2 passed");
});
