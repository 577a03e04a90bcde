import { expect, test } from "vitest";
import { findPackageManager, parseManifest } from "./package-manager.ts";

const find = (fields: object, ...files: string[]) =>
  findPackageManager(parseManifest(JSON.stringify({ dependencies: { a: "1" }, ...fields }))!, files);

test.each([
  [[], "npm", "npm install --no-package-lock"],
  [["package-lock.json"], "npm", "npm ci"],
  [["pnpm-lock.yaml"], "pnpm", "pnpm install --frozen-lockfile"],
  [["yarn.lock"], "yarn", "yarn install"],
  [["bun.lockb"], "bun", "bun install"],
])("with %j it is %s", (files, name, install) => {
  expect(find({}, ...files)).toMatchObject({ name, install });
});

test("the one that the package names is stronger than lock files", () => {
  expect(find({ packageManager: "pnpm@10.1.0" }, "package-lock.json").name).toBe("pnpm");
});

test("a package that depends on nothing is not installed", () => {
  expect(find({ dependencies: {} }).install).toBeNull();
  expect(find({ dependencies: {}, workspaces: ["a"] }).install).not.toBeNull();
});
