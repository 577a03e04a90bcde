import { createHash, randomInt } from "node:crypto";
import { crc32 } from "node:zlib";

const digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const randomDigits = 40;
const checkDigits = 6;
const shape = new RegExp(`^([a-z]+_(?:[a-z0-9-]+_)*[0-9A-Za-z]{${randomDigits}})([0-9A-Za-z]{${checkDigits}})$`);

/** What API keys begin with, and what the tokens of sandboxes do. */
export const keyPrefix = "aac_";
export const runTokenPrefix = "aac_run_";

/** How much of a key may be shown, to tell it from others. */
export const shownStart = (secret: string) => secret.slice(0, keyPrefix.length + 4);

/**
 * A secret that scanners of source code know as ours without asking us: the prefix, 40 random digits of base 62
 * (238 bits), and the CRC-32 of both in six digits more.
 */
export function newKeySecret(prefix: string): string {
  const random = Array.from({ length: randomDigits }, () => digits[randomInt(digits.length)]).join("");
  return withCheck(prefix + random);
}

/** Whether a text is of the form of our secrets, and its check digits are right. Says nothing of whether it is valid. */
export function isKeySecret(text: string): boolean {
  const [, body] = shape.exec(text) ?? [];
  return body !== undefined && withCheck(body) === text;
}

function withCheck(body: string): string {
  let rest = crc32(body);
  let check = "";
  for (let place = 0; place < checkDigits; place++) {
    check = digits[rest % digits.length]! + check;
    rest = Math.floor(rest / digits.length);
  }
  return body + check;
}

/** What is kept of a secret, to look it up by. It is random and long, so a plain hash gives nothing away. */
export const digestOfSecret = (secret: string) => createHash("sha256").update(secret).digest("base64url");
