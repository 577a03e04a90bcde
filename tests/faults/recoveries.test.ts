import { expect, test } from "vitest";
import { readEntries } from "./recoveries.ts";

const entry = (msg: string, time: number) => JSON.stringify({ level: 30, time, pid: 7, msg });

test("entries are read that tell of recoveries, also beside what a full disk has cut short", () => {
  const cut = entry("swept", 2).slice(0, -5);
  const log = [entry("swept", 1), cut + entry("sandbox taken up", 3), entry("started", 4), cut].join("\n");
  expect(readEntries(log)).toEqual([
    { level: 30, time: 1, pid: 7, msg: "swept" },
    { level: 30, time: 3, pid: 7, msg: "sandbox taken up" },
  ]);
});
