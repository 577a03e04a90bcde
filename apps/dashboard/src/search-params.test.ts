import { describe, expect, test } from "vitest";
import {
  readLines,
  readRunSearch,
  readRunsSearch,
  readSignInSearch,
  readUrlQuery,
  writeLines,
  writeUrlQuery,
} from "./search-params.ts";

test("what is written into the address is read back, as text", () => {
  const search = { branch: "123", project: "a&b", q: "x=1 ü" };
  expect(readUrlQuery(writeUrlQuery(search))).toEqual(search);
  expect(writeUrlQuery({ branch: undefined, q: "" })).toBe("");
});

test("what an address says wrongly is left out", () => {
  expect(readRunsSearch({ state: "exploded", branch: "main", trigger: "magic", other: "1" })).toEqual({
    branch: "main",
  });
  expect(readRunSearch({ tab: "nope", shard: "-1", attempt: "two", status: "odd", line: "0" })).toEqual({});
  expect(readRunSearch({})).toEqual({});
});

test("what an address says wrongly does not come back where the router lays what was read over it", () => {
  type Raw = Record<string, unknown>;
  const over = (raw: Raw, read: (raw: Raw) => object) => ({ ...raw, ...read(raw) });
  expect(over({ state: "exploded", branch: "main" }, readRunsSearch)).toEqual({ branch: "main" });
  expect(over({ tab: "nope", shard: "-1" }, readRunSearch)).toEqual({});
  expect(over({ from: "https://evil.example" }, readSignInSearch)).toEqual({});
  // Read once more, nothing is left of it.
  expect(Object.keys(readRunsSearch(readRunsSearch({ state: "exploded", branch: "main" })))).toEqual(["branch"]);
});

describe("lines of the log", () => {
  test("a line, or a range in either direction, opens the log", () => {
    expect(readRunSearch({ line: "120" })).toEqual({ tab: "log", line: "120" });
    expect(readLines("120")).toEqual({ first: 120, last: 120 });
    expect(readLines("130-120")).toEqual({ first: 120, last: 130 });
  });

  test("what is no line is none", () => {
    for (const line of ["0", "x", "1-", "-1", "1.5", "1-2-3", "99999999999"]) expect(readLines(line)).toBeNull();
  });

  test("are written as they are read", () => {
    expect([writeLines({ first: 7, last: 7 }), writeLines({ first: 7, last: 9 })]).toEqual(["7", "7-9"]);
  });
});

test("after signing in one goes nowhere but to this dashboard", () => {
  expect(readSignInSearch({ from: "/runs/r1?tab=log" })).toEqual({ from: "/runs/r1?tab=log" });
  for (const from of ["https://evil.example", "//evil.example", "/\\evil.example", "javascript:alert(1)", ""]) {
    expect(readSignInSearch({ from })).toEqual({});
  }
});
