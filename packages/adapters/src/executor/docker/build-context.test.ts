import { chmod, mkdir, mkdtemp, rm, symlink, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { extract } from "tar-stream";
import { afterEach, beforeEach, expect, test } from "vitest";
import { contentDigest, contextArchive, contextEntries, signatureOf } from "./build-context.ts";

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "aac-context-"));
});
afterEach(() => rm(directory, { recursive: true }));

const write = async (path: string, content = "") => {
  await mkdir(join(directory, path, ".."), { recursive: true });
  await writeFile(join(directory, path), content);
};
const paths = async () => (await contextEntries(directory, ["Dockerfile"])).map((entry) => entry.path);

test("what .dockerignore leaves out stays, with its exceptions and what is needed", async () => {
  for (const path of ["Dockerfile", ".git/HEAD", "src/a.ts", "build/out.js", "build/keep/this.txt", "x.log"])
    await write(path);
  await write(".dockerignore", "build\n!build/keep\n*.log\nDockerfile\n");
  expect(await paths()).toEqual([
    ".dockerignore",
    "Dockerfile",
    "build/keep",
    "build/keep/this.txt",
    "src",
    "src/a.ts",
  ]);
});

test("the archive holds files, links and modes as they are", async () => {
  await write("run.sh", "echo\n");
  await write("empty");
  await chmod(join(directory, "run.sh"), 0o755);
  await symlink("run.sh", join(directory, "link"));
  const archive = contextArchive(directory, await contextEntries(directory, []), ({ path }) => ({
    name: `app/${path}`,
    uid: 7,
  }));
  const found: Record<string, unknown> = {};
  const entries = extract();
  archive.pipe(entries);
  for await (const entry of entries) {
    const { name, type, mode, uid, linkname } = entry.header;
    const content = Buffer.concat(await Array.fromAsync(entry as AsyncIterable<Uint8Array>)).toString();
    found[name] = { type, uid, isRunnable: (mode & 0o111) !== 0, linkname, content };
  }
  expect(found).toEqual({
    "app/empty": { type: "file", uid: 7, isRunnable: false, linkname: null, content: "" },
    "app/link": { type: "symlink", uid: 7, isRunnable: true, linkname: "run.sh", content: "" },
    "app/run.sh": { type: "file", uid: 7, isRunnable: true, linkname: null, content: "echo\n" },
  });
});

test("the digest knows contents and modes and nothing of times; the signature knows times", async () => {
  await write("a", "one");
  const look = async () => {
    const entries = await contextEntries(directory, []);
    return { digest: await contentDigest(directory, entries), signature: signatureOf(directory, entries) };
  };
  const first = await look();
  await utimes(join(directory, "a"), 1, 1);
  const touched = await look();
  expect(touched.digest).toBe(first.digest);
  expect(touched.signature).not.toBe(first.signature);
  await write("a", "two");
  expect((await look()).digest).not.toBe(first.digest);
});
