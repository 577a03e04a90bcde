import { setTimeout as sleep } from "node:timers/promises";
import type Docker from "dockerode";
import { askFor, type EngineStream } from "./engine.ts";
import { withoutFrames } from "./container-frames.ts";
import { advance, leaveOut, type LogPosition } from "./log-position.ts";

/** How long after the end of a stream the end of its container is known. */
const exitDelayMs = 1000;

/** How long to wait before an engine that broke off is asked again. */
const againMs = 250;

/**
 * Everything a container has written, from its first byte. `live` is a stream attached before the container started;
 * without one, and from where it broke off, the engine's own log is read. Both hold the same lines in the same order
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
  const position: LogPosition = { lines: 0, bytes: 0 };
  let isOver = false;
  let isLost = false;
  void options.ended.then(
    () => (isOver = true),
    () => (isLost = true),
  );
  const pass = async function* (stream: EngineStream, fresh: (bytes: Uint8Array) => Uint8Array) {
    const destroy = () => stream.destroy();
    abandoned.addEventListener("abort", destroy);
    try {
      for await (const sent of withoutFrames(stream)) {
        const bytes = fresh(sent);
        if (bytes.length === 0) continue;
        advance(position, bytes);
        options.onBytes(bytes.length);
        yield bytes;
      }
    } catch {
      // It broke off; what is missing is taken from the engine's log.
    } finally {
      abandoned.removeEventListener("abort", destroy);
      stream.destroy();
    }
  };

  if (options.live) {
    yield* pass(options.live, (bytes) => bytes);
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
    if (stream) yield* pass(stream as unknown as EngineStream, leaveOut(position));
    if (stream && isLast) return;
    if (!isOver) await Promise.race([sleep(againMs, undefined, { ref: false }), options.ended]).catch(() => undefined);
  }
}
