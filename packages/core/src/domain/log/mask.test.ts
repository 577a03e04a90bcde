import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createMask } from "./mask.ts";

const seed = Number(process.env["SEED"] ?? Date.now() % 2 ** 31);
console.info(`mask.test seed ${seed}`);

const maskText = (text: string, secrets: string[]) => createMask(secrets).text(text);

/** Pushes `text` in pieces that end at `cuts`. */
function inPieces(text: Buffer, cuts: number[], secrets: string[]): string {
  const masker = createMask(secrets).stream();
  const ends = [...new Set([...cuts.map((cut) => cut % (text.length + 1)), text.length])].toSorted((a, b) => a - b);
  let at = 0;
  const out = ends.map((end) => Buffer.from(masker.push(text.subarray(at, (at = end)))));
  return Buffer.concat([...out, masker.end()]).toString();
}

describe("masking secrets", () => {
  const secret = "s3cr3t/Pa$$ wörd+1";

  test.each([
    ["plain", secret],
    ["hex", Buffer.from(secret).toString("hex")],
    ["upper-case hex", Buffer.from(secret).toString("hex").toUpperCase()],
    ["URL-escaped", encodeURIComponent(secret)],
    ["form-escaped", new URLSearchParams({ a: secret }).toString().slice(2).replaceAll("%24", "%24")],
    ["JSON", JSON.stringify(secret)],
  ])("a secret is hidden: %s", (_, form) => {
    expect(maskText(`before ${form} after`, [secret])).not.toContain(form.replaceAll('"', ""));
    expect(maskText(`before ${form} after`, [secret])).toMatch(/^before "?\*\*\*"? after$/);
  });

  test.each([0, 1, 2])("base64 is hidden at alignment %i, standard and URL-safe", (offset) => {
    const encoded = Buffer.from(`${"x".repeat(offset)}user:${secret}@host`).toString("base64");
    const inner = Buffer.from(secret).toString("base64").slice(4, 12);
    for (const form of [encoded, encoded.replaceAll("+", "-").replaceAll("/", "_")]) {
      const masked = maskText(form, [secret]);
      expect(masked).toContain("***");
      expect(masked).not.toContain(inner);
      // What is left does not decode to any long part of the secret.
      const decoded = Buffer.from(masked.replaceAll("*", ""), "base64").toString();
      expect(decoded).not.toContain(secret.slice(2, 10));
    }
  });

  test("each line of a secret with several is hidden", () => {
    const key = "-----BEGIN KEY-----\nMIIEvQIBADANBg\nkqhkiG9w0BAQEF\n-----END KEY-----";
    expect(maskText("read kqhkiG9w0BAQEF", [key])).toBe("read ***");
    expect(maskText(`"${key}"`, [key])).toBe('"***"');
  });

  test("short and common values do not blank the log", () => {
    expect(maskText("1 test is true on port 80", ["1", "true", "80", "test", ""])).toBe("1 test is true on port 80");
  });

  test("of two secrets, one within the other, the longer is hidden whole", () => {
    expect(maskText("abcdefgh abcd", ["abcd", "abcdefgh"])).toBe("*** ***");
  });

  test("a last line is not held back unless a secret may have begun in it", () => {
    const masker = createMask(["hunter22"]).stream();
    expect(Buffer.from(masker.push(Buffer.from("ready\n"))).toString()).toBe("ready\n");
    expect(Buffer.from(masker.push(Buffer.from("it is hunt"))).toString()).toBe("it is ");
    expect(Buffer.from(masker.push(Buffer.from("ing\n"))).toString()).toBe("hunting\n");
  });

  test("however a stream is cut, the result is the same and no secret is in it", () => {
    const word = fc
      .string({ minLength: 4, maxLength: 20, unit: "grapheme" })
      .filter((text) => maskText(text, [text]) === "***");
    fc.assert(
      fc.property(
        fc.array(word, { minLength: 1, maxLength: 4 }),
        fc.array(fc.oneof(fc.string(), fc.nat(3))),
        fc.array(fc.nat()),
        (secrets, parts, cuts) => {
          const text = Buffer.from(
            parts.map((part) => (typeof part === "number" ? (secrets[part] ?? "") : part)).join(""),
          );
          const whole = inPieces(text, [], secrets);
          expect(inPieces(text, cuts, secrets)).toBe(whole);
          for (const one of secrets) expect(whole.replaceAll("***", "\0")).not.toContain(one);
        },
      ),
      { seed, numRuns: 300 },
    );
  });
});
