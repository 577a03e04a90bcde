import { randomBytes, randomUUID } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createSystemClock } from "@aac/adapters/clock/system";
import { createIds } from "@aac/adapters/ids/ulid";
import { createMemoryStore } from "@aac/adapters/store/memory";
import { createMongoStore } from "@aac/adapters/store/mongo";
import { createSqliteStore } from "@aac/adapters/store/sqlite";
import { createKeyRing, createLocalVault, type MasterKey, masterKeyOf } from "@aac/adapters/vault/local";
import {
  type Center,
  centerCaller,
  changeAnalysisSettings,
  changeEnvironment,
  type Collection,
  createChannel,
  createEnvironment,
  createProject,
  environmentSecret,
  keyPlace,
  listSealed,
  openChannel,
  Problem,
  rotateKeys,
  rotateSecret,
  type Store,
  surveyKeys,
} from "@aac/core";
import { afterEach, describe, expect, inject, test } from "vitest";
import { sealAsBefore } from "../../packages/adapters/src/vault/local/seal-as-before.fixture.ts";
import { silentCenter } from "../simulation/silent-center.ts";

const [k1, k2, k3] = [1, 2, 3].map(() => masterKeyOf(randomBytes(32))) as [MasterKey, MasterKey, MasterKey];
const clock = createSystemClock();
const callerOf = (orgId: string) => centerCaller(orgId, "a test");

function centerOn(store: Store, keys: [MasterKey, ...MasterKey[]], now = clock): Center {
  const ids = createIds(clock);
  const vault = createLocalVault({ keys: createKeyRing(keys), dataKeys: store.system.dataKeys, ids, clock: now });
  return { ...silentCenter({ store, clock: now, ids }), vault };
}

/** What each secret of an organization is, as far as the test has set it. */
interface Known {
  orgId: string;
  channelId: string;
  environments: Map<string, Record<string, string>>;
  url: string;
  apiKey: string;
}

/** Secrets of every kind; those called OLD are sealed as they were before there were data keys. */
async function fill(center: Center, orgId: string, legacy: MasterKey, count: number): Promise<Known> {
  const caller = callerOf(orgId);
  await createProject(center, caller, { slug: "web", description: "", maxConcurrentJobs: null });
  const environments = new Map<string, Record<string, string>>();
  for (const slug of ["a", "b", "c"]) {
    const secrets = Object.fromEntries(Array.from({ length: count }, (_, i) => [`S${i}`, `${orgId} ${slug} ${i}`]));
    const { id } = await createEnvironment(center, caller, "web", { slug, baseUrl: null, variables: {}, secrets });
    const { environments: stored } = center.store.tenant(orgId);
    const before = await stored.get(id);
    const old = sealAsBefore(legacy, `${orgId} ${slug} old`, environmentSecret(id, "OLD"));
    await stored.update(id, {}, { secrets: { ...before!.secrets, OLD: old } });
    environments.set(slug, { ...secrets, OLD: `${orgId} ${slug} old` });
  }
  const url = `https://hooks.example/${orgId}`;
  const guard = { whyRefused: () => null };
  const { channel } = await createChannel(center, caller, { slug: "hook", kind: "webhook", url }, guard);
  await changeAnalysisSettings(center, { own: [] }, caller, { apiKey: `sk-${orgId}` });
  return { orgId, channelId: channel.id, environments, url, apiKey: `sk-${orgId}` };
}

/** Opens everything, and demands that it is what was set. */
async function demandAll(center: Center, { orgId, channelId, environments, url, apiKey }: Known): Promise<void> {
  const tenant = center.store.tenant(orgId);
  for (const [slug, secrets] of environments) {
    const environment = (await tenant.environments.find({ where: {} })).find((one) => one.slug === slug);
    expect(await openAll(center, environment!)).toEqual(secrets);
  }
  expect((await openChannel(center, (await tenant.channels.get(channelId))!)).url).toBe(url);
  const settings = await tenant.analysisSettings.get(orgId);
  expect(await center.vault.open(settings!.apiKey!, keyPlace(orgId))).toBe(apiKey);
}

async function openAll(center: Center, environment: { id: string; orgId: string; secrets: object }) {
  const values = listSealed("environments", environment);
  const names = Object.keys(environment.secrets);
  const plain = await Promise.all(values.map(({ sealed, place }) => center.vault.open(sealed, place)));
  return Object.fromEntries(names.map((name, i) => [name, plain[i]]));
}

