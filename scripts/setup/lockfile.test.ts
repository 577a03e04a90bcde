import { describe, expect, test } from "vitest";
import { missingPackages } from "./lockfile.mjs";

const linux = { os: "linux", cpu: "x64", libc: "glibc" };
const lockfile = (packages: object) => ({ packages: { "": { version: "0.1.0" }, ...packages } });
const zod = { version: "4.0.0", integrity: "sha512-a" };

describe("what is installed", () => {
  test("is complete when every locked package is there as locked", () => {
    const wanted = lockfile({ "apps/cli": {}, "node_modules/zod": zod, "node_modules/@aac/cli": { link: true } });
    const installed = { packages: { "node_modules/zod": zod, "node_modules/@aac/cli": { link: true } } };
    expect(missingPackages(wanted, installed, linux)).toEqual([]);
  });

  test.each([
    ["is not there", {}],
    ["has another version", { "node_modules/zod": { ...zod, version: "3.0.0" } }],
    ["has other content", { "node_modules/zod": { ...zod, integrity: "sha512-b" } }],
  ])("lacks a package that %s", (_, packages) => {
    expect(missingPackages(lockfile({ "node_modules/zod": zod }), { packages }, linux)).toEqual(["node_modules/zod"]);
  });

  test.each([
    ["this system, as a word", { os: "linux", cpu: "x64" }, true],
    ["this system", { os: ["linux"], cpu: ["arm64", "x64"] }, true],
    ["this C library", { os: ["linux"], cpu: ["x64"], libc: ["glibc"] }, true],
    ["every system but another", { os: ["!win32"] }, true],
    ["another system", { os: ["darwin"], cpu: ["x64"] }, false],
    ["another processor", { os: ["linux"], cpu: ["arm64"] }, false],
    ["another C library", { os: ["linux"], cpu: ["x64"], libc: ["musl"] }, false],
    ["every system but this", { os: ["!linux"] }, false],
    ["an optional package of another system", {}, false],
  ])("needs an optional package for %s: %o, %s", (_, platform, isNeeded) => {
    const wanted = lockfile({ "node_modules/binding": { ...zod, optional: true, ...platform } });
    expect(missingPackages(wanted, { packages: {} }, linux)).toEqual(isNeeded ? ["node_modules/binding"] : []);
  });
});
