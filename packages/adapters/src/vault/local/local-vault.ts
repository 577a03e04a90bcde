import { randomBytes } from "node:crypto";
import {
  type Clock,
  type CollectionOf,
  type DataKeyRecord,
  type Ids,
  type Place,
  Problem,
  type Sealed,
  type Vault,
} from "@aac/core";
import { LRUCache } from "lru-cache";
import { decrypt, encrypt } from "./ciphers.ts";
import type { MasterKey, MasterKeys } from "./master-keys.ts";

const mostOpenedKeys = 1_000;

/**
 * Envelope encryption with master keys of our own. What is sealed reads `v2.<data key's id>.<sealed>`, the last part
 * base64url of nonce, text and tag. Values of before there were data keys are opened as well: they read
 * `v1.<master key's id>.<key>.<sealed>`, each with a key of its own that the master key encrypts.
 */
export function createLocalVault({
  keys,
  dataKeys,
  ids,
  clock,
}: {
  keys: MasterKeys;
  dataKeys: CollectionOf<"dataKeys">;
  ids: Ids;
  clock: Clock;
}): Vault {
  // A data key stays the same however often it is wrapped anew.
  const opened = new LRUCache<string, Pick<DataKeyRecord, "orgId"> & { key: Uint8Array }>({ max: mostOpenedKeys });

  const unwrap = async (record: DataKeyRecord): Promise<Uint8Array> => {
    const known = opened.get(record.id);
    if (known) return known.key;
    const master = await keys.find(record.masterKey);
    if (!master) throw missing(record.masterKey);
    const key = decrypt(master.key, record.wrapped, wrapping(record));
    if (!key) throw unreadable("Its data key was changed.");
    opened.set(record.id, { orgId: record.orgId, key });
    return key;
  };

  const wrap = async ({ id, orgId }: Pick<DataKeyRecord, "id" | "orgId">, key: Uint8Array) => {
    const master = await keys.current();
    const masterKey = master.id;
    return { masterKey, wrapped: encrypt(master.key, key, wrapping({ id, orgId, masterKey })) };
  };

  const newDataKey: Vault["newDataKey"] = async (scope, number) => {
    const [id, key] = [ids(), randomBytes(32)];
    return { id, orgId: scope, number, ...(await wrap({ id, orgId: scope }, key)), createdAt: clock.now() };
  };

  const newestDataKey = async (scope: string): Promise<DataKeyRecord> => {
    for (;;) {
      const [newest] = await dataKeys.find({ where: { orgId: scope }, orderBy: ["-number"], limit: 1 });
      if (newest) return newest;
      // Of several that make it at once, one is stored.
      await dataKeys.insert(await newDataKey(scope, 1));
    }
  };

  const openByDataKey = async ({ id, sealed, head }: Parts, { scope, context }: Place): Promise<Buffer | null> => {
    const record = opened.get(id) ?? (await dataKeys.get(id));
    if (record?.orgId !== scope) throw unreadable("Its data key is not there.");
    const key = "key" in record ? record.key : await unwrap(record);
    return decrypt(key, sealed, bound(head, scope, context));
  };

  /** By the id, except that the key in ENCRYPTION_KEY was once called "env" whichever it was. */
  const candidates = async (id: string): Promise<readonly MasterKey[]> => {
    const found = await keys.find(id);
    if (found) return [found];
    return id === "env" ? keys.all() : [];
  };

  const openByMasterKey = async ({ id, wrapped, sealed, head }: Parts, { context }: Place) => {
    const associated = `${head}.${context}`;
    const here = await candidates(id);
    for (const master of here) {
      const key = decrypt(master.key, wrapped, associated);
      if (key) return { master, plain: decrypt(key, sealed, associated) };
    }
    return { master: here.length > 0 && id !== "env" ? here[0]! : null, plain: null };
  };

  return {
    async seal(plain, { scope, context }) {
      const record = await newestDataKey(scope);
      const head = `v2.${record.id}`;
      const sealed = encrypt(await unwrap(record), Buffer.from(plain, "utf8"), bound(head, scope, context));
      return `${head}.${sealed}` as Sealed;
    },
    async open(sealed, place) {
      const parts = read(sealed);
      if (parts.version === "v2") return demandOpened(await openByDataKey(parts, place));
      const { master, plain } = await openByMasterKey(parts, place);
      if (!master) throw missing(parts.id);
      return demandOpened(plain);
    },
    async need(sealed, place) {
      const parts = read(sealed);
      if (parts.version === "v2") return { dataKey: parts.id };
      const { master } = await openByMasterKey(parts, place);
      return master ? { masterKey: master.id, isHere: true } : { masterKey: parts.id, isHere: false };
    },
    masterKeys: async () => (await keys.all()).map(({ id }) => id),
    newDataKey,
    rewrap: async (record) => wrap(record, await unwrap(record)),
  };
}

interface Parts {
  version: "v1" | "v2";
  /** Of the data key, or of the master key. */
  id: string;
  wrapped: string;
  sealed: string;
  head: string;
}

function read(text: string): Parts {
  const [version, id = "", ...rest] = text.split(".");
  const [wrapped = "", sealed = ""] = version === "v1" ? rest : ["", ...rest];
  const isWhole = id !== "" && sealed !== "" && rest.length === (version === "v1" ? 2 : 1);
  if ((version !== "v1" && version !== "v2") || !isWhole) throw unreadable("The vault has not sealed it.");
  return { version, id, wrapped, sealed, head: `${version}.${id}` };
}

const bound = (head: string, scope: string, context: string) => `${head}.${scope}.${context}`;
const wrapping = ({ id, orgId, masterKey }: Pick<DataKeyRecord, "id" | "orgId" | "masterKey">) =>
  `dataKey.${masterKey}.${orgId}.${id}`;

function demandOpened(plain: Buffer | null): string {
  if (!plain) throw unreadable("It was changed, or belongs elsewhere.");
  return plain.toString("utf8");
}

const missing = (id: string) =>
  new Problem("master_key_missing", `The secret was sealed under master key ${id}, which is not here.`);
const unreadable = (why: string) => new Problem("secret_unreadable", `A secret cannot be opened. ${why}`);
