import { expect, test } from "vitest";
import { applyRunNews, keepNewer, type RunPages } from "./run-news.ts";
import { aRun } from "./run.fixture.ts";

const instant = (second: number) => new Date(Date.UTC(2026, 10, 23, 9, 0, second)).toISOString();
const run = (number: number, change = {}) => aRun({ id: `r${number}`, number, createdAt: instant(number), ...change });
/** Pages of runs by number; more pages than these follow. */
const list = (...pages: number[][]): RunPages => ({
  pages: pages.map((numbers) => ({ items: numbers.map((number) => run(number)), nextCursor: "more" })),
  pageParams: pages.map(() => null),
});
const numbers = (pages: RunPages) => pages.pages.map((page) => page.items.map((item) => item.number));

test("a new run comes to the top", () => {
  expect(numbers(applyRunNews(list([3, 2], [1]), {}, run(4)))).toEqual([[4, 3, 2], [1]]);
});

test("the first run of all comes into the empty list", () => {
  const empty: RunPages = { pages: [{ items: [], nextCursor: null }], pageParams: [null] };
  expect(numbers(applyRunNews(empty, {}, run(1)))).toEqual([[1]]);
});

test("a run that comes to pass the filters stands where its age puts it", () => {
  const changed = applyRunNews(list([5, 3], [1]), { state: "running" }, run(2, { revision: 2 }));
  expect(numbers(changed)).toEqual([
    [5, 3],
    [2, 1],
  ]);
});

test("a run that is shown changes where it stands, on whichever page", () => {
  const changed = applyRunNews(list([3, 2], [1]), {}, run(1, { revision: 2, state: "passed" }));
  expect(numbers(changed)).toEqual([[3, 2], [1]]);
  expect(changed.pages[1]!.items[0]!.state).toBe("passed");
});

test("older news than what is shown changes nothing", () => {
  const before = list([3]);
  expect(applyRunNews(before, {}, run(3, { revision: 1, state: "queued" }))).toBe(before);
});

test("a run that no longer passes the filters leaves the list", () => {
  const before = list([3, 2]);
  expect(numbers(applyRunNews(before, { state: "running" }, run(3, { revision: 2, state: "passed" })))).toEqual([[2]]);
});

test("a new run that does not pass the filters stays out", () => {
  const before = list([3]);
  for (const filters of [{ project: "other" }, { suite: "other" }, { branch: "dev" }, { trigger: "cli" as const }]) {
    expect(applyRunNews(before, filters, run(4))).toBe(before);
  }
});

test("news of an old run on a page that was not read leaves it there", () => {
  const before = list([3]);
  expect(applyRunNews(before, {}, run(1, { revision: 9 }))).toBe(before);
  const whole = { ...before, pages: [{ ...before.pages[0]!, nextCursor: null }] };
  expect(numbers(applyRunNews(whole, {}, run(1, { revision: 9 })))).toEqual([[3, 1]]);
});

test("a list that was read does not take back what news told meanwhile", () => {
  const known = applyRunNews(list([3, 2]), {}, run(3, { revision: 5, state: "passed" }));
  const merged = keepNewer(known, list([4, 3, 2]));
  expect(numbers(merged)).toEqual([[4, 3, 2]]);
  expect(merged.pages[0]!.items[1]).toMatchObject({ revision: 5, state: "passed" });
  expect(keepNewer(undefined, known)).toBe(known);
});
