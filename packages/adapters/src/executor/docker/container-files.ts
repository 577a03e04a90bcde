import { existsSync } from "node:fs";
import { join, posix } from "node:path";
import type { SandboxFile } from "@aac/core";
import type Docker from "dockerode";
import { type FileGlobs, fileGlobs } from "../file-globs.ts";
import { archiveEntries, type Entry, pathInfo } from "./container-archive.ts";
import { ask } from "./engine.ts";
import { type Change, fetchPlan } from "./fetch-plan.ts";

/** Passing over what nobody wants costs as much as reading it, and a sparse file may tell of terabytes. */
const mostPassedOverBytes = 16 * 1024 * 1024;

/**
 * The regular files below a container's working directory that match and that its command made or changed: those in
 * the container's own layer, without the ones that were copied there from `copiedFrom` before the start and stayed as
 * they were; in volumes, of which the engine tells no changes, those that are not older than the start.
 */
export async function* containerFiles(
  docker: Docker,
  id: string,
  options: { workingDirectory: string; copiedFrom: string | null; globs: readonly string[] },
): AsyncGenerator<SandboxFile> {
  const globs = fileGlobs(options.globs);
  if (globs.bases.length === 0) return;
  const container = docker.getContainer(id);
  const given = options.workingDirectory.replace(/\/+$/, "");
  const info = given === "" ? null : await pathInfo(docker, id, given);
  // The engine tells of changes by where they really are.
  const top = info?.linkTarget ?? given;
  const { Mounts, State } = await ask((abortSignal) => container.inspect({ abortSignal }));
  // Archives tell times in whole seconds.
  const startedAt = Math.floor(Date.parse(State.StartedAt) / 1000) * 1000;

  const changes = (await ask((abortSignal) => container.changes({ abortSignal }))) as Change[] | null;
  const { paths, wanted } = fetchPlan(changes ?? [], top, globs.matches);
  const inVolumes = new Set(Mounts.flatMap((mount) => pathsInVolume(mount.Destination, top, globs)));
  const isOld = (path: string, { header }: Entry, isInVolume: boolean) => {
    if (header.mtime.getTime() >= startedAt) return false;
    return isInVolume || (options.copiedFrom !== null && existsSync(join(options.copiedFrom, path)));
  };

  const told = new Set<string>();
  const pending = [...paths, ...inVolumes];
  for (const path of pending) {
    const isInVolume = inVolumes.has(path);
    for await (const entry of archiveEntries(docker, id, path)) {
      const file = posix.join(posix.dirname(path), entry.header.name);
      if (!file.startsWith(`${top}/`)) continue;
      const relative = file.slice(top.length + 1);
      if (!(isInVolume ? globs.matches(relative) : wanted.has(file))) continue;
      // A second name of a file is told without content, and the first need not be among the wanted. Alone it comes whole.
      if (entry.header.type === "link" && path !== file) pending.push(file);
      if (entry.header.type !== "file" || isOld(relative, entry, isInVolume)) continue;
      if (told.has(file)) continue;
      told.add(file);
      let isRead = false;
      const read = () => void (isRead = true);
      yield { path: relative, sizeBytes: entry.header.size, bytes: bytesOf(entry, read) };
      if (isRead || entry.header.size <= mostPassedOverBytes) continue;
      // The others of this archive are fetched one by one. What else is in a volume is known only by reading on.
      if (isInVolume) continue;
      pending.push(...[...wanted].filter((one) => one.startsWith(`${path}/`) && !told.has(one)));
      break;
    }
  }
}

/** Where in a volume, that lies at, above or below the working directory, wanted files can be. */
function pathsInVolume(volume: string, top: string, { bases }: FileGlobs): string[] {
  const contains = (outer: string, inner: string) => inner === outer || inner.startsWith(`${outer}/`);
  const found = bases.flatMap((base) => {
    const path = base === "" ? top : `${top}/${base}`;
    if (contains(volume, path)) return path;
    return contains(path, volume) ? volume : [];
  });
  return found.filter(
    (path, index) => !found.some((other, i) => contains(other, path) && (other !== path || i < index)),
  );
}

/** Unlike the entry itself it may be left before its end without ending the archive. */
async function* bytesOf(entry: Entry, onRead: () => void): AsyncGenerator<Uint8Array> {
  onRead();
  const chunks = (entry as AsyncIterable<Uint8Array>)[Symbol.asyncIterator]();
  for (let next = await chunks.next(); !next.done; next = await chunks.next()) yield next.value;
}
