import { randomBytes } from "node:crypto";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createSystemClock } from "@aac/adapters/clock/system";
import { createIds } from "@aac/adapters/ids/ulid";
import { createMemoryStore } from "@aac/adapters/store/memory";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openVault } from "./open-vault.ts";

let dataDir: string;
beforeEach(async () => void (dataDir = await mkdtemp(join(tmpdir(), "aac-vault-"))));
afterEach(() => rm(dataDir, { recursive: true }));

const place = { scope: "acme", context: "environment" };
const newParts = () => {
  const clock = createSystemClock();
  return { store: createMemoryStore(), ids: createIds(clock), clock };
};

test("what the key of a data folder has sealed is opened by processes that are given the same key", async () => {
  const parts = newParts();
  const alone = await openVault({ encryptionKey: null, oldEncryptionKeys: [], dataDir }, parts);
  const sealed = await alone.vault.seal("s3cret", place);
  const inHex = (await readFile(join(dataDir, "master-key"), "utf8")).trim();
  for (const encryptionKey of [inHex, alone.masterKey]) {
    const config = { encryptionKey, oldEncryptionKeys: [], dataDir: join(dataDir, "other") };
    const given = await openVault(config, parts);
    expect(await given.vault.open(sealed, place)).toBe("s3cret");
    expect(await given.vault.open(await given.vault.seal("new", place), place)).toBe("new");
    expect(given.masterKey).toBe(alone.masterKey);
  }
});

test("old keys open and do not seal", async () => {
  const parts = newParts();
  const [old, young] = [randomBytes(32).toString("base64"), randomBytes(32).toString("hex")];
  const before = await openVault({ encryptionKey: old, oldEncryptionKeys: [], dataDir }, parts);
  const sealed = await before.vault.seal("s3cret", place);
  const both = await openVault({ encryptionKey: young, oldEncryptionKeys: [old], dataDir }, parts);
  expect(await both.vault.open(sealed, place)).toBe("s3cret");
  const after = await both.vault.seal("new", { ...place, scope: "globex" });
  const alone = await openVault({ encryptionKey: young, oldEncryptionKeys: [], dataDir }, parts);
  expect(await alone.vault.open(after, { ...place, scope: "globex" })).toBe("new");
  await expect(alone.vault.open(sealed, place)).rejects.toMatchObject({ code: "master_key_missing" });
});
