import { type Center, Problem, type Store, type Vault } from "@aac/core";
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

/** Throws Problem `master_key_missing` when data keys are wrapped by master keys that are not here. */
export async function checkKeys(vault: Vault, { system }: Store): Promise<{ detail: string }> {
  const here = await vault.masterKeys();
  const [lacking] = await system.dataKeys.find({ where: { masterKey: { notIn: here } }, limit: 1 });
  if (lacking)
    throw new Problem("master_key_missing", `Some secrets are sealed under master key ${lacking.masterKey}.`);
  return { detail: `master key ${here[0]}${here.length > 1 ? `, and ${here.length - 1} that only open` : ""}` };
}

const isHex = /^[0-9a-f]{64}$/i;
