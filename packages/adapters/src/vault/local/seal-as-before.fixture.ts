import { createCipheriv, randomBytes } from "node:crypto";
import type { Sealed } from "@aac/core";
import type { MasterKey } from "./master-keys.ts";

/** As versions have sealed that had no data keys. */
export function sealAsBefore({ id, key }: MasterKey, plain: string, context: string): Sealed {
  const head = `v1.${id}`;
  const own = randomBytes(32);
  const encrypt = (by: Uint8Array, text: Uint8Array) => {
    const nonce = randomBytes(12);
    const cipher = createCipheriv("aes-256-gcm", by, nonce).setAAD(Buffer.from(`${head}.${context}`));
    return Buffer.concat([nonce, cipher.update(text), cipher.final(), cipher.getAuthTag()]).toString("base64url");
  };
  return `${head}.${encrypt(key, own)}.${encrypt(own, Buffer.from(plain))}` as Sealed;
}
