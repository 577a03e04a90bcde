import type { RunSummary } from "@aac/contract";
import { QueryClient } from "@tanstack/react-query";
import { expect, test } from "vitest";
import { createHistoryNews, withRuns } from "./history-news.ts";
import type { HealthPages } from "./history.ts";
import { keys } from "./queries.ts";

const summary = (id: string, fields: Partial<RunSummary> = {}) =>
  ({ id, number: 1, project: "shop", suite: "e2e", state: "running", verdict: null, ...fields }) as RunSummary;
const health = (project: string, runs: string[]) => ({
  project,
  name: project,
  runs: runs.map((id) => summary(id)),
  days: [],
  red: [],
  redCount: 0,
});
const pages = (...items: ReturnType<typeof health>[]): HealthPages => ({
  pages: [{ items, nextCursor: null }],
  pageParams: [null],
});
const idsOf = (of: HealthPages) => of.pages[0]!.items.map(({ runs }) => runs.map(({ id }) => id).join(" "));

test("a run comes into its project's strip by its place, or takes the place of what was known of it", () => {
  const shown = withRuns(pages(health("shop", ["a", "c"]), health("other", ["x"])), [
    summary("b"),
    summary("c", { state: "passed" }),
    summary("d"),
  ]);
  expect(idsOf(shown)).toEqual(["a b c d", "x"]);
  expect(shown.pages[0]!.items[0]!.runs[2]).toMatchObject({ id: "c", state: "passed" });
});

test("a strip holds thirty runs; older ones do not come into a full one", () => {
  const full = Array.from({ length: 30 }, (_, index) => `r${String(index + 10)}`);
  expect(idsOf(withRuns(pages(health("shop", full)), [summary("r09")]))).toEqual([full.join(" ")]);
  expect(idsOf(withRuns(pages(health("shop", full)), [summary("r99")]))[0]).toMatch(/^r11 .* r99$/);
});

test("what runs came to is read anew when one has ended, of its project alone, and once for many news", () => {
  const client = new QueryClient();
  const cached = [keys.activity, keys.health, keys.test("shop", "t"), keys.test("other", "t")];
  const isStale = () => cached.map((key) => client.getQueryState(key)?.isInvalidated);
  for (const key of cached) client.setQueryData(key, pages());
  const waiting: (() => void)[] = [];
  const tell = createHistoryNews(client, (work) => waiting.push(work));
  tell([summary("a")]);
  waiting.shift()!();
  expect(isStale()).toEqual([true, false, false, false]);
  tell([summary("a", { verdict: "passed" })]);
  tell([summary("b", { verdict: "failed" })]);
  expect(waiting).toHaveLength(1);
  waiting.shift()!();
  expect(isStale()).toEqual([true, true, true, false]);
});
