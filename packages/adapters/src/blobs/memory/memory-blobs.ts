import type { Blobs } from "@aac/core";

/** Blobs in this process's memory: gone with it. For simulations and tests. */
export function createMemoryBlobs(): Blobs {
  const blobs = new Map<string, Uint8Array>();
  return {
    async put(key, bytes) {
      const pieces: Uint8Array[] = [];
      for await (const piece of bytes) pieces.push(Uint8Array.from(piece));
      const whole = Buffer.concat(pieces);
      blobs.set(key, whole);
      return { sizeBytes: whole.length };
    },
    async get(key, range) {
      const whole = blobs.get(key);
      if (!whole) return null;
      const part = range ? whole.subarray(range.start, range.end + 1) : whole;
      return { sizeBytes: whole.length, bytes: once(part) };
    },
    linkTo: async () => null,
    async delete(prefix) {
      for (const key of blobs.keys()) if (key === prefix || key.startsWith(`${prefix}/`)) blobs.delete(key);
    },
    check: async () => ({ detail: `in memory, ${blobs.size} blobs` }),
    async close() {},
  };
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  if (bytes.length > 0) yield bytes;
}
