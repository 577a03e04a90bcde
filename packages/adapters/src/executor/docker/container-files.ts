import { existsSync } from "node:fs";
import { join, posix } from "node:path";
import type { SandboxFile } from "@aac/core";
import type Docker from "dockerode";
import { type FileGlobs, fileGlobs } from "../file-globs.ts";
import { archiveEntries, type Entry, pathInfo } from "./container-archive.ts";
import { changesOf } from "./container-changes.ts";
import { ask } from "./engine.ts";
import { fetchPlan } from "./fetch-plan.ts";

/**
 * A file with holes says it is as large as it likes and is sent whole, so an archive is not read past more bytes that
 * nobody wants than this.
 */
const mostPassedOver = 256 * 1024 * 1024;
/** Of a volume nobody knows what else it holds, so more is read of it before it is given up. */
const mostOfVolume = 64 * mostPassedOver;

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

  const { paths, wanted } = fetchPlan(await changesOf(docker, id), top, globs.matches);
  const inVolumes = new Set(Mounts.flatMap((mount) => pathsInVolume(mount.Destination, top, globs)));
  const isOld = (path: string, { header }: Entry, isInVolume: boolean) => {
    if (header.mtime.getTime() >= startedAt) return false;
    return isInVolume || (options.copiedFrom !== null && existsSync(join(options.copiedFrom, path)));
  };

  const told = new Set<string>();
  const handed = new Set<string>();
  const pending = [...paths, ...inVolumes];
  for (const path of pending) {
    const isInVolume = inVolumes.has(path);
    let passedOver = 0;
    for await (const entry of archiveEntries(docker, id, path)) {
      const file = posix.join(posix.dirname(path), entry.header.name);
      if (!file.startsWith(`${top}/`)) continue;
      const relative = file.slice(top.length + 1);
      const left = { bytes: entry.header.type === "file" ? (entry.header.size ?? 0) : 0 };
      const isWanted = isInVolume ? globs.matches(relative) : wanted.has(file);
      told.add(file);
      // A second name of a file is told without content, and the first need not be among the wanted. Alone it comes whole.
      if (isWanted && entry.header.type === "link" && path !== file) pending.push(file);
      const isNew = !handed.has(file) && entry.header.type === "file" && !isOld(relative, entry, isInVolume);
      if (isWanted && isNew) handed.add(file);
      if (isWanted && isNew) yield { path: relative, sizeBytes: entry.header.size, bytes: bytesOf(entry, left) };
      passedOver += left.bytes;
      if (passedOver < (isInVolume ? mostOfVolume : mostPassedOver)) continue;
      // What it holds besides is fetched one by one.
      const besides = (other: string) => other.startsWith(`${path}/`) && !told.has(other);
      pending.push(...[...wanted].filter(besides));
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
async function* bytesOf(entry: Entry, left: { bytes: number }): AsyncGenerator<Uint8Array> {
  const chunks = (entry as AsyncIterable<Uint8Array>)[Symbol.asyncIterator]();
  for (let next = await chunks.next(); !next.done; next = await chunks.next()) {
    left.bytes -= next.value.length;
    yield next.value;
  }
}
