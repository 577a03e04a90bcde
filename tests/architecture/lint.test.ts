import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { root } from "./checkout.ts";

/** The rules of .oxlintrc.json that a file of this text breaks, were it at this path of the checkout. */
function lint(path: string, source: string): string[] {
  const folder = mkdtempSync(join(tmpdir(), "aac-lint-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  for (const name of ["node_modules", "tsconfig.json", ".oxlintrc.json"])
    symlinkSync(join(root, name), join(folder, name));
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), source);
  const { stdout, stderr } = spawnSync(
    join(root, "node_modules/.bin/oxlint"),
    ["--type-aware", "--format=json", path],
    {
      cwd: folder,
      encoding: "utf8",
    },
  );
  expect(stderr).toBe("");
  const { diagnostics } = JSON.parse(stdout) as { diagnostics: { code: string }[] };
  return diagnostics.map(({ code }) => code);
}

const broken: [rule: string, path: string, source: string][] = [
  ["node(no-process-env)", "apps/server/src/producer/x.ts", "export const port = process.env.PORT;"],
  ["node(no-process-env)", "packages/core/src/flows/x.ts", "export const port = process.env.PORT;"],
  [
    "vitest(no-restricted-vi-methods)",
    "packages/core/src/flows/x.test.ts",
    'import { vi } from "vitest";\nvi.mock("./y.ts");',
  ],
  ["typescript(no-floating-promises)", "packages/core/src/flows/x.ts", "const later = async () => 1;\nlater();"],
  ["typescript(no-explicit-any)", "packages/core/src/flows/x.ts", "export const x = (y: any) => y === 1;"],
  ["eslint(no-console)", "packages/core/src/flows/x.ts", 'console.log("x");'],
  ["unicorn(filename-case)", "packages/core/src/flows/claimJob.ts", "export const x = 1;"],
];

test.each(broken)("%s is held to in %s", (rule, path, source) => {
  expect(lint(path, source)).toEqual([rule]);
});

test("process.env is read where the settings are read", () => {
  expect(lint("apps/server/src/config.ts", "export const port = process.env.PORT;")).toEqual([]);
});
