import fc from "fast-check";
import { expect, test } from "vitest";
import { createFileNames } from "./file-names.ts";

const named = (...names: (string | undefined)[]) => names.map(createFileNames());

test("a name that is safe stays as it is", () => {
  expect(named("junit.xml", "web/TEST-a b.xml", "ünï.json")).toEqual(["junit.xml", "web/TEST-a b.xml", "ünï.json"]);
});

test("a name leads nowhere else", () => {
  expect(named("../../etc/passwd", "/root/.ssh/id", "C:\\a\\..\\b.xml", "a\0b\r\nc", "./")).toEqual([
    "etc/passwd",
    "root/.ssh/id",
    "C:/a/b.xml",
    "abc",
    "report",
  ]);
  expect(named(undefined, "..", "")).toEqual(["report", "2/report", "3/report"]);
});

test("two of the same name are told apart, and no file stands where another has a folder", () => {
  expect(named("a", "a", "a/b", "2/a")).toEqual(["a", "2/a", "3/a/b", "2/2/a"]);
});

test("whatever the names are: no path is another's or the beginning of another's, none is long, none leads out", () => {
  const part = fc.oneof(fc.constantFrom("..", ".", "", "a", "2", "3", "\\", "\0"), fc.string({ unit: "binary" }));
  const name = fc.array(part, { maxLength: 5 }).map((parts) => parts.join("/"));
  fc.assert(
    fc.property(fc.array(name, { maxLength: 30 }), (names) => {
      const paths = named(...names);
      for (const path of paths) {
        expect(path.isWellFormed()).toBe(true);
        expect(path.split("/").filter((one) => ["", ".", ".."].includes(one))).toEqual([]);
        expect(Buffer.byteLength(path)).toBeLessThan(900);
        expect(paths.filter((other) => other === path || other.startsWith(`${path}/`))).toEqual([path]);
      }
    }),
  );
});
