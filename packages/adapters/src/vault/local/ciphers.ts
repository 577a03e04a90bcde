import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";

const algorithm = "aes-256-gcm";
const nonceBytes = 12;
const tagBytes = 16;

/** Answers the base64url of nonce, text and tag. `associated` is bound to it, and has to be the same to decrypt. */
export function encrypt(key: Uint8Array, plain: Uint8Array, associated: string): string {
  const nonce = randomBytes(nonceBytes);
  const cipher = createCipheriv(algorithm, key, nonce, { authTagLength: tagBytes }).setAAD(Buffer.from(associated));
  return Buffer.concat([nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()]).toString("base64url");
}

/** Null when it was changed, or encrypted with another key or another `associated`. */
export function decrypt(key: Uint8Array, sealed: string, associated: string): Buffer | null {
  const bytes = Buffer.from(sealed, "base64url");
  const tagAt = bytes.length - tagBytes;
  // Base64 has several spellings of the same bytes; only ours is taken.
  if (tagAt < nonceBytes || bytes.toString("base64url") !== sealed) return null;
  const decipher = createDecipheriv(algorithm, key, bytes.subarray(0, nonceBytes), { authTagLength: tagBytes })
    .setAAD(Buffer.from(associated))
    .setAuthTag(bytes.subarray(tagAt));
  try {
    return Buffer.concat([decipher.update(bytes.subarray(nonceBytes, tagAt)), decipher.final()]);
  } catch {
    return null;
  }
}
