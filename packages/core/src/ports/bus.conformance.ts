import type { News } from "@aac/contract";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { Bus } from "./bus.ts";

export interface BusUnderTest {
  bus: Bus;
  /** The same bus as another process has it; where it does not leave the process, the same object. */
  other: Bus;
  dispose: () => Promise<void>;
}

const ofRun = (runId: string, revision: number, orgId = "acme"): News => ({ kind: "run", orgId, runId, revision });
const soon = { timeout: 10_000, interval: 5 };

/** Proves that an adapter keeps the promises of the bus port. `make` is called once for every test. */
export function busConformance(name: string, make: () => Promise<BusUnderTest>): void {
  describe(`${name} is a bus`, () => {
    let bus: Bus;
    let other: Bus;
    let dispose: () => Promise<void>;
    beforeEach(async () => {
      ({ bus, other, dispose } = await make());
    });
    afterEach(() => dispose());

    async function listen(topic: Parameters<Bus["subscribe"]>[0], on = other) {
      const heard: News[] = [];
      const end = await on.subscribe(topic, (news) => heard.push(news));
      return { heard, end };
    }
    const revisions = (heard: readonly News[]) =>
      heard.map((news) => (news.kind === "run" ? news.revision : -1)).toSorted((a, b) => a - b);
    const hears = (heard: readonly News[], expected: readonly number[]) =>
      vi.waitFor(() => expect(revisions(heard)).toEqual(expected), soon);

    test("tells listeners of their run, of their organization, and of everything", async () => {
      const run = await listen({ runId: "r1" });
      const organization = await listen({ orgId: "acme" });
      const both = await listen({ orgId: "acme", runId: "r2" });
      const everything = await listen({});
      bus.publish(ofRun("r1", 1));
      bus.publish(ofRun("r2", 2));
      bus.publish(ofRun("r2", 3, "globex"));
      bus.publish(ofRun("r3", 4, "globex"));
      await hears(everything.heard, [1, 2, 3, 4]);
      await hears(organization.heard, [1, 2]);
      await hears(run.heard, [1]);
      await hears(both.heard, [2]);
    });

    test("news of an organization alone is told to its listeners, and to those of everything", async () => {
      const run = await listen({ runId: "r1" });
      const organization = await listen({ orgId: "acme" });
      const elsewhere = await listen({ orgId: "globex" });
      const everything = await listen({});
      const news: News = { kind: "changed", orgId: "acme", what: "schedules" };
      bus.publish(news);
      bus.publish(ofRun("r1", 1, "globex"));
      await vi.waitFor(() => expect(everything.heard).toHaveLength(2), soon);
      await vi.waitFor(() => expect(organization.heard).toEqual([news]), soon);
      await hears(elsewhere.heard, [1]);
      await hears(run.heard, [1]);
    });

    test("tells from when the subscription resolved, in both directions", async () => {
      for (let i = 1; i <= 20; i++) {
        const here = await listen({ runId: `r${i}` }, bus);
        const there = await listen({ runId: `r${i}` }, other);
        (i % 2 ? bus : other).publish(ofRun(`r${i}`, i));
        await hears(here.heard, [i]);
        await hears(there.heard, [i]);
      }
    });

    test("news arrives as it was told", async () => {
      const place = { orgId: "acme", runId: "r1", shard: 1, attempt: 2 };
      const all: News[] = [
        {
          kind: "log",
          ...place,
          firstLine: 2 ** 40,
          lines: 2,
          at: 1_790_000_000_000,
          text: "\u001b[32mü 東京\u0000\n\n",
        },
        { kind: "results", ...place },
        { kind: "artifacts", ...place },
        { kind: "cancel", orgId: "acme", runId: "r1", jobId: "r1-1" },
      ];
      const { heard } = await listen({ runId: "r1" });
      for (const news of all) bus.publish(news);
      await vi.waitFor(() => expect(heard).toHaveLength(all.length), soon);
      expect(heard).toEqual(expect.arrayContaining(all));
    });

    test("who has unsubscribed hears no more; doing it twice is fine", async () => {
      const first = await listen({ orgId: "acme" });
      const second = await listen({ orgId: "acme" });
      bus.publish(ofRun("r1", 1));
      await hears(first.heard, [1]);
      bus.publish(ofRun("r1", 2));
      first.end();
      first.end();
      bus.publish(ofRun("r1", 3));
      await hears(second.heard, [1, 2, 3]);
      expect(revisions(first.heard)).toEqual([1]);
    });

    test("the same function may listen several times, and each time ends by itself", async () => {
      const heard: News[] = [];
      const listener = (news: News) => void heard.push(news);
      const end = await other.subscribe({ runId: "r1" }, listener);
      await other.subscribe({ runId: "r1" }, listener);
      bus.publish(ofRun("r1", 1));
      await hears(heard, [1, 1]);
      end();
      bus.publish(ofRun("r1", 2));
      await hears(heard, [1, 1, 2]);
    });

    test("the teller does not wait for listeners, and one that throws harms nobody", async () => {
      let isTelling = false;
      const calledWhileTelling: boolean[] = [];
      await bus.subscribe({}, () => {
        calledWhileTelling.push(isTelling);
        throw new Error("a listener's mistake");
      });
      const { heard } = await listen({});
      isTelling = true;
      for (const i of [1, 2, 3]) bus.publish(ofRun("r1", i));
      isTelling = false;
      await hears(heard, [1, 2, 3]);
      await vi.waitFor(() => expect(calledWhileTelling).toEqual([false, false, false]), soon);
    });

    test("a listener may tell, subscribe and unsubscribe", async () => {
      const heard: News[] = [];
      const end = await bus.subscribe({ runId: "r1" }, (news) => {
        heard.push(news);
        end();
        bus.publish(ofRun("r2", 2));
        void bus.subscribe({ runId: "r3" }, (late) => heard.push(late)).then(() => bus.publish(ofRun("r3", 3)));
      });
      const second = await listen({ runId: "r2" });
      bus.publish(ofRun("r1", 1));
      await hears(second.heard, [2]);
      await hears(heard, [1, 3]);
    });

    test("check tells what it is", async () => {
      expect((await bus.check()).detail).toMatch(/\w/);
    });

    test("closing may be done twice, and telling a closed bus does not throw", async () => {
      const { heard } = await listen({}, bus);
      await bus.close();
      await bus.close();
      expect(() => bus.publish(ofRun("r1", 1))).not.toThrow();
      expect(heard).toEqual([]);
    });
  });
}
