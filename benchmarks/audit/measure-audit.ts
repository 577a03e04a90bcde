import { randomBytes } from "node:crypto";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { createSystemClock } from "@aac/adapters/clock/system";
import { createIds } from "@aac/adapters/ids/ulid";
import { createSqliteStore } from "@aac/adapters/store/sqlite";
import { createKeyRing, createLocalVault } from "@aac/adapters/vault/local";
import { appendAudit, type AuditDraft, auditEntryId, verifyAudit } from "@aac/core";
import { type Benchmark, type Pair, takeTurns } from "../benchmark.ts";

const orgId = "acme";
const draft: AuditDraft = {
  actor: { kind: "person", id: "01K7Z0", name: "Ada" },
  action: "suite.change",
  target: { kind: "suite", id: "01K7Z1", name: "e2e", project: { id: "01K7Z2", slug: "web" } },
  before: { image: "registry.example.test/e2e:1", variables: { REGION: "eu" } },
  after: { image: "registry.example.test/e2e:2", variables: { REGION: "us" } },
  outcome: "done",
  origin: { requestId: "00000000-0000-0000-0000-000000000000", address: "192.0.2.1", userAgent: "a browser" },
};

/**
 * Appends to one organization's audit log beside inserts of the same documents, which are chained to nothing: many at
 * a time, and one after the other. The log must be whole in the end.
 */
export const measureAudit: Benchmark = async ({ dir, sizes, say }) => {
  const folder = join(dir, "audit");
  await mkdir(folder, { recursive: true });
  const store = await createSqliteStore({ path: join(folder, "center.db") });
  const clock = createSystemClock();
  const keys = createKeyRing([{ id: "k", key: randomBytes(32) }]);
  const vault = createLocalVault({ keys, dataKeys: store.system.dataKeys, ids: createIds(clock), clock });
  const center = { store, vault, clock };
  const entries = store.tenant(orgId).auditEntries;
  const append = () => appendAudit(center, orgId, draft);
  let inserted = 0;
  const sample = await append();
  const insert = () => {
    const id = auditEntryId("bare", ++inserted);
    return store.system.auditEntries.insert({ ...sample, id, orgId: "bare", sequence: inserted });
  };
  const inTurns = async (work: () => Promise<unknown>, count: number) => {
    for (let done = 0; done < count; done++) await work();
  };
  const rate = async (work: () => Promise<unknown>) => {
    const before = performance.now();
    const each = Math.ceil(sizes.triggers / sizes.connections);
    await Promise.all(Array.from({ length: sizes.connections }, () => inTurns(work, each)));
    return (each * sizes.connections * 1_000) / (performance.now() - before);
  };
  const took = async (work: () => Promise<unknown>) => {
    const before = performance.now();
    await work();
    return performance.now() - before;
  };
  try {
    await rate(append);
    await rate(insert);
    say(`audit: ${sizes.bursts} pairs of bursts of ${sizes.triggers} …`);
    const together = await takeTurns(
      sizes.bursts,
      () => rate(append),
      () => rate(insert),
    );
    const alone: Pair[] = await takeTurns(
      sizes.triggers / 4,
      () => took(append),
      () => took(insert),
    );
    const count = await entries.count({});
    const { isWhole, checked } = await verifyAudit(center, orgId, { limit: 10_000_000 });
    if (!isWhole || checked !== count) throw new Error(`The audit log is not whole: ${checked} of ${count}.`);
    const verifiedIn = await took(() => verifyAudit(center, orgId, { limit: 10_000_000 }));
    const against = "the same documents, inserted";
    return [
      {
        what: `entries appended to one log, ${sizes.connections} at a time`,
        unit: "entries/s",
        against,
        pairs: together,
        goal: null,
        facts: [`All ${checked.toLocaleString("en")} entries were there and verified, in ${verifiedIn.toFixed(0)} ms.`],
      },
      { what: "one entry, appended alone", unit: "ms", against, pairs: alone, goal: null, facts: [] },
    ];
  } finally {
    await store.close();
  }
};
