import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openVault } from "./open-vault.ts";

let dataDir: string;
beforeEach(async () => void (dataDir = await mkdtemp(join(tmpdir(), "aac-vault-"))));
afterEach(() => rm(dataDir, { recursive: true }));

test("what the key of a data folder has sealed is opened by processes that are given the same key", async () => {
  const alone = await openVault({ encryptionKey: null, dataDir });
  const sealed = alone.vault.seal("s3cret", "environment");
  const inHex = (await readFile(join(dataDir, "master-key"), "utf8")).trim();
  for (const encryptionKey of [inHex, alone.masterKey]) {
    const given = await openVault({ encryptionKey, dataDir: join(dataDir, "other") });
    expect(given.vault.open(sealed, "environment")).toBe("s3cret");
    expect(given.vault.open(given.vault.seal("new", "environment"), "environment")).toBe("new");
    expect(given.masterKey).toBe(alone.masterKey);
  }
});
