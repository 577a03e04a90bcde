import { expect, test } from "vitest";
import type { RunSummary } from "@aac/contract";
import {
  applyRunNews as apply,
  changeItems,
  keepNewer,
  type RunPages,
  type RunsShown,
  toRunFilters,
  withoutRuns,
} from "./run-news.ts";
import { aRun } from "./run.fixture.ts";

const instant = (second: number) => new Date(Date.UTC(2026, 10, 23, 9, 0, second)).toISOString();
const run = (number: number, change = {}) => aRun({ id: `r${number}`, number, createdAt: instant(number), ...change });
/** Pages of runs by number; more pages than these follow. */
const list = (...pages: number[][]): RunPages => ({
  pages: pages.map((numbers) => ({
    items: numbers.map((number) => run(number)),
    nextCursor: "more",
    lookedBackTo: null,
  })),
  pageParams: pages.map(() => null),
});
const looking = { me: "ada", now: Date.parse(instant(60)) };
const applyRunNews = (pages: RunPages, shown: RunsShown, news: RunSummary) => apply(pages, shown, news, looking);
const numbers = (pages: RunPages) => pages.pages.map((page) => page.items.map((item) => item.number));

test("a new run comes to the top", () => {
  expect(numbers(applyRunNews(list([3, 2], [1]), {}, run(4)))).toEqual([[4, 3, 2], [1]]);
});

test("the first run of all comes into the empty list", () => {
  const empty: RunPages = { pages: [{ items: [], nextCursor: null, lookedBackTo: null }], pageParams: [null] };
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
  const filters: RunsShown[] = [
    { project: "other" },
    { suite: "other" },
    { branch: "dev" },
    { trigger: "cli" },
    { label: "nightly" },
    { text: "no such words" },
    { by: "me" },
    { state: "unsuccessful" },
  ];
  for (const shown of filters) {
    expect(applyRunNews(before, shown, run(4))).toBe(before);
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
  // What is shown before the server has it is of the same revision.
  expect(
    keepNewer(
      known,
      changeItems(known, ([item]) => [{ ...item!, labels: ["early"] }]),
    ).pages[0]!.items,
  ).toMatchObject([{ revision: 5, labels: ["early"] }]);
});

test("one's own runs come in, whoever one is", () => {
  const mine = run(4, { trigger: { kind: "api", by: "Ada", byId: "ada" } });
  expect(numbers(applyRunNews(list([3]), { by: "me" }, mine))).toEqual([[4, 3]]);
});

test("a page that was cut short takes runs as far back as was looked, also when it has none", () => {
  const cut: RunPages = {
    pages: [{ items: [], nextCursor: "more", lookedBackTo: instant(3) }],
    pageParams: [null],
  };
  expect(numbers(applyRunNews(cut, { label: "x" }, run(4, { labels: ["x"] })))).toEqual([[4]]);
  expect(applyRunNews(cut, { label: "x" }, run(2, { labels: ["x"] }))).toBe(cut);
});

test("a span of time ends now, whenever that is", () => {
  expect(toRunFilters({ within: "1h", state: "open" }, Date.parse("2026-11-23T10:00:00.000Z"))).toEqual({
    state: "open",
    from: "2026-11-23T09:00:00.000Z",
  });
});

test("a run that is gone leaves the list", () => {
  expect(numbers(withoutRuns(list([3, 2], [1]), ["r2", "r1"]))).toEqual([[3], []]);
});