const uri = inject("mongo.uri");
const disposals: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const dispose of disposals.splice(0).toReversed()) await dispose();
});

/** Stores of several processes that share their data. */
const layouts: Record<string, () => Promise<() => Promise<Store>>> = {
  memory: async () => {
    const store = createMemoryStore();
    return async () => store;
  },
  SQLite: async () => {
    const dir = await mkdtemp(join(tmpdir(), "aac-rotate-"));
    disposals.push(() => rm(dir, { recursive: true }));
    return async () => createSqliteStore({ path: join(dir, "center.db") });
  },
  ...(uri === null
    ? {}
    : {
        MongoDB: async () => {
          const database = `aac-${randomUUID()}`;
          return async () => createMongoStore({ uri, database });
        },
      }),
};

describe.each(Object.keys(layouts))("on %s", (layout) => {
  const openStores = async (count: number): Promise<Store[]> => {
    const open = await layouts[layout]!();
    const stores: Store[] = [];
    for (let i = 0; i < count; i++) stores.push(await open());
    disposals.push(() => Promise.all(stores.map((store) => store.close())));
    return stores;
  };

  test("three processes go on reading and writing while the keys are rotated, and nothing is lost", async () => {
    const [first, second, third, last] = (await openStores(4)) as [Store, Store, Store, Store];
    const before = centerOn(first, [k1]);
    const known = [await fill(before, "acme", k1, 12), await fill(before, "globex", { ...k1, id: "env" }, 3)];
    // One of them was not told yet which key is the new one.
    const centers = [centerOn(first, [k2, k1]), centerOn(second, [k1, k2]), centerOn(third, [k2, k1])];
    let isOver = false;
    const slugs = ["a", "b", "c"];
    const work = centers.map(async (center, index) => {
      const slug = slugs[index]!;
      const expected = known[0]!.environments.get(slug)!;
      let rounds = 0;
      for (; !isOver || rounds < 3; rounds++) {
        const secrets = { [`S${rounds % 12}`]: `round ${rounds}`, [`NEW${index}`]: `${rounds}` };
        await changeEnvironment(center, callerOf("acme"), "web", slug, { secrets });
        Object.assign(expected, secrets);
        if (index === 0) known[0]!.apiKey = `sk-${rounds}`;
        if (index === 0)
          await changeAnalysisSettings(center, { own: [] }, callerOf("acme"), { apiKey: `sk-${rounds}` });
        if (index === 1) await rotateSecret(center, callerOf("acme"), "hook");
        for (const environment of await center.store.tenant("acme").environments.find({ where: {} }))
          await openAll(center, environment);
        // Without a pause it would be the only one that writes: SQLite lets one write at a time.
        await clock.sleep(20);
      }
      return rounds;
    });
    const operator = centerOn(last, [k2, k1]);
    try {
      expect(await rotateKeys(operator)).toMatchObject({ rewrapped: 2, made: 0, unreadable: [] });
      const whole = await rotateKeys(operator, { withDataKeys: true });
      expect(whole).toMatchObject({ made: 2, unreadable: [], hasFinishedEarlier: false });
      // Of the organization that nobody works in, all of them.
      expect(whole.resealed).toBeGreaterThanOrEqual(3 * 4 + 3);
    } finally {
      isOver = true;
      for (const rounds of await Promise.all(work)) expect(rounds).toBeGreaterThan(2);
    }
    // What was written in the meantime by who had still the data key of before.
    await rotateKeys(operator);

    const { masterKeys, dataKeys } = await surveyKeys(operator);
    expect(masterKeys).toEqual([
      { id: k2.id, isHere: true, dataKeys: 4, values: 0 },
      { id: k1.id, isHere: true, dataKeys: 0, values: 0 },
    ]);
    expect(dataKeys.filter(({ isNewest, values }) => !isNewest && values > 0)).toEqual([]);
    for (const one of known) await demandAll(centerOn(last, [k2]), one);
  });

  test("without the key that is needed nothing is rotated, and the key is named", async () => {
    const [store] = (await openStores(1)) as [Store];
    const center = centerOn(store, [k1]);
    const known = await fill(center, "acme", k2, 2);
    const dump = () =>
      Promise.all([store.system.dataKeys, store.system.environments].map((all) => all.find({ where: {} })));
    const stored = await dump();
    const refusal = await rotateKeys(centerOn(store, [k3])).catch((error: unknown) => error);
    expect(refusal).toMatchObject({ code: "master_key_missing" });
    for (const needed of [`${k1.id} (1 data keys, 0 values)`, `${k2.id} (0 data keys, 3 values)`])
      expect(String(refusal)).toContain(needed);
    await expect(rotateKeys(centerOn(store, [k3, k1]), { withDataKeys: true })).rejects.toThrow(k2.id);
    expect(await dump()).toEqual(stored);
    await demandAll(centerOn(store, [k1, k2]), known);
  });
});

