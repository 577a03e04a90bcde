import { join } from "node:path";
import type { Vault } from "@aac/core";
import type { Config } from "../config.ts";

/** `masterKey` is the base64 of the key that seals. */
export async function openVault({ encryptionKey, dataDir }: Config): Promise<{ vault: Vault; masterKey: string }> {
  const { createLocalVault, loadOrCreateMasterKey } = await import("@aac/adapters/vault/local");
  const key = encryptionKey
    ? { id: "env", key: Buffer.from(encryptionKey, "base64") }
    : await loadOrCreateMasterKey(join(dataDir, "master-key"));
  return { vault: createLocalVault({ keys: [key] }), masterKey: Buffer.from(key.key).toString("base64") };
}
