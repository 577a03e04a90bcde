import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import type { Vault } from "@aac/core";
import type { MasterKey } from "./master-key.ts";

const algorithm = "aes-256-gcm";
const nonceBytes = 12;
const tagBytes = 16;

/**
 * Envelope encryption with keys of our own: every secret is sealed by a random key, which is sealed by a master key.
 * The first master key seals, all of them open: a key is replaced by putting a new one before it.
 * What is sealed reads `v1.<master key's id>.<sealed key>.<sealed secret>`, both parts base64url of nonce, text and tag.
 */
export function createLocalVault({ keys }: { keys: readonly [MasterKey, ...MasterKey[]] }): Vault {
  for (const { id, key } of keys) {
    if (key.length !== 32) throw new Error(`Master key ${id} has ${key.length} bytes, not 32`);
    if (!/^[\w-]+$/.test(id)) throw new Error(`"${id}" cannot be the id of a master key`);
  }
  const [sealing] = keys;

  return {
    seal(plain, context) {
      const secretKey = randomBytes(32);
      const head = `v1.${sealing.id}`;
      const sealedKey = encrypt(sealing.key, secretKey, bound(head, context));
      return [head, sealedKey, encrypt(secretKey, Buffer.from(plain, "utf8"), bound(head, context))].join(".");
    },
    open(sealed, context) {
      const [version, id, sealedKey, secret, ...rest] = sealed.split(".");
      if (version !== "v1" || !secret || !sealedKey || rest.length > 0)
        throw new Error("This is not what the vault has sealed");
      const master = keys.find((key) => key.id === id);
      if (!master) throw new Error(`The secret was sealed with master key ${id}, which is not here`);
      const head = `v1.${id}`;
      const secretKey = decrypt(master.key, sealedKey, bound(head, context));
      return decrypt(secretKey, secret, bound(head, context)).toString("utf8");
    },
  };
}

const bound = (head: string, context: string) => Buffer.from(`${head}.${context}`, "utf8");

function encrypt(key: Uint8Array, plain: Uint8Array, associated: Uint8Array): string {
  const nonce = randomBytes(nonceBytes);
  const cipher = createCipheriv(algorithm, key, nonce, { authTagLength: tagBytes }).setAAD(associated);
  return Buffer.concat([nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()]).toString("base64url");
}

function decrypt(key: Uint8Array, sealed: string, associated: Uint8Array): Buffer {
  const bytes = Buffer.from(sealed, "base64url");
  const tagAt = bytes.length - tagBytes;
  // Base64 has several spellings of the same bytes; only ours is taken.
  if (tagAt < nonceBytes || bytes.toString("base64url") !== sealed)
    throw new Error("This is not what the vault has sealed");
  try {
    const decipher = createDecipheriv(algorithm, key, bytes.subarray(0, nonceBytes), { authTagLength: tagBytes })
      .setAAD(associated)
      .setAuthTag(bytes.subarray(tagAt));
    return Buffer.concat([decipher.update(bytes.subarray(nonceBytes, tagAt)), decipher.final()]);
  } catch (error) {
    throw new Error("The secret was changed, or belongs elsewhere, or was sealed with another key", { cause: error });
  }
}