/** Fails the write of that number and every one after it, as if the process had been killed. */
function dyingAfter(store: Store, writes: number): Store {
  let left = writes;
  const die = () => {
    if (left-- <= 0) throw new Error("killed");
  };
  const wrap = (collection: Collection<{ id: string }, "id">) => ({
    ...collection,
    insert: async (...input: Parameters<typeof collection.insert>) => (die(), collection.insert(...input)),
    update: async (...input: Parameters<typeof collection.update>) => (die(), collection.update(...input)),
    delete: async (...input: Parameters<typeof collection.delete>) => (die(), collection.delete(...input)),
  });
  const system = Object.fromEntries(
    Object.entries(store.system).map(([name, collection]) => [name, wrap(collection as never)]),
  ) as unknown as Store["system"];
  return { ...store, system };
}

test("a rotation that is killed after any of its writes leaves everything readable, and the next one finishes it", async () => {
  let kills = 0;
  for (; ; kills++) {
    const store = createMemoryStore();
    const known = await fill(centerOn(store, [k1]), "acme", k1, 2);
    const killed = await rotateKeys(centerOn(dyingAfter(store, kills), [k2, k1]), { withDataKeys: true }).then(
      () => false,
      (error: unknown) => (error as Error).message === "killed",
    );
    await demandAll(centerOn(store, [k2, k1]), known);
    const operator = centerOn(store, [k2, k1]);
    const finished = await rotateKeys(operator, { withDataKeys: true });
    const again = await rotateKeys(operator);
    expect(again).toEqual(nothing);
    await demandAll(centerOn(store, [k2]), known);
    // Killed while values were moved to the new data key: no third one is made for that.
    const { dataKeys } = await surveyKeys(operator);
    expect(dataKeys).toHaveLength(finished.made === 1 && kills > 0 ? 3 : 2);
    if (!killed) break;
  }
  expect(kills).toBeGreaterThan(6);
});

const nothing = { rewrapped: 0, made: 0, resealed: 0, removed: 0, unreadable: [], hasFinishedEarlier: false };

test("a value that was changed in the store is named and left, and the others are rotated", async () => {
  const store = createMemoryStore();
  const center = centerOn(store, [k1]);
  await fill(center, "acme", k1, 2);
  const [one, other] = await store.system.environments.find({ where: {} });
  await store.system.environments.update(one!.id, {}, { secrets: { ...one!.secrets, S0: other!.secrets["S0"]! } });
  const { unreadable, resealed } = await rotateKeys(center, { withDataKeys: true });
  expect(unreadable).toEqual([{ scope: "acme", context: environmentSecret(one!.id, "S0") }]);
  expect(resealed).toBe(3 * 3 - 1 + 3);
});

test("a replaced data key is removed a day after nothing needs it, and not before", async () => {
  const store = createMemoryStore();
  let now = clock.now();
  const later = { ...clock, now: () => now };
  const center = centerOn(store, [k1], later);
  const known = await fill(center, "acme", k1, 1);
  await rotateKeys(center, { withDataKeys: true });
  expect(await store.system.dataKeys.count({})).toBe(2);
  now += 23 * 3_600_000;
  expect(await rotateKeys(center)).toMatchObject({ removed: 0 });
  now += 2 * 3_600_000;
  expect(await rotateKeys(center)).toMatchObject({ removed: 1, resealed: 0 });
  await demandAll(centerOn(store, [k1], later), known);
});

test("a secret that is set while its master key is missing is refused, and so is its run, with a remedy", async () => {
  const store = createMemoryStore();
  await fill(centerOn(store, [k1]), "acme", k1, 1);
  const lost = centerOn(store, [k2]);
  const refusal = changeEnvironment(lost, callerOf("acme"), "web", "a", { secrets: { S0: "new" } });
  await expect(refusal).rejects.toThrow(Problem);
  await expect(refusal).rejects.toMatchObject({
    code: "master_key_missing",
    remedy: expect.stringContaining("aac keys") as string,
  });
});
