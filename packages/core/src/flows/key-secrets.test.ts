import { expect, test } from "vitest";
import { digestOfSecret, isKeySecret, keyPrefix, newKeySecret, runTokenPrefix } from "./key-secrets.ts";

test.each([keyPrefix, runTokenPrefix, `${runTokenPrefix}01ht5zq-1-2_`])(
  "a secret after %s is known as ours",
  (prefix) => {
    for (let i = 0; i < 100; i++) {
      const secret = newKeySecret(prefix);
      expect(secret).toMatch(new RegExp(`^${prefix}[0-9A-Za-z]{46}$`));
      expect(isKeySecret(secret)).toBe(true);
    }
  },
);

test("one wrong character, or two that are exchanged, are found by the check digits", () => {
  const secret = newKeySecret(keyPrefix);
  for (let at = keyPrefix.length; at < secret.length; at++) {
    const other = secret[at] === "a" ? "b" : "a";
    expect(isKeySecret(secret.slice(0, at) + other + secret.slice(at + 1))).toBe(false);
    const exchanged = secret.slice(0, at) + (secret[at + 1] ?? "") + secret[at] + secret.slice(at + 2);
    expect(isKeySecret(exchanged)).toBe(exchanged === secret);
  }
});

test.each(["", "aac_", "aac_test", `ghp_${"a".repeat(46)}`, ` ${newKeySecret(keyPrefix)}`, newKeySecret("Aac_")])(
  "%j is none of ours",
  (text) => {
    expect(isKeySecret(text)).toBe(false);
  },
);

test("a digest tells nothing of the secret, and is the same each time", () => {
  const secret = newKeySecret(keyPrefix);
  expect(digestOfSecret(secret)).toBe(digestOfSecret(secret));
  expect(digestOfSecret(secret)).not.toBe(digestOfSecret(newKeySecret(keyPrefix)));
  expect(digestOfSecret(secret)).toMatch(/^[\w-]{43}$/);
});
