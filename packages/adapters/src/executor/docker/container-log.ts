import { setTimeout as sleep } from "node:timers/promises";
import type Docker from "dockerode";
import { askFor, engineAwayMs, type EngineStream } from "./engine.ts";
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
  /** Passes on what is fresh of a stream; returns whether that came to its own end. */
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
      return true;
    } catch {
      return false;
    } finally {
      abandoned.removeEventListener("abort", destroy);
      stream.destroy();
    }
  };

  if (options.live) {
    const isWhole = yield* pass(options.live, (bytes) => bytes);
    if (abandoned.aborted) return;
    // An engine that dies ends this stream as a container does; whether it was there to the end, the exit tells.
    const soon = sleep(exitDelayMs, { isUnbroken: false }, { ref: false });
    const { isUnbroken } = await Promise.race([options.ended, soon]).catch(() => ({ isUnbroken: false }));
    if (isWhole && isUnbroken) return;
  }
  let awaySince: number | null = null;
  while (!abandoned.aborted && !isLost) {
    // Engines stop following a log before its last lines when the container ends (20.10 does, one time in ten), so it is
    // read once more when the end is known.
    const isLast = isOver;
    try {
      const stream = await askFor((abortSignal) =>
        docker.getContainer(id).logs({ follow: true, stdout: true, stderr: true, abortSignal }),
      );
      if (stream === null) return;
      awaySince = null;
      const isWhole = yield* pass(stream as unknown as EngineStream, leaveOut(position));
      if (isWhole && isLast) return;
      if (!isOver) await Promise.race([sleep(againMs), options.ended]).catch(() => undefined);
    } catch (error) {
      awaySince ??= performance.now();
      if (performance.now() - awaySince > engineAwayMs) throw error;
      await sleep(againMs);
    }
  }
}
