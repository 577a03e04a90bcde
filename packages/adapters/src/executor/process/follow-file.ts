import { watch } from "node:fs";
import { open } from "node:fs/promises";

const bytesAtOnce = 64 * 1024;

/** How long news of a write may be late where the file system tells nothing of it. */
const pollMs = 50;

/**
 * Yields a file that is being written, from its first byte. Ends at the end of what was there when `isOver` said so;
 * `abandoned` ends it at once. `onWake` hands out a function that makes it look again without delay.
 */
export async function* followFile(
  path: string,
  options: { isOver: () => boolean; abandoned: AbortSignal; onWake: (wake: () => void) => void },
): AsyncGenerator<Uint8Array> {
  const file = await open(path, "r");
  let isAwake = false;
  let wakeUp = () => {};
  const wake = () => {
    isAwake = true;
    wakeUp();
  };
  const sleep = () =>
    new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, pollMs);
      wakeUp = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  const watcher = watchQuietly(path, wake);
  options.onWake(wake);
  // A reader that has stopped asking never comes to the end below.
  const abandon = () => {
    wake();
    watcher?.close();
    void file.close();
  };
  options.abandoned.addEventListener("abort", abandon);
  try {
    const buffer = Buffer.allocUnsafe(bytesAtOnce);
    let position = 0;
    while (!options.abandoned.aborted) {
      // Asked before reading: what was written before the end is read, whatever comes in between.
      const isOver = options.isOver();
      isAwake = false;
      const { bytesRead } = await file.read(buffer, 0, bytesAtOnce, position);
      if (bytesRead > 0) {
        position += bytesRead;
        yield Uint8Array.prototype.slice.call(buffer, 0, bytesRead);
      } else if (isOver) {
        return;
      } else if (!isAwake) {
        await sleep();
      }
    }
  } finally {
    options.abandoned.removeEventListener("abort", abandon);
    watcher?.close();
    await file.close();
  }
}

/** Watching is only for speed: where the system has no watch left, polling does. */
function watchQuietly(path: string, onChange: () => void) {
  try {
    return watch(path, { persistent: false }, onChange).on("error", () => undefined);
  } catch {
    return null;
  }
}
