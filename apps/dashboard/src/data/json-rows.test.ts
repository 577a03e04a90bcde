import { expect, test } from "vitest";
import { jsonRows } from "./json-rows.ts";

const document = { name: "a", list: [1, { deep: true }], empty: {}, none: null };
const shown = (isOpen: (path: string) => boolean, most = 100) =>
  jsonRows(document, isOpen, most).rows.map(
    ({ path, value }) => `${path} ${"text" in value ? value.text : `${value.kind} ${value.count}`}`,
  );

test("what is open shows what it holds", () => {
  expect(shown(() => true)).toEqual([
    "$ object 4",
    '$.name "a"',
    "$.list list 2",
    "$.list.0 1",
    "$.list.1 object 1",
    "$.list.1.deep true",
    "$.empty object 0",
    "$.none null",
  ]);
  expect(shown((path) => path === "$")).toEqual([
    "$ object 4",
    '$.name "a"',
    "$.list list 2",
    "$.empty object 0",
    "$.none null",
  ]);
});

test("no more rows than asked for, and it says so", () => {
  expect(jsonRows(document, () => true, 3)).toMatchObject({ rows: [{}, {}, {}], isCut: true });
  expect(jsonRows(document, () => true, 8).isCut).toBe(false);
});
