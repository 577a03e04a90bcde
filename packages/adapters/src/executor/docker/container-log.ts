import { setTimeout as sleep } from "node:timers/promises";
import type Docker from "dockerode";
import { askFor, type EngineStream } from "./engine.ts";

const headerBytes = 8;

/** Takes the frames (stream, three zeros, length, payload) off what an engine sends; one piece for each that came. */
export async function* withoutFrames(stream: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const header = Buffer.alloc(headerBytes);
  let headerFilled = 0;
  let left = 0;
  for await (const chunk of stream) {
    const payloads: Uint8Array[] = [];
    for (let at = 0; at < chunk.length;) {
      if (left > 0) {
        const payload = chunk.subarray(at, at + left);
        payloads.push(payload);
        left -= payload.length;
        at += payload.length;
        continue;
      }
      const part = chunk.subarray(at, at + headerBytes - headerFilled);
      header.set(part, headerFilled);
      headerFilled += part.length;
      at += part.length;
      if (headerFilled < headerBytes) break;
      left = header.readUInt32BE(4);
      headerFilled = 0;
    }
    const [first] = payloads;
    if (first) yield payloads.length === 1 ? first : Buffer.concat(payloads);
  }
}

/** How long after the end of a stream the end of its container is known. */
const exitDelayMs = 1000;

/** How long to wait before an engine that broke off is asked again. */
const againMs = 250;

/**
 * Everything a container has written, from its first byte. `live` is a stream attached before the container started;
 * without one, and from where it broke off, the engine's own log is read. Both hold the same bytes in the same order
 * because the command writes to one stream only; where it writes to two (`live` is null then) the engine's log is the
 * only order there is.
 */
export async function* containerLog(
  docker: Docker,
  id: string,
  options: {
    live: EngineStream | null;
    abandoned: AbortSignal;
    /** Resolves when the container has ended: whether the engine was with us all the time. Rejects when that cannot be learned. */
    ended: Promise<{ isUnbroken: boolean }>;
    onBytes: (bytes: number) => void;
  },
): AsyncGenerator<Uint8Array> {
  const { abandoned } = options;
  let passed = 0;
  let isOver = false;
  let isLost = false;
  void options.ended.then(
    () => (isOver = true),
    () => (isLost = true),
  );
  const pass = async function* (stream: EngineStream, skipBytes: number) {
    const destroy = () => stream.destroy();
    abandoned.addEventListener("abort", destroy);
    let skip = skipBytes;
    try {
      for await (const bytes of withoutFrames(stream)) {
        const fresh = skip === 0 ? bytes : bytes.subarray(skip);
        skip = Math.max(0, skip - bytes.length);
        if (fresh.length === 0) continue;
        passed += fresh.length;
        options.onBytes(fresh.length);
        yield fresh;
      }
    } catch {
      // It broke off; what is missing is taken from the engine's log.
    } finally {
      abandoned.removeEventListener("abort", destroy);
      stream.destroy();
    }
  };

  if (options.live) {
    yield* pass(options.live, 0);
    const soon = sleep(exitDelayMs, { isUnbroken: false }, { ref: false });
    const { isUnbroken } = await Promise.race([options.ended, soon]).catch(() => ({ isUnbroken: false }));
    if (isUnbroken) return;
  }
  while (!abandoned.aborted && !isLost) {
    // Asked before reading: what was written before the end is read then.
    const isLast = isOver;
    const log = docker.getContainer(id);
    const stream = await askFor((abortSignal) =>
      log.logs({ follow: true, stdout: true, stderr: true, abortSignal }),
    ).catch(() => undefined);
    if (stream === null) return;
    if (stream) yield* pass(stream as unknown as EngineStream, passed);
    if (stream && isLast) return;
    if (!isOver) await Promise.race([sleep(againMs, undefined, { ref: false }), options.ended]).catch(() => undefined);
  }
}
