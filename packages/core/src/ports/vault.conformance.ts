import { describe, expect, test } from "vitest";
import { Problem } from "../domain/problems.ts";
import type { Sealed } from "../domain/secrets/records.ts";
import type { CollectionOf } from "./store.ts";
import type { Vault } from "./vault.ts";

/** Proves that an adapter keeps the promises of the vault port. Two vaults that `make` answers share no key. */
export function vaultConformance(name: string, make: () => { vault: Vault; dataKeys: CollectionOf<"dataKeys"> }): void {
  describe(`${name} is a vault`, () => {
    const { vault, dataKeys } = make();
    const secret = "correct horse battery staple";
    const place = { scope: "acme", context: "acme/prod/TOKEN" };

    test.each([
      ["a password", secret],
      ["nothing", ""],
      ["lines and other scripts", "-----BEGIN KEY-----\nü 東京 🔑\u0000\r\n"],
      ["a large file", "0123456789abcdef".repeat(65_536)],
    ])("opens what it has sealed: %s", async (_, plain) => {
      expect(await vault.open(await vault.seal(plain, place), place)).toBe(plain);
    });

    test("what it seals is printable and shows nothing of the secret, nor does its data key", async () => {
      const sealed = await vault.seal(secret, place);
      expect(sealed).toMatch(/^[\x21-\x7e]+$/);
      const stored = sealed + JSON.stringify(await dataKeys.find({ where: {} }));
      for (const encoding of ["utf8", "base64", "base64url", "hex"] as const)
        expect(stored).not.toContain(Buffer.from(secret.slice(0, 12)).toString(encoding));
    });

    test("the same secret is sealed differently each time", async () => {
      const all = await Promise.all(Array.from({ length: 50 }, () => vault.seal(secret, place)));
      expect(new Set(all).size).toBe(50);
    });

    test("a scope has one data key, also when it is made by many at once, and another scope another", async () => {
      await Promise.all(Array.from({ length: 10 }, () => vault.seal(secret, { scope: "many", context: "c" })));
      await vault.seal(secret, { scope: "others", context: "c" });
      const found = await dataKeys.find({ where: { orgId: { in: ["many", "others"] } }, orderBy: ["orgId"] });
      expect(found.map(({ orgId, number }) => [orgId, number])).toEqual([
        ["many", 1],
        ["others", 1],
      ]);
    });

    test("refuses another context, and another scope", async () => {
      const sealed = await vault.seal(secret, place);
      await vault.seal(secret, { ...place, scope: "globex" });
      const { scope, context } = place;
      for (const other of [
        { scope, context: "acme/prod/TOKE" },
        { scope, context: "acme/prod/TOKEN " },
        { scope, context: "" },
        { scope: "globex", context },
        { scope: "nobody", context },
      ])
        await expect(vault.open(sealed, other)).rejects.toMatchObject({ code: "secret_unreadable" });
    });

    test("refuses what was changed in any place, cut short or made longer", async () => {
      const sealed = await vault.seal(secret, place);
      const changed = Array.from(sealed, (char, i) => [
        sealed.slice(0, i) + (char === "A" ? "B" : "A") + sealed.slice(i + 1),
        sealed.slice(0, i),
      ]);
      for (const one of [...changed.flat(), `${sealed}A`, ` ${sealed}`, `${sealed}.A`, `${sealed}\n`])
        await expect(vault.open(one as Sealed, place)).rejects.toThrow(Problem);
    });

    test("refuses what another vault has sealed", async () => {
      await expect(vault.open(await make().vault.seal(secret, place), place)).rejects.toThrow(Problem);
    });

    test("says nothing of the secret when it refuses", async () => {
      const sealed = await vault.seal(secret, place);
      const refusal: unknown = await vault.open(sealed, { ...place, context: "d" }).catch((error: unknown) => error);
      expect(String(refusal)).toMatch(/cannot be opened/);
      expect(String(refusal)).not.toContain(secret);
    });

    test("a newer data key seals from then on, and the older opens what it has sealed", async () => {
      const sealed = await vault.seal(secret, place);
      const [newest] = await dataKeys.find({ where: { orgId: place.scope }, orderBy: ["-number"], limit: 1 });
      const next = await vault.newDataKey(place.scope, newest!.number + 1);
      expect(await dataKeys.insert(next)).toBe(true);
      const after = await vault.seal(secret, place);
      expect(await vault.need(after, place)).toEqual({ dataKey: next.id });
      expect(await vault.need(sealed, place)).toEqual({ dataKey: newest!.id });
      for (const one of [sealed, after]) expect(await vault.open(one, place)).toBe(secret);
    });
  });
}
