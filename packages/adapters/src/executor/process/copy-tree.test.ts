import { once } from "node:events";
import {
  chmod,
  lstat,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  readlink,
  rm,
  stat,
  symlink,
  utimes,
  writeFile,
} from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { copyTree } from "./copy-tree.ts";

let top: string;
let from: string;
let to: string;
beforeEach(async () => {
  top = await mkdtemp(join(tmpdir(), "aac-copy-"));
  [from, to] = [join(top, "from"), join(top, "to")];
  await mkdir(from);
});
afterEach(() => rm(top, { recursive: true }));

const never = new AbortController().signal;

test("files keep contents, modes and modification times, links stay links", async () => {
  await mkdir(join(from, "a/b"), { recursive: true });
  await writeFile(join(from, "a/b/run.sh"), "echo\n");
  await chmod(join(from, "a/b/run.sh"), 0o755);
  await utimes(join(from, "a/b/run.sh"), 1_000_000_000, 1_000_000_000);
  await symlink("a/b", join(from, "link"));
  await symlink("/nowhere", join(from, "broken"));
  await copyTree(from, to, never);
  const file = await stat(join(to, "a/b/run.sh"));
  expect([file.mode & 0o777, file.mtimeMs]).toEqual([0o755, 1_000_000_000_000]);
  expect(await readFile(join(to, "link/run.sh"), "utf8")).toBe("echo\n");
  expect([await readlink(join(to, "link")), await readlink(join(to, "broken"))]).toEqual(["a/b", "/nowhere"]);
});

test("git's own folder and sockets are left out", async () => {
  await mkdir(join(from, ".git"));
  await mkdir(join(from, "sub/.git"), { recursive: true });
  const server = createServer().listen(join(from, "socket"));
  await once(server, "listening");
  await copyTree(from, to, never);
  server.close();
  expect(await readdir(to)).toEqual(["sub"]);
  expect((await lstat(join(to, "sub/.git"))).isDirectory()).toBe(true);
});

test("directories that may not be written are filled, and can be", async () => {
  await mkdir(join(from, "sealed"));
  await writeFile(join(from, "sealed/file"), "x");
  await chmod(join(from, "sealed"), 0o555);
  await copyTree(from, to, never);
  expect((await stat(join(to, "sealed"))).mode & 0o777).toBe(0o755);
  await chmod(join(from, "sealed"), 0o755);
});

test("it ends when it is given up", async () => {
  for (let i = 0; i < 20; i++) await writeFile(join(from, `f${i}`), "x");
  const reason = new Error("cancelled");
  await expect(copyTree(from, to, AbortSignal.abort(reason))).rejects.toBe(reason);
});
