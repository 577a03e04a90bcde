import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { buildDashboard, isDashboardBuilt } from "./dashboard.mjs";

function checkout() {
  const root = mkdtempSync(join(tmpdir(), "aac-dashboard-"));
  onTestFinished(() => rmSync(root, { recursive: true }));
  const write = (path: string, text: string) => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  };
  symlinkSync(join(import.meta.dirname, "../../node_modules"), join(root, "node_modules"));
  write("package-lock.json", "{}");
  write("packages/contract/src/index.ts", "export const contract = 1;");
  write("apps/dashboard/index.html", '<script type="module" src="/src/main.ts"></script>');
  write("apps/dashboard/src/main.ts", 'document.title = "Runs";');
  return { root, write };
}

test("the dashboard is built once, and again when something it depends on has changed", async () => {
  const { root, write } = checkout();
  const build = () => buildDashboard(root, () => {});
  expect(isDashboardBuilt(root)).toBe(false);
  await build();
  expect(isDashboardBuilt(root)).toBe(true);
  expect(readFileSync(join(root, "apps/dashboard/dist/index.html"), "utf8")).toContain("/assets/");

  for (const path of ["apps/dashboard/src/main.ts", "packages/contract/src/index.ts", "package-lock.json"]) {
    write(path, `{ /* changed */ }`);
    expect({ path, isBuilt: isDashboardBuilt(root) }).toEqual({ path, isBuilt: false });
    await build();
    expect({ path, isBuilt: isDashboardBuilt(root) }).toEqual({ path, isBuilt: true });
  }
  write("apps/dashboard/src/main.test.ts", "// Tests are not in it.");
  expect(isDashboardBuilt(root)).toBe(true);
});

test("a build that fails says why and does not count as done", async () => {
  const { root, write } = checkout();
  write("apps/dashboard/src/main.ts", 'import "./gone.ts";');
  const said: string[] = [];
  const message = "The dashboard could not be built.";
  await expect(buildDashboard(root, (line) => said.push(line))).rejects.toMatchObject({ message });
  expect(said.join("\n")).toContain("gone.ts");
  expect(isDashboardBuilt(root)).toBe(false);
});
