import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";

/** A checkout of nothing but the set-up and one workspace: what the set-up says and returns there. */
function checkout(dependencies: Record<string, string>) {
  const root = mkdtempSync(join(tmpdir(), "aac-setup-"));
  onTestFinished(() => rmSync(root, { recursive: true }));
  cpSync(import.meta.dirname, join(root, "scripts"), { recursive: true });
  mkdirSync(join(root, "own"));
  const about = { name: "checkout", workspaces: ["own"] };
  const packages = {
    "": about,
    "node_modules/own": { resolved: "own", link: true },
    own: { version: "1.0.0" },
  };
  writeFileSync(join(root, "package.json"), JSON.stringify({ ...about, dependencies }));
  writeFileSync(join(root, "own/package.json"), JSON.stringify({ name: "own", version: "1.0.0" }));
  writeFileSync(join(root, "package-lock.json"), JSON.stringify({ name: "checkout", lockfileVersion: 3, packages }));
  return () => {
    // Nothing of the npm that runs these tests: it would send this one to the wrong checkout.
    const env = { PATH: process.env["PATH"], HOME: root, npm_config_registry: "http://127.0.0.1:9" };
    const { status, stdout, stderr } = spawnSync(process.execPath, [join(root, "scripts/setup.mjs")], {
      env,
      encoding: "utf8",
    });
    return { status, stdout, stderr };
  };
}

test("the first set-up says what it does, the second does nothing and says nothing", () => {
  const setUp = checkout({});
  const first = setUp();
  expect(first).toMatchObject({ status: 0, stdout: "" });
  expect(first.stderr).toContain("Installed in");
  expect(first.stderr).toContain(`Using this host's Node ${process.version}.`);
  expect(setUp()).toEqual({ status: 0, stdout: "", stderr: "" });
});

test("a set-up that fails ends with what is wrong and what to do, and exit code 1", () => {
  const setUp = checkout({ unlocked: "file:own" });
  const { status, stderr } = setUp();
  expect(status).toBe(1);
  expect(stderr).toMatch(
    /The set-up failed: package.json and package-lock.json do not agree.\n {2}What to do: Run `npm/,
  );
});
