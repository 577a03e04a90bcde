import { execFileSync } from "node:child_process";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createMask, type Mask } from "./mask.ts";
import { formsOf, whyNotMasked } from "./secret-forms.ts";

const seed = Number(process.env["SEED"] ?? Date.now() % 2 ** 31);
console.info(`mask-forms.test seed ${seed}`);

const utf8 = (text: string) => Buffer.from(text);
const pairs = (text: string, between: string) => (utf8(text).toString("hex").match(/../g) ?? []).join(between);
const escapeAll = (text: string) =>
  Array.from({ length: text.length }, (_, at) => `\\u${text.charCodeAt(at).toString(16).padStart(4, "0")}`).join("");
const asciiJson = (text: string) =>
  JSON.stringify(text)
    .slice(1, -1)
    .replace(/[^ -~]/g, escapeAll);
const json = (text: string) => JSON.stringify(text).slice(1, -1);
/** What base64 makes of the text between others, less the characters that the others touch. */
const base64 = (text: string, before: number, encoding: BufferEncoding = "utf8") => {
  const bytes = Buffer.from(text, encoding);
  const whole = Buffer.concat([Buffer.alloc(before, "~"), bytes, Buffer.from("~~~")]).toString("base64");
  return whole.slice(Math.ceil((before * 8) / 6), Math.floor(((before + bytes.length) * 8) / 6));
};
const urlSafe = (text: string) => text.replaceAll("+", "-").replaceAll("/", "_");

