import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { root } from "./checkout.ts";

interface Locked {
  resolved?: string;
  optionalDependencies?: Record<string, string>;
}
const { packages } = JSON.parse(readFileSync(join(root, "package-lock.json"), "utf8")) as {
  packages: Record<string, Locked>;
};

test("the lock file has the native parts for every platform: npm refuses an install where one is missing", () => {
  const names = new Set(Object.keys(packages).map((place) => place.split("node_modules/").at(-1)));
  const missing = Object.values(packages)
    .flatMap(({ optionalDependencies }) => Object.keys(optionalDependencies ?? {}))
    .filter((name) => !names.has(name));
  // A registry's mirror may be behind: then take the newest version of the package of which it has all parts.
  expect(missing).toEqual([]);
});

test("the lock file names no registry, so that any can be used", () => {
  expect(Object.values(packages).filter(({ resolved }) => resolved && /^[a-z+]+:\/\//.test(resolved))).toEqual([]);
});
