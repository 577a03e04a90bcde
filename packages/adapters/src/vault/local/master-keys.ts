import { createHash } from "node:crypto";

export interface MasterKey {
  /** Stands in everything the key wraps: letters, digits, `_` and `-`. */
  id: string;
  /** 32 bytes. */
  key: Uint8Array;
}

/** The master keys of a process. */
export interface MasterKeys {
  /** The one that wraps. */
  current(): Promise<MasterKey>;
  find(id: string): Promise<MasterKey | null>;
  /** The current one first, each once. */
  all(): Promise<readonly MasterKey[]>;
}

/** A key by its own name: wherever it is kept, it opens what it has wrapped. */
export const masterKeyOf = (key: Uint8Array): MasterKey => ({
  id: createHash("sha256").update(key).digest("hex").slice(0, 12),
  key,
});

/** Keys that stay the same while the process lives. The first one wraps. */
export function createKeyRing(keys: readonly [MasterKey, ...MasterKey[]]): MasterKeys {
  for (const { id, key } of keys) {
    if (key.length !== 32) throw new Error(`Master key ${id} has ${key.length} bytes, not 32`);
    if (!/^[\w-]+$/.test(id)) throw new Error(`"${id}" cannot be the id of a master key`);
  }
  const byId = new Map(keys.toReversed().map((one) => [one.id, one]));
  const [current] = keys;
  return {
    current: async () => current,
    find: async (id) => byId.get(id) ?? null,
    all: async () => [current, ...byId.values().filter(({ id }) => id !== current.id)],
  };
}
