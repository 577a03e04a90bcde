import { join } from "node:path";
import type { Vault } from "@aac/core";
import type { Config } from "../config.ts";

/** `masterKey` is the base64 of the key that seals. */
export async function openVault({
  encryptionKey,
  dataDir,
}: Pick<Config, "encryptionKey" | "dataDir">): Promise<{ vault: Vault; masterKey: string }> {
  const { createLocalVault, loadOrCreateMasterKey, masterKeyOf } = await import("@aac/adapters/vault/local");
  if (encryptionKey === null) {
    const own = await loadOrCreateMasterKey(join(dataDir, "master-key"));
    return { vault: createLocalVault({ keys: [own] }), masterKey: Buffer.from(own.key).toString("base64") };
  }
  const key = Buffer.from(encryptionKey, isHex.test(encryptionKey) ? "hex" : "base64");
  // It seals as "env", and opens what it has sealed from a data folder as well.
  const vault = createLocalVault({ keys: [{ id: "env", key }, masterKeyOf(key)] });
  return { vault, masterKey: key.toString("base64") };
}

const isHex = /^[0-9a-f]{64}$/i;
