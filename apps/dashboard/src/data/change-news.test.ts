import type { QueryKey } from "@tanstack/react-query";
import { expect, test } from "vitest";
import { createChangeNews } from "./change-news.ts";

function start() {
  let now = 0;
  let waiting: { work: () => void; at: number }[] = [];
  const read: QueryKey[] = [];
  const news = createChangeNews(
    { invalidateQueries: async ({ queryKey } = {}) => void read.push(queryKey!) },
    { now: () => now, schedule: (work, ms) => void waiting.push({ work, at: now + ms }) },
  );
  const pass = (ms: number) => {
    now += ms;
    const due = waiting.filter(({ at }) => at <= now);
    waiting = waiting.filter(({ at }) => at > now);
    for (const { work } of due) work();
  };
  return { news, read, pass };
}

test("what has changed is read anew at once, and then once a second at most, however much news comes", () => {
  const { news, read, pass } = start();
  news.tell("deliveries");
  pass(0);
  expect(read).toEqual([["deliveries"]]);
  for (let told = 0; told < 10; told++) {
    news.tell("deliveries");
    pass(50);
  }
  expect(read).toHaveLength(1);
  pass(500);
  expect(read).toEqual([["deliveries"], ["deliveries"]]);
  pass(5_000);
  expect(read).toHaveLength(2);
});

test("news of one does not hold up another, and after a gap all is read anew", () => {
  const { news, read, pass } = start();
  news.tell("schedules");
  pass(0);
  news.tell("usage");
  pass(0);
  expect(read).toEqual([["schedules"], ["usage"]]);
  pass(1_000);
  news.tellAll();
  pass(0);
  expect(read.slice(2).toSorted((a, b) => String(a[0]).localeCompare(String(b[0])))).toEqual([
    ["analyses"],
    ["deliveries"],
    ["outbox"],
    ["schedules"],
    ["usage"],
  ]);
});
