import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { lstat, readdir, readFile, readlink } from "node:fs/promises";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import dockerignore from "@balena/dockerignore";
import { type Pack, pack } from "tar-stream";

/** Its types speak of an ES module, which it is not. */
const createIgnore = dockerignore as unknown as typeof dockerignore.default;

export interface ContextEntry {
  /** Relative, `/`-separated. */
  path: string;
  kind: "file" | "directory" | "symlink";
  mode: number;
  sizeBytes: number;
  modifiedAt: Date;
  /** Where a symbolic link leads. */
  target: string | null;
}

/**
 * What of a directory goes to the engine: all but `.git` and what its `.dockerignore` leaves out. `needed` are taken in
 * any case. Sockets, pipes and devices are left out. Sorted, so that the same directory gives the same list.
 */
export async function contextEntries(directory: string, needed: readonly string[]): Promise<ContextEntry[]> {
  const rules = await readFile(join(directory, ".dockerignore"), "utf8").catch(() => "");
  const ignore = createIgnore().add(rules);
  // With an exception (`!…`) something below an ignored directory may be meant after all.
  const hasExceptions = /^\s*!/m.test(rules);
  const entries: ContextEntry[] = [];

  const walk = async (below: string) => {
    const found = await readdir(join(directory, below), { withFileTypes: true });
    for (const entry of found.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
      const path = below === "" ? entry.name : `${below}/${entry.name}`;
      if (path === ".git") continue;
      const kind = kindOf(entry);
      const isIgnored = ignore.ignores(path) && !needed.includes(path);
      if (kind !== null && !isIgnored) entries.push(await describe(directory, path, kind));
      if (kind === "directory" && (!isIgnored || hasExceptions)) await walk(path);
    }
  };
  await walk("");
  return entries;
}

interface Kind {
  isFile(): boolean;
  isDirectory(): boolean;
  isSymbolicLink(): boolean;
}

function kindOf(entry: Kind): ContextEntry["kind"] | null {
  if (entry.isSymbolicLink()) return "symlink";
  if (entry.isDirectory()) return "directory";
  return entry.isFile() ? "file" : null;
}

async function describe(directory: string, path: string, kind: ContextEntry["kind"]): Promise<ContextEntry> {
  const file = await lstat(join(directory, path));
  const target = kind === "symlink" ? await readlink(join(directory, path)) : null;
  return {
    path,
    kind,
    mode: file.mode & 0o7777,
    sizeBytes: kind === "file" ? file.size : 0,
    modifiedAt: file.mtime,
    target,
  };
}

/** The same for directories that look alike from outside: cheap, for asking whether anything has changed. */
export function signatureOf(directory: string, entries: readonly ContextEntry[]): string {
  return createHash("sha256")
    .update(JSON.stringify([directory, entries]))
    .digest("hex");
}

/** The same for directories with the same names, modes and contents, wherever and however old they are. */
export async function contentDigest(directory: string, entries: readonly ContextEntry[]): Promise<string> {
  const hash = createHash("sha256");
  for (const { path, kind, mode, sizeBytes, target } of entries) {
    hash.update(JSON.stringify([path, kind, mode, sizeBytes, target]));
    if (kind === "file") await pipeline(createReadStream(join(directory, path)), hash, { end: false });
  }
  return hash.digest("hex");
}

/** An archive of a directory's entries. `place` may change each header: where it goes, whose it is. */
export function contextArchive(
  directory: string,
  entries: readonly ContextEntry[],
  place: (entry: ContextEntry) => { name: string; uid?: number; gid?: number; mtime?: Date },
): Pack {
  const archive = pack();
  const fill = async () => {
    for (const entry of entries) {
      const header = { mode: entry.mode, mtime: entry.modifiedAt, ...place(entry) };
      if (entry.kind === "directory") archive.entry({ ...header, type: "directory" });
      else if (entry.kind === "symlink") archive.entry({ ...header, type: "symlink", linkname: entry.target ?? "" });
      else {
        const file = archive.entry({ ...header, type: "file", size: entry.sizeBytes });
        // A file that has grown since gives what was announced; one that has shrunk fails the archive.
        const bytes =
          entry.sizeBytes === 0 ? [] : createReadStream(join(directory, entry.path), { end: entry.sizeBytes - 1 });
        await pipeline(bytes, file as unknown as NodeJS.WritableStream);
      }
    }
    archive.finalize();
  };
  fill().catch((error: unknown) => archive.destroy(error as Error));
  return archive;
}
