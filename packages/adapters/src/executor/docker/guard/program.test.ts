import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { codeOf, programFile } from "./program.ts";

const assemblers = {
  amd64: { prefix: "", isHere: process.arch === "x64" },
  arm64: { prefix: process.arch === "arm64" ? "" : "aarch64-linux-gnu-", isHere: true },
} as const;
const isThere = (command: string) => spawnSync(command, ["--version"]).status === 0;

for (const [architecture, { prefix, isHere }] of Object.entries(assemblers)) {
  const canAssemble = isHere && isThere(`${prefix}as`) && isThere(`${prefix}objcopy`);
  test.skipIf(!canAssemble)(`what is run on ${architecture} is what its source says`, () => {
    const top = mkdtempSync(join(tmpdir(), "aac-assembled-"));
    const [object, code] = [join(top, "object"), join(top, "code")];
    const source = join(import.meta.dirname, `${architecture}.s`);
    expect(spawnSync(`${prefix}as`, ["-o", object, source])).toMatchObject({ status: 0 });
    spawnSync(`${prefix}objcopy`, ["-O", "binary", "-j", ".text", object, code]);
    expect(codeOf(architecture as keyof typeof assemblers).equals(readFileSync(code))).toBe(true);
    rmSync(top, { recursive: true });
  });
}

test("the file has one segment, which nothing writes to", () => {
  for (const architecture of ["amd64", "arm64"] as const) {
    const file = programFile(architecture);
    expect(file.subarray(0, 4).toString("latin1")).toBe("\x7fELF");
    expect(file.readUInt16LE(56)).toBe(1);
    expect(file.readUInt32LE(68)).toBe(5);
    expect(file.readBigUInt64LE(96)).toBe(BigInt(file.length));
  }
});
