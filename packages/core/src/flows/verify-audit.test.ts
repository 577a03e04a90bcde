import { randomBytes } from "node:crypto";
import { createSystemClock } from "@aac/adapters/clock/system";
import { createIds } from "@aac/adapters/ids/ulid";
import { createMemoryStore } from "@aac/adapters/store/memory";
import { createKeyRing, createLocalVault } from "@aac/adapters/vault/local";
import { Retention } from "@aac/contract";
import { beforeEach, describe, expect, test } from "vitest";
import {
  type AuditChainRecord,
  type AuditDraft,
  type AuditEntryRecord,
  auditEntryId,
} from "../domain/audit/records.ts";
import type { Sealed } from "../domain/secrets/records.ts";
import { forgetMasterKey } from "./rotate-keys.ts";
import type { Store } from "../ports/store.ts";
import { appendAudit } from "./append-audit.ts";
import { type AuditCenter, hashOf, link } from "./audit-chain.ts";
import { readAuditHead } from "./read-audit.ts";
import { cutAudit, renewAuditKey } from "./tend-audit.ts";
import { verifyAudit } from "./verify-audit.ts";

const orgId = "acme";
const day = 24 * 3_600_000;
const draft: AuditDraft = {
  actor: { kind: "person", id: "ada", name: "Ada" },
  action: "project.change",
  target: { kind: "project", id: "p1", name: "web" },
  before: { name: "web" },
  after: { name: "Web" },
  outcome: "done",
  origin: null,
};

let store: Store;
let center: AuditCenter;
let now: number;
const clock = { now: () => now, sleep: () => Promise.resolve() };
const ids = createIds(createSystemClock());
function newVault(id: string) {
  const keys = createKeyRing([{ id, key: randomBytes(32) }]);
  return createLocalVault({ keys, dataKeys: store.system.dataKeys, ids, clock });
}
beforeEach(async () => {
  store = createMemoryStore();
  now = 1_000 * day;
  center = { store, vault: newVault("k1"), clock };
  for (let i = 0; i < 9; i++) {
    await appendAudit(center, orgId, draft);
    now += day;
  }
});

const verify = (more: Partial<Parameters<typeof verifyAudit>[2]> = {}) =>
  verifyAudit(center, orgId, { limit: 1_000, ...more });
const entries = () => store.tenant(orgId).auditEntries;
const chains = () => store.tenant(orgId).auditChains;
const at = async (sequence: number) => (await entries().get(auditEntryId(orgId, sequence)))!;
/** As who has the database may: whatever he likes. */
async function put(entry: AuditEntryRecord): Promise<void> {
  await entries().delete(entry.id);
  await entries().insert(entry);
}
const asForger = async (change: Partial<AuditChainRecord>) => chains().update(orgId, {}, change);

test("what nobody has touched is whole", async () => {
  expect(await verify()).toMatchObject({ isWhole: true, checked: 9, broken: null, next: null, cutTo: 0 });
});

test("a log without an entry is whole, and so is one that nobody has begun", async () => {
  expect(await verifyAudit(center, "other", { limit: 10 })).toMatchObject({ isWhole: true, checked: 0 });
});

test("is checked a part at a time, each going on where the one before has ended", async () => {
  let after: number | null = 0;
  const checked: number[] = [];
  while (after !== null) {
    const part: Awaited<ReturnType<typeof verify>> = await verify({ after, limit: 4 });
    expect(part.isWhole).toBe(true);
    checked.push(part.checked);
    after = part.next;
  }
  expect(checked).toEqual([4, 4, 1]);
});

