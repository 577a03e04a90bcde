import { posix } from "node:path";
import type Docker from "dockerode";
import { type Extract, extract } from "tar-stream";
import { askFor, type EngineStream } from "./engine.ts";

/** One file, directory or link of an archive. */
export type Entry = Extract extends AsyncIterable<infer Each> ? Each : never;

export interface PathInfo {
  mode: number;
  isDirectory: boolean;
  sizeBytes: number;
  /** Where a symbolic link leads, inside the container; null for what is none. */
  linkTarget: string | null;
}

/** See Go's io/fs.FileMode, which is what engines tell. */
const directoryBit = 2 ** 31;

/** A path of links that lead to each other is answered as a failure of the engine, but there is nothing at it. */
async function askForPath<T>(call: (abortSignal: AbortSignal) => Promise<T>): Promise<T | null> {
  try {
    return await askFor(call);
  } catch (error) {
    if (/too many links|too many levels of symbolic links/i.test((error as Error).message)) return null;
    throw error;
  }
}

/** What is at a path of a container; null when nothing is. */
export async function pathInfo(docker: Docker, id: string, path: string): Promise<PathInfo | null> {
  const answer = (await askForPath((abortSignal) =>
    docker.getContainer(id).infoArchive({ path, abortSignal }),
  )) as EngineStream | null;
  const header = answer?.headers["x-docker-container-path-stat"];
  answer?.destroy();
  if (typeof header !== "string") return null;
  const info = JSON.parse(Buffer.from(header, "base64").toString()) as {
    mode: number;
    size: number;
    linkTarget: string;
  };
  return {
    mode: info.mode,
    isDirectory: info.mode >= directoryBit,
    sizeBytes: info.size,
    linkTarget: info.linkTarget === "" ? null : posix.resolve(posix.dirname(path), info.linkTarget),
  };
}

/**
 * The entries of what is at a path of a container, in the order of the archive; none when nothing is there. An entry's
 * bytes are to be read before the next is asked for, or not at all. Throws when the connection breaks.
 */
export async function* archiveEntries(docker: Docker, id: string, path: string): AsyncGenerator<Entry> {
  const stream = (await askForPath((abortSignal) =>
    docker.getContainer(id).getArchive({ path, abortSignal }),
  )) as EngineStream | null;
  if (!stream) return;
  const entries = extract();
  stream.on("error", (error) => entries.destroy(error));
  stream.pipe(entries);
  try {
    for await (const entry of entries) {
      yield entry;
      entry.resume();
    }
  } finally {
    stream.destroy();
    entries.destroy();
  }
}

/** The beginning of a regular file of a container, each byte one character; null when there is no such file. */
export async function readHead(docker: Docker, id: string, path: string, bytes: number): Promise<string | null> {
  for await (const entry of archiveEntries(docker, id, path)) {
    if (entry.header.type !== "file") return null;
    let head = "";
    for await (const chunk of entry) {
      head += (chunk as Buffer).toString("latin1");
      if (head.length >= bytes) break;
    }
    return head.slice(0, bytes);
  }
  return null;
}
