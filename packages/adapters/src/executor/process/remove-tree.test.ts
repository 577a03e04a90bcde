import { chmod, chown, mkdir, mkdtemp, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { removeTree } from "./remove-tree.ts";

const nobody = 65_534;

test("directories that were made read-only are removed all the same", async () => {
  const top = await mkdtemp(join(tmpdir(), "aac-remove-"));
  const paths = ["tree/a/b/file", "tree/a/b", "tree/a", "tree", ""].map((path) => join(top, path));
  await mkdir(join(top, "tree/a/b"), { recursive: true });
  await writeFile(join(top, "tree/a/b/file"), "x");
  for (const path of ["tree/a/b", "tree/a"]) await chmod(join(top, path), 0o555);
  // Nothing is read-only for root.
  const isRoot = process.geteuid?.() === 0;
  if (isRoot) for (const path of paths) await chown(path, nobody, nobody);
  if (isRoot) process.seteuid?.(nobody);
  try {
    await expect(rm(join(top, "tree"), { recursive: true })).rejects.toMatchObject({ code: "EACCES" });
    await removeTree(join(top, "tree"));
  } finally {
    if (isRoot) process.seteuid?.(0);
  }
  await expect(stat(join(top, "tree"))).rejects.toMatchObject({ code: "ENOENT" });
  await rm(top, { recursive: true });
});

test("what is not there is fine", async () => {
  await expect(removeTree("/no/such/tree")).resolves.toBeUndefined();
});