describe("tells the first entry that is not as it was written", () => {
  test.each(Object.entries({ actorId: "eve", at: 5, after: '{"name":"x"}', outcome: "refused", requestId: "other" }))(
    "when its %s was changed",
    async (field, value) => {
      await put({ ...(await at(4)), [field]: value });
      expect(await verify()).toMatchObject({ isWhole: false, broken: { sequence: 4 } });
    },
  );

  test("when its hash was made to fit, by who has not the key", async () => {
    const changed = { ...(await at(4)), actorId: "eve" };
    await put({ ...changed, hash: hashOf(changed) });
    expect((await verify()).broken).toEqual({ sequence: 4, detail: "The entry was not written by this center." });
  });

  test("when all from it on were written anew, by who has not the key", async () => {
    const from = await at(3);
    const forged = link(
      from,
      Array.from({ length: 6 }, () => draft),
      { now, key: randomBytes(32) },
    );
    for (const entry of forged) await put(entry);
    await asForger({ hash: forged.at(-1)!.hash, pending: [] });
    expect((await verify()).broken).toEqual({ sequence: 4, detail: "The entry was not written by this center." });
  });

  test("when the log was exchanged with its key", async () => {
    await asForger({ key: "v1.k1.none.none" as Sealed });
    expect(await verify()).toMatchObject({ isWhole: false, broken: { detail: expect.stringMatching(/key/) } });
  });

  test("when one is missing, in the middle or at the end", async () => {
    await asForger({ pending: [] });
    await entries().delete(auditEntryId(orgId, 9));
    expect((await verify()).broken).toEqual({ sequence: 9, detail: "The entry is missing." });
    await entries().delete(auditEntryId(orgId, 5));
    expect((await verify()).broken).toEqual({ sequence: 5, detail: "The entry is missing." });
  });

  test("when two changed their places", async () => {
    const [four, five] = [await at(4), await at(5)];
    await put({ ...five, id: four.id });
    await put({ ...four, id: five.id });
    expect(await verify()).toMatchObject({ broken: { sequence: 4 } });
  });

  test("when one stands behind the end", async () => {
    await entries().insert({ ...(await at(9)), id: auditEntryId(orgId, 12), sequence: 12 });
    expect(await verify()).toMatchObject({ broken: { sequence: 12 } });
  });

  test("when the end was taken off, by a head that was kept elsewhere", async () => {
    const kept = await readAuditHead(center, orgId);
    expect(await verify({ kept })).toMatchObject({ isWhole: true });
    const [six] = [await at(6)];
    for (const sequence of [7, 8, 9]) await entries().delete(auditEntryId(orgId, sequence));
    await asForger({ sequence: 6, hash: six.hash, pending: [] });
    expect(await verify()).toMatchObject({ isWhole: true });
    expect(await verify({ kept })).toMatchObject({ isWhole: false, broken: { sequence: 6 } });
    await appendAudit({ ...center, store: { ...store } }, orgId, draft);
    await appendAudit({ ...center, store: { ...store } }, orgId, draft);
    await appendAudit({ ...center, store: { ...store } }, orgId, draft);
    expect(await verify()).toMatchObject({ isWhole: true });
    expect(await verify({ kept })).toMatchObject({ isWhole: false, broken: { sequence: 9 } });
  });
});

describe("what the organization no longer keeps", () => {
  const organization = (auditDays: number | null) => ({
    id: orgId,
    slug: "acme",
    name: "Acme",
    weight: 1,
    maxConcurrentJobs: null,
    retention: Retention.parse({ auditDays }),
    createdAt: 0,
  });

  test("is nothing, until it says so", async () => {
    expect(await cutAudit(center, organization(null))).toBe(0);
    expect(await verify()).toMatchObject({ checked: 9, cutTo: 0 });
  });

  test("is deleted, that is told in the log, and what is left verifies from there", async () => {
    now += 86 * day;
    expect(await cutAudit(center, organization(90))).toBe(5);
    expect(await verify()).toMatchObject({ isWhole: true, checked: 5, cutTo: 5 });
    expect(await at(10)).toMatchObject({
      action: "audit.cut",
      actorKind: "center",
      after: expect.stringContaining("5"),
    });
    expect(await cutAudit(center, organization(90))).toBe(0);
  });

  test("still verifies when the process was killed before it had deleted, and is deleted the next time", async () => {
    now += 86 * day;
    const keeping = { ...entries(), deleteMany: () => Promise.reject(new Error("killed")) };
    const dying = { ...store, tenant: () => ({ ...store.tenant(orgId), auditEntries: keeping }) } as Store;
    await expect(cutAudit({ ...center, store: dying }, organization(90))).rejects.toThrow("killed");
    expect(await verify()).toMatchObject({ isWhole: true, cutTo: 5 });
    expect(await cutAudit(center, organization(90))).toBe(5);
    expect(await verify()).toMatchObject({ isWhole: true, cutTo: 5 });
  });

  test("cannot be cut by who has not the key", async () => {
    const { sequence, hash } = await at(4);
    await asForger({ stump: { sequence, hash, at: now, seal: "0".repeat(64) } });
    await entries().deleteMany({ id: { lte: auditEntryId(orgId, 4) } }, 100);
    expect(await verify()).toMatchObject({ isWhole: false, broken: { sequence: 4 } });
  });
});

describe("a log whose key was lost with the master key", () => {
  test("takes entries again once it has another, and what was before is told apart and held by its hashes", async () => {
    const after = { ...center, vault: newVault("k2"), store: { ...store } };
    await expect(appendAudit(after, orgId, draft)).rejects.toMatchObject({ code: "master_key_missing" });
    await forgetMasterKey(after, "k1");
    expect(await renewAuditKey(after, orgId)).toBe(true);
    expect(await renewAuditKey(after, orgId)).toBe(false);
    await appendAudit(after, orgId, draft);
    const told = { isWhole: true, checked: 11, unsealedTo: 9 };
    expect(await verifyAudit(after, orgId, { limit: 100 })).toMatchObject(told);
    expect(await at(10)).toMatchObject({ action: "audit.renewKey", actorKind: "center" });
    await put({ ...(await at(4)), actorId: "eve" });
    expect(await verifyAudit(after, orgId, { limit: 100 })).toMatchObject({ broken: { sequence: 4 } });
  });

  test("is not renewed by who has not the master key", async () => {
    const { sequence, hash } = await at(9);
    await asForger({ lostKey: { sequence, hash, at: now, seal: "0".repeat(64) } });
    expect(await verify()).toMatchObject({ isWhole: false, broken: { sequence: 9 } });
  });
});
