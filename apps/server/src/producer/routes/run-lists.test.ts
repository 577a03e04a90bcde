import type { RouteAnswer, Run, RunSummary } from "@aac/contract";
import { type RunRecord, timeKey } from "@aac/core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { signedInAs, type SignedIn } from "../../../../../tests/scenarios/access-callers.ts";
import type { ApiCaller } from "../../../../../tests/scenarios/api-caller.ts";
import { ensureScriptedSuite, startTestCenter, type TestCenter } from "../../../../../tests/scenarios/test-center.ts";

type Page = RouteAnswer<"listRuns">;

let center: TestCenter;
let ada: SignedIn;
/** Sees the project `web` alone. */
let bob: SignedIn;
const runs: Run[] = [];

beforeAll(async () => {
  center = await startTestCenter({ withoutWorker: true });
  const { client } = center;
  const { orgId } = center.caller;
  await ensureScriptedSuite(client);
  await client.call("createProject", { body: { slug: "api" } });
  await client.call("createSuite", { params: { project: "api" }, body: { slug: "load", image: "i", name: "Load" } });
  const web = await client.call("getProject", { params: { project: "web" } });
  ada = await signedInAs(center, { orgId, role: "developer" });
  bob = await signedInAs(center, { orgId, role: "developer", projects: { [web.id]: "developer" } });

  const trigger = async (call: ApiCaller, body: object) => {
    const response = await call("POST", "/api/v1/runs", { body });
    expect(response.status).toBe(201);
    runs.push((await response.json()) as Run);
  };
  const web1 = { project: "web", suite: "scripted" };
  await trigger(ada.call, { ...web1, branch: "main", commit: "c0ffee1", labels: ["nightly", "nightly"] });
  await trigger(bob.call, { ...web1, branch: "main", labels: ["nightly", "smoke"], environment: null });
  await trigger(ada.call, { project: "api", suite: "load", branch: "main", folder: "peak" });
  await trigger(ada.call, { ...web1, branch: "feature/Basket" });
  await client.call("cancelRun", { params: { run: runs[1]!.id } });
  await client.call("cancelRun", { params: { run: runs[2]!.id } });
});
afterAll(() => center.stop());

async function read(call: ApiCaller, query: string): Promise<Page> {
  const response = await call("GET", `/api/v1/runs${query}`);
  expect(response.status).toBe(200);
  return (await response.json()) as Page;
}
const places = (items: readonly RunSummary[]) => items.map(({ id }) => runs.findIndex((run) => run.id === id));