/** How programs print a secret, written here apart from what is tested. */
const encoders: Record<string, (secret: string) => string> = {
  plain: (secret) => secret,
  "lower-case hex": (secret) => utf8(secret).toString("hex"),
  "upper-case hex": (secret) => utf8(secret).toString("hex").toUpperCase(),
  "hex with colons": (secret) => pairs(secret, ":"),
  "hex with colons, upper-case": (secret) => pairs(secret, ":").toUpperCase(),
  "hex with spaces": (secret) => pairs(secret, " "),
  "hex with dashes": (secret) => pairs(secret, "-"),
  "\\x escapes": (secret) => `\\x${pairs(secret, "\\x")}`,
  "a list of 0x": (secret) => `0x${pairs(secret, ", 0x")}`,
  "percent of each byte": (secret) => `%${pairs(secret, "%")}`,
  "a list of bytes": (secret) => utf8(secret).join(", "),
  URL: (secret) => encodeURIComponent(secret),
  "URL, lower-case": (secret) => encodeURIComponent(secret).replace(/%../g, (code) => code.toLowerCase()),
  "form field": (secret) => new URLSearchParams({ a: secret }).toString().slice(2),
  "URL in a URL": (secret) => encodeURIComponent(encodeURIComponent(secret)),
  JSON: json,
  "JSON of ASCII": asciiJson,
  "JSON with \\u for each": escapeAll,
  "JSON with \\/": (secret) => json(secret).replaceAll("/", "\\/"),
  "JSON for a page": (secret) => json(secret).replace(/[<>&]/g, escapeAll),
  "JSON in JSON": (secret) => json(json(secret)),
  "JSON in JSON in JSON": (secret) => json(json(json(secret))),
  "URL in JSON": (secret) => json(encodeURIComponent(secret)),
  "single quotes of a shell": (secret) => secret.replaceAll("'", `'\\''`),
  "single quotes as Python writes them": (secret) => secret.replaceAll("'", `'"'"'`),
  "double quotes of a shell": (secret) => secret.replace(/["$`\\]/g, "\\$&"),
  "$'…' of a shell": (secret) => secret.replace(/[\\']/g, "\\$&").replaceAll("\n", "\\n").replaceAll("\t", "\\t"),
  XML: (secret) =>
    secret.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;"),
  "base64, first": (secret) => base64(secret, 0),
  "base64, second": (secret) => base64(secret, 1),
  "base64, third": (secret) => base64(secret, 2),
  "URL-safe base64": (secret) => urlSafe(base64(secret, 1)),
  "base64 in a URL": (secret) => encodeURIComponent(base64(secret, 0)),
  "base64 of base64": (secret) => base64(base64(secret, 0), 0),
  "base64 of the URL form": (secret) => base64(encodeURIComponent(secret), 2),
  "base64 of JSON": (secret) => urlSafe(base64(json(secret), 1)),
  "base64 of UTF-16": (secret) => base64(secret, 0, "utf16le"),
  "lines with \\r\\n": (secret) => secret.replaceAll("\n", "\r\n"),
  "lines joined by spaces": (secret) => secret.replaceAll("\n", " "),
  "lines joined": (secret) => secret.replaceAll("\n", ""),
  "its longest line": (secret) => secret.split("\n").reduce((a, b) => (b.length > a.length ? b : a)),
};

const printable = fc.string({ minLength: 8, maxLength: 40 });
const word = fc.stringMatching(/^[A-Za-z0-9+/=_-]{8,80}$/);
const international = fc.string({ minLength: 8, maxLength: 20, unit: "grapheme" });
const many = fc.array(fc.stringMatching(/^[A-Za-z0-9+/=' "$]{9,70}$/), { minLength: 2, maxLength: 5 });
const secretOf = fc
  .oneof(
    printable,
    word,
    international,
    many.map((lines) => lines.join("\n")),
  )
  // A mask beside a star would look like one of stars.
  .filter(
    (text) => !text.includes("*") && text.isWellFormed() && text.trim().length >= 8 && whyNotMasked(text) === null,
  );

function inPieces(text: Buffer, cuts: readonly number[], mask: Mask): string {
  const masker = mask.stream();
  const ends = [...new Set([...cuts.map((cut) => cut % (text.length + 1)), text.length])].toSorted((a, b) => a - b);
  let at = 0;
  const out = ends.map((end) => Buffer.from(masker.push(text.subarray(at, (at = end)))));
  return Buffer.concat([...out, masker.end()]).toString("latin1");
}

describe("a secret", () => {
  test("in any form, between any text and however the stream is cut, is nowhere in what comes out", () => {
    const part = fc.record({
      before: fc.string({ maxLength: 12 }),
      which: fc.nat(3),
      form: fc.constantFrom(...Object.keys(encoders)),
    });
    fc.assert(
      fc.property(
        fc.array(secretOf, { minLength: 1, maxLength: 4 }),
        fc.array(part, { minLength: 1, maxLength: 6 }),
        fc.array(fc.nat(), { maxLength: 8 }),
        (secrets, parts, cuts) => {
          const written = parts.map(({ before, which, form }) => ({
            before,
            shown: encoders[form]!(secrets[which % secrets.length]!),
            form,
          }));
          const text = utf8(written.map(({ before, shown }) => before + shown).join(""));
          const mask = createMask(secrets);
          const masked = inPieces(text, cuts, mask);
          expect(masked).toBe(inPieces(text, [], mask));
          const found = written.filter(({ shown }) => masked.includes(utf8(shown).toString("latin1")));
          expect(found).toEqual([]);
          for (const form of secrets.flatMap((one) => [...formsOf(one)])) expect(masked).not.toContain(form);
        },
      ),
      { seed, numRuns: 60 },
    );
  });

  test("that is not there changes no byte, however the stream is cut", () => {
    fc.assert(
      fc.property(
        fc.array(secretOf, { minLength: 1, maxLength: 4 }),
        fc.uint8Array({ maxLength: 600 }),
        fc.array(fc.nat(), { maxLength: 8 }),
        (secrets, bytes, cuts) => {
          const before = Buffer.from(bytes).toString("latin1");
          fc.pre(!secrets.some((one) => [...formsOf(one)].some((form) => before.includes(form.slice(0, 64)))));
          expect(inPieces(Buffer.from(bytes), cuts, createMask(secrets))).toBe(before);
        },
      ),
      { seed, numRuns: 60 },
    );
  });

  test("does not make more than 63 bytes wait, whatever its length", () => {
    fc.assert(
      fc.property(fc.string({ minLength: 200, maxLength: 5_000 }), fc.array(fc.nat(500)), (secret, cuts) => {
        const masker = createMask([secret]).stream();
        // Always on the way to a piece of it, and never there.
        const text = utf8(`${secret.slice(0, 63)}\0`.repeat(8));
        let [given, come] = [0, 0];
        for (const cut of [...cuts, text.length].toSorted((a, b) => a - b)) {
          const bytes = text.subarray(given, cut);
          given += bytes.length;
          come += masker.push(bytes).length;
          expect(given - come).toBeLessThan(64);
        }
        expect(come + masker.end().length).toBe(text.length);
      }),
      { seed, numRuns: 60 },
    );
  });
});

/** As bash prints them: traced, and quoted by `printf %q` and by the `@Q` of a parameter. */
const script = `
set -f
while IFS= read -r -d '' S; do
  printf '%q\\0' "$S"
  printf '%s\\0' "\${S@Q}"
  { trace="$( { set -x; : "$S"; set +x; } 2>&1 )"; } 2>/dev/null
  printf '%s\\0' "\${trace%$'\\n'+* set +x}"
done`;

test.each(["C", "C.UTF-8"])("what bash prints of a secret is hidden whole, in the locale %s", (LC_ALL) => {
  // Of rarer scripts bash escapes the characters that its C library does not know.
  const known = secretOf.filter((text) => /^[\x20-\x7e\n\xa1-\xac\xae-\u024f]*$/.test(text));
  const secrets = fc
    .sample(known, { seed, numRuns: 40 })
    .filter((text) => LC_ALL !== "C" || /^[\x20-\x7e\n]*$/.test(text));
  const input = secrets.map((secret) => `${secret}\0`).join("");
  const printed = execFileSync("bash", ["-c", script], { input, env: { ...process.env, LC_ALL } }).toString();
  const shown = printed.split("\0").slice(0, -1);
  expect(shown).toHaveLength(3 * secrets.length);
  for (const [index, text] of shown.entries()) {
    const secret = secrets[Math.floor(index / 3)]!;
    const masked = createMask([secret]).text(text);
    expect({ masked, secret, text }).toMatchObject({
      masked: expect.stringMatching(/^(\++ : )?(\$?'|\\)?\*\*\*'?$/) as string,
    });
  }
});

test.each([
  ["", "short"],
  ["abc", "short"],
  ["  a  ", "short"],
  ["True", "common"],
  ["localhost", "common"],
  ["8080", "common"],
  ["abcd", null],
  ["123456", null],
])("%j is not masked because it is %s", (value, why) => {
  expect(whyNotMasked(value)).toBe(why);
  expect(formsOf(value).size > 0).toBe(why === null);
});

test("a hundred secrets, some of them long, have so few forms that they are found fast", () => {
  const key = `-----BEGIN KEY-----\n${Array.from({ length: 26 }, (_, i) => `${i}`.padEnd(64, "MIIEvQIBADANBg")).join("\n")}`;
  expect([...formsOf(key)].reduce((sum, form) => sum + form.length, 0)).toBeLessThan(500_000);
  expect(formsOf("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY").size).toBeLessThan(150);
});
