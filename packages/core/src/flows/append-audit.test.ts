import { randomBytes } from "node:crypto";
import { createSystemClock } from "@aac/adapters/clock/system";
import { createIds } from "@aac/adapters/ids/ulid";
import { createMemoryStore } from "@aac/adapters/store/memory";
import { createKeyRing, createLocalVault } from "@aac/adapters/vault/local";
import fc from "fast-check";
import { expect, test } from "vitest";
import type { AuditDraft } from "../domain/audit/records.ts";
import { Problem } from "../domain/problems.ts";
import { silentLog } from "../ports/log.ts";
import type { Collections, Store } from "../ports/store.ts";
import { tenantView } from "../ports/tenant-view.ts";
import { appendAudit, withAudit } from "./append-audit.ts";
import { concludeInterrupted } from "./tend-audit.ts";
import { verifyAudit } from "./verify-audit.ts";

const keys = createKeyRing([{ id: "k1", key: randomBytes(32) }]);
const ids = createIds(createSystemClock());
const orgId = "acme";
const draft: AuditDraft = {
  actor: { kind: "person", id: "ada", name: "Ada" },
  action: "project.change",
  target: { kind: "project", id: "p1", name: "web", project: { id: "p1", slug: "web" } },
  after: { name: "Web" },
  outcome: "done",
  origin: { requestId: "r1", address: "192.0.2.1", userAgent: "test" },
};

const centerOn = (store: Store, now = () => Date.now()) => {
  const clock = { now, sleep: () => Promise.resolve() };
  const vault = createLocalVault({ keys, dataKeys: store.system.dataKeys, ids, clock });
  return { store, vault, clock, log: silentLog } satisfies Parameters<typeof withAudit>[0];
};
const entriesIn = (store: Store) => store.tenant(orgId).auditEntries.find({ where: {}, orderBy: ["id"] });
const all = { limit: 100_000 };

/** A store whose process ends at its nth write: before it, or after it was made and before that is known. */
function dyingStore(real: Store, at: number, when: "before" | "after"): Store {
  let writes = 0;
  const die = new Problem("unavailable", "The process was killed.");
  const guarded = (work: (...args: never[]) => Promise<unknown>) => {
    return async (...args: never[]) => {
      writes += 1;
      if (writes > at || (writes === at && when === "before")) throw die;
      const done = await work(...args);
      if (writes === at) throw die;
      return done;
    };
  };
  const system: Record<string, unknown> = {};
  for (const [noun, collection] of Object.entries(real.system)) {
    const writesOf = ["insert", "insertMany", "update", "increment", "delete", "deleteMany"] as const;
    const replaced = Object.fromEntries(writesOf.map((verb) => [verb, guarded(collection[verb] as never)]));
    system[noun] = { ...collection, ...replaced };
  }
  const collections = system as unknown as Collections;
  return { ...real, system: collections, tenant: (id) => tenantView(collections, id) };
}

const hour = 3_600_000;

test("whenever a process is killed: what was changed is in the log, the log is whole, and all is concluded in the end", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 40 }),
      fc.constantFrom("before" as const, "after" as const),
      fc.integer({ min: 1, max: 6 }),
      async (at, when, together) => {
        const real = createMemoryStore();
        let now = 1_000 * hour;
        const dying = centerOn(dyingStore(real, at, when), () => now);
        const change = (center: typeof dying, id: string) =>
          withAudit(center, orgId, { ...draft, target: { ...draft.target, id } }, async () => {
            await center.store.system.members.insert({ id, role: "worker", host: "", startedAt: 0, seenAt: 0 });
          });
        let made = 0;
        for (let round = 0; round < 6; round++) {
          await Promise.allSettled(Array.from({ length: together }, () => change(dying, `m${made++}`)));
        }
        // The next process.
        const next = centerOn(real, () => now);
        await change(next, "last");
        now += hour;
        await concludeInterrupted(next);
        const entries = await entriesIn(real);
        const begun = entries.filter(({ outcome }) => outcome === "begun");
        for (const { id } of await real.system.members.find({ where: {} })) {
          expect(begun.map(({ targetId }) => targetId)).toContain(id);
        }
        const concluded = entries.flatMap(({ concludes }) => concludes ?? []);
        expect(concluded.toSorted((a, b) => a - b)).toEqual(begun.map(({ sequence }) => sequence));
        expect(await verifyAudit(next, orgId, all)).toMatchObject({ isWhole: true, checked: entries.length });
        expect(await concludeInterrupted(next)).toBe(0);
      },
    ),
    { numRuns: 200 },
  );
});

