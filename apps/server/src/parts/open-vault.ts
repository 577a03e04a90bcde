import type { Center, Vault } from "@aac/core";
import type { KeyFolder } from "@aac/adapters/vault/local";
import type { Config } from "../config.ts";

export interface OpenedVault {
  vault: Vault;
  /** The base64 of the key that wraps. */
  masterKey: string;
  /** Null where the keys are given and not ours to renew. */
  folder: KeyFolder | null;
}

export async function openVault(
  { encryptionKey, oldEncryptionKeys, dataDir }: Pick<Config, "encryptionKey" | "oldEncryptionKeys" | "dataDir">,
  { store, ids, clock }: Pick<Center, "store" | "ids" | "clock">,
): Promise<OpenedVault> {
  const { createKeyFolder, createKeyRing, createLocalVault, masterKeyOf } = await import("@aac/adapters/vault/local");
  const keyOf = (text: string) => masterKeyOf(Buffer.from(text, isHex.test(text) ? "hex" : "base64"));
  const folder = encryptionKey === null ? createKeyFolder(dataDir) : null;
  const keys = folder ?? createKeyRing([keyOf(encryptionKey!), ...oldEncryptionKeys.map(keyOf)]);
  const vault = createLocalVault({ keys, dataKeys: store.system.dataKeys, ids, clock });
  return { vault, masterKey: Buffer.from((await keys.current()).key).toString("base64"), folder };
}

const isHex = /^[0-9a-f]{64}$/i;
