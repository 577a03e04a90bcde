import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { root } from "./checkout.ts";

/** Files as somebody might write them, with the rule of .oxlintrc.json that each breaks, if any. */
const files: [path: string, rule: string | null, source: string][] = [
  ["apps/server/src/producer/port.ts", "node(no-process-env)", "export const port = process.env.PORT;"],
  ["packages/core/src/flows/port.ts", "node(no-process-env)", "export const port = process.env.PORT;"],
  ["apps/server/src/config.ts", null, "export const port = process.env.PORT;"],
  [
    "packages/core/src/flows/x.test.ts",
    "vitest(no-restricted-vi-methods)",
    'import { vi } from "vitest";\nvi.mock("./y.ts");',
  ],
  ["packages/core/src/flows/later.ts", "typescript(no-floating-promises)", "const later = async () => 1;\nlater();"],
  ["packages/core/src/flows/any.ts", "typescript(no-explicit-any)", "export const x = (y: any) => y === 1;"],
  ["packages/core/src/flows/say.ts", "eslint(no-console)", 'console.log("x");'],
  ["packages/core/src/flows/claimJob.ts", "unicorn(filename-case)", "export const x = 1;"],
];

/** The broken rules by path, as oxlint sees the files with the configuration of this checkout. */
function lint(): Map<string, string[]> {
  const folder = mkdtempSync(join(tmpdir(), "aac-lint-"));
  try {
    for (const name of ["node_modules", "tsconfig.json", ".oxlintrc.json"]) {
      symlinkSync(join(root, name), join(folder, name));
    }
    for (const [path, , source] of files) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), source);
    }
    const command = join(root, "node_modules/.bin/oxlint");
    const { stdout } = spawnSync(command, ["--type-aware", "--format=json", "apps", "packages"], {
      cwd: folder,
      encoding: "utf8",
    });
    const { diagnostics } = JSON.parse(stdout) as { diagnostics: { code: string; filename: string }[] };
    const byPath = Map.groupBy(diagnostics, ({ filename }) => filename);
    return new Map(byPath.entries().map(([path, found]) => [path, found.map(({ code }) => code)]));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const broken = lint();

test.each(files)("the linter finds in %s: %s", (path, rule) => {
  expect(broken.get(path) ?? []).toEqual(rule === null ? [] : [rule]);
});
