import { describe, expect, test } from "vitest";
import type { Vault } from "./vault.ts";

/** Proves that an adapter keeps the promises of the vault port. Two vaults that `make` answers share no key. */
export function vaultConformance(name: string, make: () => Vault): void {
  describe(`${name} is a vault`, () => {
    const vault = make();
    const secret = "correct horse battery staple";

    test.each([
      ["a password", secret],
      ["nothing", ""],
      ["lines and other scripts", "-----BEGIN KEY-----\nü 東京 🔑\u0000\r\n"],
      ["a large file", "0123456789abcdef".repeat(65_536)],
    ])("opens what it has sealed: %s", (_, plain) => {
      expect(vault.open(vault.seal(plain, "acme/prod/TOKEN"), "acme/prod/TOKEN")).toBe(plain);
    });

    test("what it seals is printable and shows nothing of the secret", () => {
      const sealed = vault.seal(secret, "c");
      expect(sealed).toMatch(/^[\x21-\x7e]+$/);
      for (const encoding of ["utf8", "base64", "base64url", "hex"] as const)
        expect(sealed).not.toContain(Buffer.from(secret.slice(0, 12)).toString(encoding));
    });

    test("the same secret is sealed differently each time", () => {
      expect(new Set(Array.from({ length: 50 }, () => vault.seal(secret, "c"))).size).toBe(50);
    });

    test("refuses another context", () => {
      const sealed = vault.seal(secret, "acme/prod/TOKEN");
      for (const other of ["acme/prod/TOKE", "acme/prod/TOKEN ", "globex/prod/TOKEN", ""])
        expect(() => vault.open(sealed, other)).toThrow(Error);
    });

    test("refuses what was changed in any place, cut short or made longer", () => {
      const sealed = vault.seal(secret, "c");
      for (let i = 0; i < sealed.length; i++) {
        const changed = sealed.slice(0, i) + (sealed[i] === "A" ? "B" : "A") + sealed.slice(i + 1);
        expect(() => vault.open(changed, "c")).toThrow(Error);
        expect(() => vault.open(sealed.slice(0, i), "c")).toThrow(Error);
      }
      for (const longer of [`${sealed}A`, ` ${sealed}`, `${sealed}.A`, `${sealed}\n`])
        expect(() => vault.open(longer, "c")).toThrow(Error);
    });

    test("refuses what another vault has sealed", () => {
      expect(() => vault.open(make().seal(secret, "c"), "c")).toThrow(Error);
    });

    test("says nothing of the secret when it refuses", () => {
      const sealed = vault.seal(secret, "c");
      let message = "";
      try {
        vault.open(sealed, "d");
      } catch (error) {
        message = String(error);
      }
      expect(message).not.toBe("");
      expect(message).not.toContain(secret);
    });
  });
}
