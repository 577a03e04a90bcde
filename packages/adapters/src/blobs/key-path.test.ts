import fc from "fast-check";
import { expect, test } from "vitest";
import { keyPath } from "./key-path.ts";

test("ordinary keys are paths as they are", () => {
  expect(keyPath("acme/r1-1-1/test-results/TEST-A_b.xml")).toBe("acme/r1-1-1/test-results/TEST-A_b.xml");
});

test("all else is percent-encoded, a leading dot too", () => {
  expect(keyPath(".git/a b/..é%")).toBe("%2Egit/a%20b/%2E.%C3%A9%25");
});

test("another character may stand where the percent sign would", () => {
  expect(keyPath(".git/a%b!", "!")).toBe("!2Egit/a!25b!21");
});

const part = fc.string({ minLength: 1, maxLength: 100, unit: "binary" }).filter((text) => !/^\.{1,2}$|\//.test(text));
const key = fc.array(part, { minLength: 1, maxLength: 3 }).map((parts) => parts.join("/"));

test("a path stays below the root, and each of its names is one that every file system takes", () => {
  fc.assert(
    fc.property(key, (text) => {
      const names = keyPath(text).split("/");
      expect(names).toHaveLength(text.split("/").length);
      for (const name of names) expect(name).toMatch(/^(?!\.)[\w.%~-]{1,255}$/);
    }),
  );
});

test("two keys never have one path", () => {
  fc.assert(
    fc.property(key, key, (one, two) => {
      expect(keyPath(one) === keyPath(two)).toBe(one === two);
    }),
  );
  const long = "n".repeat(254);
  expect(new Set([`${long}aa`, `${long}ab`, `${long}é`].map((text) => keyPath(text))).size).toBe(3);
});
