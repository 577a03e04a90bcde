import { createHash, randomInt } from "node:crypto";

const amount = 10;
/** Without letters and digits that are taken for each other. */
const alphabet = "abcdefghjkmnpqrstuvwxyz23456789";
/** 79 bits: a plain digest of it cannot be reversed by trying. */
const letters = 16;
const mark = "sha256:";

const makeCode = () =>
  Array.from({ length: letters }, () => alphabet[randomInt(alphabet.length)]!)
    .join("")
    .replace(/(.{4})(?=.)/g, "$1-");

export const makeBackupCodes = (): string[] => Array.from({ length: amount }, makeCode);

/** However it was typed: in capitals, with spaces, without dashes. */
export function digestOfCode(code: string): string {
  const plain = code.toLowerCase().replace(/[^a-z0-9]/g, "");
  return mark + createHash("sha256").update(plain).digest("base64url");
}

/**
 * The library keeps a list of codes, and looks for the one given in it; so it is handed digests of both. It stores the
 * list again without the one that was used: what is a digest already stays.
 */
export const hashedCodes = {
  encrypt: async (json: string) =>
    JSON.stringify((JSON.parse(json) as string[]).map((code) => (code.startsWith(mark) ? code : digestOfCode(code)))),
  decrypt: async (stored: string) => stored,
};