test("what cannot be kept is not done", async () => {
  const store = dyingStore(createMemoryStore(), 0, "before");
  let isDone = false;
  const doing = withAudit(centerOn(store), orgId, draft, async () => {
    isDone = true;
  });
  await expect(doing).rejects.toMatchObject({ code: "unavailable" });
  expect(isDone).toBe(false);
});

test.each([
  [new Problem("slug_taken", "It is taken."), "refused", "slug_taken"],
  [new Problem("unavailable", "It is away."), "failed", "unavailable"],
  [new Error("A mistake"), "failed", "internal"],
])("a change that throws is concluded by how: %s", async (error, outcome, problem) => {
  const store = createMemoryStore();
  const doing = withAudit(centerOn(store), orgId, draft, async () => {
    throw error;
  });
  await expect(doing).rejects.toBe(error);
  const [begun, end] = await entriesIn(store);
  expect(begun).toMatchObject({ outcome: "begun", concludes: null });
  expect(end).toMatchObject({ outcome, problem, concludes: begun!.sequence, requestId: "r1" });
});

test("on a full disk nothing is changed, and what is deleted is kept in the room that it has made", async () => {
  const real = createMemoryStore();
  let isFull = true;
  const { auditChains } = real.system;
  const collections: Collections = {
    ...real.system,
    auditChains: {
      ...auditChains,
      async insert(chain) {
        if (isFull) throw new Problem("disk_full", "There is no room.");
        return auditChains.insert(chain);
      },
      async update(...change) {
        if (isFull) throw new Problem("disk_full", "There is no room.");
        return auditChains.update(...change);
      },
    },
  };
  const store = { ...real, system: collections, tenant: (id: string) => tenantView(collections, id) };
  const othersMakeRoom = async () => void (isFull = false);
  const center = { ...centerOn(store), clock: { now: () => Date.now(), sleep: othersMakeRoom } };
  let changes = 0;
  const change = withAudit(center, orgId, draft, async () => void changes++);
  await expect(change).rejects.toMatchObject({ code: "disk_full" });
  expect(changes).toBe(0);

  const removal = { ...draft, action: "project.delete" as const, after: null };
  const refused = withAudit(center, orgId, removal, () => Promise.reject(new Problem("run_is_not_final", "It runs.")));
  await expect(refused).rejects.toMatchObject({ code: "run_is_not_final" });
  isFull = true;
  await withAudit(center, orgId, removal, async () => void (isFull = false));
  expect(await entriesIn(real)).toMatchObject([
    { action: "project.delete", outcome: "refused", problem: "run_is_not_final", concludes: null },
    { action: "project.delete", outcome: "done", concludes: null },
  ]);
});

test("a long text is cut, and no entry grows without end", async () => {
  const store = createMemoryStore();
  const many = Object.fromEntries(Array.from({ length: 500 }, (_, i) => [`v${i}`, "x".repeat(5_000)]));
  await appendAudit(centerOn(store), orgId, {
    ...draft,
    after: { many, list: Array.from({ length: 900 }, () => "y") },
  });
  const [entry] = await entriesIn(store);
  expect(entry!.after!.length).toBeLessThan(120_000);
  expect(entry!.after).toContain("… (5000 characters)");
});

test("times never go back, whatever the clocks of producers say", async () => {
  const store = createMemoryStore();
  await appendAudit(
    centerOn(store, () => 2_000),
    orgId,
    draft,
  );
  await appendAudit(
    centerOn({ ...store }, () => 1_000),
    orgId,
    draft,
  );
  expect((await entriesIn(store)).map(({ at }) => at)).toEqual([2_000, 2_000]);
});
