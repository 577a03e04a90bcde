import { randomBytes } from "node:crypto";
import { vaultConformance } from "@aac/core/conformance";
import { expect, test } from "vitest";
import { createLocalVault } from "./local-vault.ts";

const newKey = (id: string) => ({ id, key: randomBytes(32) });

vaultConformance("the local vault", () => createLocalVault({ keys: [newKey("k1")] }));

test("the first key seals, and all of them open: a key can be replaced", () => {
  const old = newKey("old");
  const young = newKey("young");
  const before = createLocalVault({ keys: [old] }).seal("secret", "c");
  const both = createLocalVault({ keys: [young, old] });
  expect(both.open(before, "c")).toBe("secret");
  const after = both.seal("secret", "c");
  expect(after).toMatch(/^v1\.young\./);
  expect(createLocalVault({ keys: [young] }).open(after, "c")).toBe("secret");
});

test("names the key that is missing", () => {
  const sealed = createLocalVault({ keys: [newKey("k1")] }).seal("secret", "c");
  expect(() => createLocalVault({ keys: [newKey("k2")] }).open(sealed, "c")).toThrow(/k1/);
});

test("a secret's parts cannot be exchanged for those of another under the same key", () => {
  const vault = createLocalVault({ keys: [newKey("k1")] });
  const [first, second] = ["one", "two"].map((plain) => vault.seal(plain, "c").split("."));
  expect(() => vault.open([...first!.slice(0, 3), second![3]].join("."), "c")).toThrow(Error);
  expect(() => vault.open([...first!.slice(0, 2), second![2], first![3]].join("."), "c")).toThrow(Error);
});

test("refuses keys that are none", () => {
  expect(() => createLocalVault({ keys: [{ id: "k1", key: randomBytes(16) }] })).toThrow(/32/);
  expect(() => createLocalVault({ keys: [newKey("with.dot")] })).toThrow(/with.dot/);
});
