import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { readCheckout, root } from "./checkout.ts";

/** Paths of the checkout as documents shorten them: from any folder on, and without `src`. */
const shortened = (path: string) => `/${path}`.replaceAll("/src/", "/");

test("every file and folder that docs/security.md names by its path is there", () => {
  const known = [...readCheckout().keys()].flatMap((path) => [`/${path}`, shortened(path)]);
  const text = readFileSync(join(root, "docs/security.md"), "utf8");
  const named = [...text.matchAll(/`([\w./-]+\.(?:ts|tsx)|tests\/[\w/-]+)`/g)];
  const names = [...new Set(named.map(([, name]) => name!))];
  expect(names.length).toBeGreaterThan(40);
  const isThere = (name: string) => known.some((path) => path.endsWith(`/${name}`) || path.startsWith(`/${name}/`));
  expect(names.filter((name) => !isThere(name))).toEqual([]);
});
