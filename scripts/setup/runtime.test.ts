import { mkdirSync, mkdtempSync, readlinkSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { hasRuntime, provideRuntime } from "./runtime.mjs";

function checkoutWithNode(script: string | null): string {
  const root = mkdtempSync(join(tmpdir(), "aac-runtime-"));
  onTestFinished(() => rmSync(root, { recursive: true }));
  mkdirSync(join(root, "node_modules/.bin"), { recursive: true });
  if (script !== null) writeFileSync(join(root, "node_modules/.bin/node"), script, { mode: 0o755 });
  return root;
}

test("a packaged Node that runs is used as it is", () => {
  const root = checkoutWithNode("#!/bin/sh\necho v24.7.0\n");
  expect(hasRuntime(root)).toBe(true);
  provideRuntime(root, () => expect.unreachable());
});

test.each([
  ["is not there", null],
  ["is too old", "#!/bin/sh\necho v22.1.0\n"],
  ["has no Argon2", "#!/bin/sh\necho v24.6.0\n"],
  ["is built for another C library", "#!/no/such/loader\n"],
])("where the packaged Node %s, the host's own takes its place", (_, script) => {
  const root = checkoutWithNode(script);
  const said: string[] = [];
  expect(hasRuntime(root)).toBe(false);
  provideRuntime(root, (line) => said.push(line));
  expect(hasRuntime(root)).toBe(true);
  expect(readlinkSync(join(root, "node_modules/.bin/node"))).toBe(process.execPath);
  expect(said).toEqual([`Using this host's Node ${process.version}.`]);
});
