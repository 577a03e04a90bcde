import { randomBytes } from "node:crypto";
import { createSystemClock } from "@aac/adapters/clock/system";
import { createIds } from "@aac/adapters/ids/ulid";
import { createMemoryStore } from "@aac/adapters/store/memory";
import type { CollectionOf, Sealed } from "@aac/core";
import { vaultConformance } from "@aac/core/conformance";
import { expect, test } from "vitest";
import { createLocalVault } from "./local-vault.ts";
import { createKeyRing, type MasterKey } from "./master-keys.ts";
import { sealAsBefore } from "./seal-as-before.fixture.ts";

const newKey = (id: string) => ({ id, key: randomBytes(32) });
const clock = createSystemClock();
const place = { scope: "acme", context: "c" };
const newDataKeys = () => createMemoryStore().system.dataKeys;
const vaultOf = (dataKeys: CollectionOf<"dataKeys">, ...keys: [MasterKey, ...MasterKey[]]) =>
  createLocalVault({ keys: createKeyRing(keys), dataKeys, ids: createIds(clock), clock });

vaultConformance("the local vault", () => {
  const dataKeys = newDataKeys();
  return { vault: vaultOf(dataKeys, newKey("k1")), dataKeys };
});

test("the first master key wraps, and all of them unwrap: a key can be replaced without sealing anything anew", async () => {
  const [old, young, dataKeys] = [newKey("old"), newKey("young"), newDataKeys()];
  const sealed = await vaultOf(dataKeys, old).seal("secret", place);
  const both = vaultOf(dataKeys, young, old);
  expect(await both.open(sealed, place)).toBe("secret");
  const [record] = await dataKeys.find({ where: {} });
  expect(record?.masterKey).toBe("old");
  await dataKeys.update(record!.id, {}, await both.rewrap(record!));
  expect(await vaultOf(dataKeys, young).open(sealed, place)).toBe("secret");
});

test("names the master key that is missing", async () => {
  const dataKeys = newDataKeys();
  const sealed = await vaultOf(dataKeys, newKey("k1")).seal("secret", place);
  const other = vaultOf(dataKeys, newKey("k2"));
  const refusal = { code: "master_key_missing", message: expect.stringContaining("k1") as string };
  await expect(other.open(sealed, place)).rejects.toMatchObject(refusal);
  await expect(other.seal("more", place)).rejects.toMatchObject(refusal);
});

test("a wrapped data key opens in no other scope, and under no other id", async () => {
  const [k1, dataKeys] = [newKey("k1"), newDataKeys()];
  const sealed = await vaultOf(dataKeys, k1).seal("secret", place);
  const [record] = await dataKeys.find({ where: {} });
  const moved = newDataKeys();
  await moved.insert({ ...record!, orgId: "globex" });
  await expect(vaultOf(moved, k1).seal("more", { ...place, scope: "globex" })).rejects.toThrow(/changed/);
  await dataKeys.insert({ ...record!, id: "another", number: 2 });
  await expect(vaultOf(dataKeys, k1).seal("more", place)).rejects.toThrow(/changed/);
  expect(await vaultOf(dataKeys, k1).open(sealed, place)).toBe("secret");
});

test('opens what was sealed before there were data keys, also when its key was called "env" then', async () => {
  const [k1, k2] = [newKey("k1"), newKey("k2")];
  const vault = vaultOf(newDataKeys(), k1, k2);
  for (const key of [k1, k2, { ...k1, id: "env" }, { ...k2, id: "env" }]) {
    const sealed = sealAsBefore(key, "secret", "c");
    expect(await vault.open(sealed, place)).toBe("secret");
    await expect(vault.open(sealed, { ...place, context: "d" })).rejects.toThrow(Error);
    expect(await vault.need(sealed, place)).toEqual({ masterKey: key.key === k1.key ? "k1" : "k2", isHere: true });
  }
  const [first, second] = ["one", "two"].map((plain) => sealAsBefore(k1, plain, "c").split("."));
  const mixed = [...first!.slice(0, 3), second![3]].join(".") as Sealed;
  await expect(vault.open(mixed, place)).rejects.toMatchObject({ code: "secret_unreadable" });
  for (const alien of [newKey("k3"), newKey("env")]) {
    const sealed = sealAsBefore(alien, "secret", "c");
    await expect(vault.open(sealed, place)).rejects.toMatchObject({ code: "master_key_missing" });
    expect(await vault.need(sealed, place)).toEqual({ masterKey: alien.id, isHere: false });
  }
});

test("refuses keys that are none", () => {
  expect(() => createKeyRing([{ id: "k1", key: randomBytes(16) }])).toThrow(/32/);
  expect(() => createKeyRing([newKey("with.dot")])).toThrow(/with.dot/);
});
