import { expect, test } from "vitest";
import { countResults, type GroupingWish, groupResults, pathInGroup } from "./result-groups.ts";
import { aResult } from "./run.fixture.ts";

const results = [
  aResult(0, { file: "cart.test.ts", name: "adds", suitePath: ["cart"] }),
  aResult(1, { file: "cart.test.ts", name: "removes", status: "skipped" }),
  aResult(2, { file: "pay.test.ts", name: "pays" }),
  aResult(3, { file: "pay.test.ts", name: "refunds", status: "failed", message: "expected 200, got 500" }),
  aResult(4, { file: "login.test.ts", name: "signs in", flaky: true }),
  aResult(5, { suitePath: ["com.acme", "BasketTest"], name: "total" }),
  aResult(6, { name: "loose" }),
];
const names = (groups: ReturnType<typeof groupResults>) =>
  groups.map((group) => [group.title, ...group.results.map((result) => result.name)]);

const grouped = (wish: Partial<GroupingWish>) =>
  groupResults(results, { filter: "all", query: "", grouping: "file", ...wish });

test("what needs attention comes first, the rest in the order of the report", () => {
  expect(names(grouped({ filter: "all", query: "" }))).toEqual([
    ["pay.test.ts", "refunds", "pays"],
    ["login.test.ts", "signs in"],
    ["cart.test.ts", "adds", "removes"],
    ["com.acme › BasketTest", "total"],
    ["junit.xml", "loose"],
  ]);
});

test("a filter leaves exactly what its count says", () => {
  const counts = countResults(results);
  expect(counts).toEqual({ all: 7, failed: 1, flaky: 1, skipped: 1, passed: 5 });
  for (const filter of ["all", "failed", "flaky", "skipped", "passed"] as const) {
    expect(grouped({ filter, query: "" }).flatMap((group) => group.results)).toHaveLength(counts[filter]);
  }
});

test("a search looks at names, places and messages", () => {
  expect(names(grouped({ filter: "all", query: "REFUND" }))).toEqual([["pay.test.ts", "refunds"]]);
  expect(names(grouped({ filter: "all", query: "basket" }))).toEqual([["com.acme › BasketTest", "total"]]);
  expect(names(grouped({ filter: "all", query: "got 500" }))).toEqual([["pay.test.ts", "refunds"]]);
  expect(grouped({ filter: "passed", query: "refund" })).toEqual([]);
});

test("in a group of a file the suite path tells tests apart; elsewhere it is the title already", () => {
  expect(pathInGroup(results[0]!)).toEqual(["cart"]);
  expect(pathInGroup(results[5]!)).toEqual([]);
});

test("by error, what failed alike stands together, whatever numbers, names and ids it had", () => {
  const failed = (index: number, message: string) => aResult(index, { status: "failed", message });
  const groups = groupResults(
    [
      failed(0, 'Timed out after 5000 ms waiting for "#pay"'),
      aResult(1),
      failed(2, "Timed out after 31.5 ms waiting for '#buy'\nat x"),
      failed(3, "\u001b[31mno such user 0xA1\u001b[0m"),
      failed(4, ""),
    ],
    { filter: "all", query: "", grouping: "error" },
  );
  expect(groups.map((group) => [group.title, group.results.length])).toEqual([
    ["Timed out after # ms waiting for “…”", 2],
    ["no such user …", 1],
    ["No message", 1],
    ["Did not fail", 1],
  ]);
});
