import fc from "fast-check";
import { expect, test } from "vitest";
import { createObjectNames } from "./object-names.ts";

const { nameOf, below } = createObjectNames("aac/");

test("ordinary keys are names as they are, below the prefix", () => {
  expect(nameOf("org/r1/1-1/junit.xml")).toEqual({ name: "aac/org/r1/1-1/junit.xml", isCut: false });
  expect(nameOf("org/a b%.html").name).toBe("aac/org/a!20b!25.html");
  expect(below("org/r1")).toEqual({ prefix: "aac/org/r1/", isMore: false });
});

const part = fc.string({ minLength: 1, maxLength: 60, unit: "grapheme" }).filter((text) => !/^\.{1,2}$|\//.test(text));
const key = fc
  .array(part, { minLength: 1, maxLength: 20 })
  .map((parts) => parts.join("/"))
  .filter((text) => Buffer.byteLength(text) <= 1024);

test("a name is one that every S3 takes", () => {
  fc.assert(
    fc.property(key, (text) => {
      const { name } = nameOf(text);
      expect(name).toMatch(/^[\w.!~/-]{1,1024}$/);
      for (const one of name.split("/")) expect(one).toMatch(/^(?!\.)[^/]{1,255}$/);
    }),
  );
});

test("two keys never have one name", () => {
  fc.assert(
    fc.property(key, key, (one, other) => {
      expect(nameOf(one).name === nameOf(other).name).toBe(one === other);
    }),
  );
  const long = "d/".repeat(500);
  expect(nameOf(`${long}a`)).toMatchObject({ isCut: true });
  expect(nameOf(`${long}a`).name).not.toBe(nameOf(`${long}b`).name);
});

test("what lies below a key is found there, and what does not is not, or is told to be looked at", () => {
  fc.assert(
    fc.property(key, key, fc.constantFrom("x", "x/".repeat(400).slice(0, -1)), (one, other, rest) => {
      fc.pre(Buffer.byteLength(`${one}/${rest}`) <= 1024);
      const { prefix, isMore } = below(one);
      expect(nameOf(`${one}/${rest}`).name.startsWith(prefix)).toBe(true);
      expect(isMore || nameOf(other).name.startsWith(prefix)).toBe(isMore || other.startsWith(`${one}/`));
    }),
  );
});
