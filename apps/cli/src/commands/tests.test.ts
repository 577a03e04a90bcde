import type { Test } from "@aac/contract";
import { afterEach, beforeEach, expect, test } from "vitest";
import { aac } from "../testing/command-line.ts";
import { type ScriptedCenter, startScriptedCenter } from "../testing/scripted-center.ts";

let center: ScriptedCenter;
beforeEach(async () => void (center = await startScriptedCenter()));
afterEach(() => center.close());

const known = (id: string, fields: Partial<Test>): Test => ({
  id,
  name: "pays by card",
  suitePath: ["checkout"],
  file: "pay.test.ts",
  suite: "e2e",
  status: "failed",
  failed: 2,
  counted: 20,
  durationMs: 1_500,
  firstSeenAt: "2026-11-01T00:00:00.000Z",
  lastSeenAt: "2026-11-26T00:00:00.000Z",
  outcomes: [],
  ...fields,
});

test("a table of what they came to last, how often they failed and how long they take", async () => {
  center.on("listTests", () => ({
    items: [known("a", {}), known("b", { status: "skipped", failed: 0, durationMs: null, file: null })],
    nextCursor: null,
  }));
  const command = aac(["tests", "shop", "--search", "pay card", "--sort", "failing"], { url: center.url });
  expect(await command.exitCode).toBe(0);
  const [head, ...rows] = command.stdout().trimEnd().split("\n");
  expect(head).toMatch(/^LAST +FAILED +TAKES +SEEN +TEST +FILE$/);
  expect(rows[0]).toMatch(/^✘ failed +2 of 20 +1\.5 s +.* checkout › pays by card +pay\.test\.ts$/);
  expect(rows[1]).toMatch(/^- skipped +- +- +.* checkout › pays by card +-$/);
  expect(center.of("listTests")).toMatchObject([
    { params: { project: "shop" }, query: { search: "pay card", sort: "failing", limit: 20 } },
  ]);
});

test("pages are asked for as the center answers them; an order that there is not is wrong usage", async () => {
  center.on("listTests", ({ query }) => ({
    items: Array.from({ length: query.limit }, (_, index) => known(String(index), {})),
    nextCursor: "more",
  }));
  const command = aac(["tests", "shop", "--limit", "150", "--json"], { url: center.url });
  expect(await command.exitCode).toBe(0);
  expect(JSON.parse(command.stdout())).toHaveLength(150);
  expect(await aac(["tests", "shop", "--sort", "best"], { url: center.url }).exitCode).toBe(2);
});