describe("GET /api/v1/runs", () => {
  test.each([
    ["?by=me", [3, 2, 0]],
    ["?label=nightly", [1, 0]],
    ["?label=nightly&state=cancelled", [1]],
    ["?state=open", [3, 0]],
    ["?state=open&project=web&branch=main", [0]],
    ["?state=unsuccessful", []],
    ["?state=cancelled", [2, 1]],
    ["?state=cancelled&verdict=passed", []],
    ["?project=web&branch=main", [1, 0]],
    ["?project=web&state=cancelled&by=me", []],
    ["?text=BASKET", [3]],
    ["?text=load", [2]],
    ["?text=peak", [2]],
    ["?text=c0ff", [0]],
    ["?text=smoke", [1]],
    ["?text=%231", [2, 0]],
    ["?text=%232&project=web", [1]],
    ["?text=3", [3]],
    ["?text=nothing%20like%20it", []],
  ])("200: %s", async (query, expected) => {
    const page = await read(ada.call, query);
    expect(places(page.items)).toEqual(expected);
    expect(page).toMatchObject({ nextCursor: null, lookedBackTo: null });
  });

  test("200: by somebody else, whose id a run tells", async () => {
    expect(runs[1]!.trigger.byId).toBe(bob.userId);
    expect(places((await read(ada.call, `?by=${bob.userId}`)).items)).toEqual([1]);
  });

  test.each([
    ["", [3, 1, 0]],
    ["?state=cancelled", [1]],
    ["?branch=main", [1, 0]],
    [`?trigger=api`, [3, 1, 0]],
    ["?text=%231", [0]],
    ["?by=me&label=smoke", [1]],
  ])("200: %s shows who is in one project nothing of another", async (query, expected) => {
    expect(places((await read(bob.call, query)).items)).toEqual(expected);
  });

  test("200: a label is on a run once", () => {
    expect(runs[0]!.labels).toEqual(["nightly"]);
  });

  test("400: a label that none can be", async () => {
    for (const label of ["a,b", " a", "a ", "a\nb", "x".repeat(65)]) {
      const response = await ada.call("POST", "/api/v1/runs", {
        body: { project: "web", suite: "scripted", labels: [label] },
      });
      expect(response.status).toBe(400);
    }
  });

  describe("of more runs than are looked at for one page", () => {
    const many = 2_500;
    const start = Date.parse("2026-01-01T00:00:00.000Z");
    const idOf = (index: number) => `${timeKey(start + index * 60_000)}${"0".repeat(16)}`;
    beforeAll(async () => {
      const { system } = center.center.store;
      const like = (await system.runs.get(runs[1]!.id))!;
      const old = Array.from({ length: many }, (_, index): RunRecord => ({
        ...like,
        id: idOf(index),
        number: 10_000 + index,
        branch: "old",
        labels: index === 100 ? ["rare"] : [],
        idempotencyKey: null,
        createdAt: start + index * 60_000,
      }));
      for (let at = 0; at < many; at += 500) await system.runs.insertMany(old.slice(at, at + 500));
    });

    test("200: a page without any tells how far back it has looked, and the next one finds what is there", async () => {
      const first = await read(ada.call, "?label=rare");
      expect(first.items).toEqual([]);
      expect(first.nextCursor).not.toBeNull();
      expect(Date.parse(first.lookedBackTo!)).toBeLessThan(start + many * 60_000);
      expect(Date.parse(first.lookedBackTo!)).toBeGreaterThan(start + 100 * 60_000);
      const second = await read(ada.call, `?label=rare&cursor=${first.nextCursor}`);
      expect(second.items.map(({ id }) => id)).toEqual([idOf(100)]);
      expect(second).toMatchObject({ nextCursor: null, lookedBackTo: null });
    });

    test("200: what an index serves is found at once, however old", async () => {
      const { items } = await read(ada.call, "?text=%2310100&label=rare");
      expect(items.map(({ id }) => id)).toEqual([idOf(100)]);
    });

    test("200: a span of time is looked for where it lies", async () => {
      const [from, to] = [99, 102].map((index) => new Date(start + index * 60_000).toISOString());
      const page = await read(ada.call, `?label=rare&from=${from}&to=${to}`);
      expect(page.items.map(({ id }) => id)).toEqual([idOf(100)]);
      const { items } = await read(bob.call, `?from=${from}&to=${to}`);
      expect(items.map(({ id }) => id)).toEqual([101, 100, 99].map(idOf));
    });

    test("200: pages of several states meet every run once, in order", async () => {
      const seen: string[] = [];
      for (let cursor: string | null = ""; cursor !== null;) {
        const page: Page = await read(ada.call, `?state=unsuccessful&limit=500${cursor && `&cursor=${cursor}`}`);
        seen.push(...page.items.map(({ id }) => id));
        cursor = page.nextCursor;
      }
      expect(seen).toEqual([]);
      const { system } = center.center.store;
      const states = ["failed", "errored", "timedOut", "passed"] as const;
      for (let index = 0; index < 40; index++) await system.runs.update(idOf(index), {}, { state: states[index % 4]! });
      const found: string[] = [];
      for (let cursor: string | null = ""; cursor !== null;) {
        const page: Page = await read(ada.call, `?state=unsuccessful&limit=7${cursor && `&cursor=${cursor}`}`);
        found.push(...page.items.map(({ id }) => id));
        cursor = page.nextCursor;
      }
      const wanted = Array.from({ length: 40 }, (_, index) => index).filter((index) => index % 4 !== 3);
      expect(found).toEqual(wanted.toReversed().map(idOf));
    });
  });
});
