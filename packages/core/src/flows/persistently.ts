import { toProblem } from "../domain/problems.ts";
import type { Center } from "./center.ts";

/**
 * Tries until it is stored, with a growing wait: a full disk or an absent database must not turn a green run into a
 * lost one. `work` must be safe to repeat. Throws what is no matter of waiting, and the last failure once `signal` aborts.
 */
export async function persistently<T>(
  center: Pick<Center, "clock" | "log">,
  work: () => Promise<T>,
  signal?: AbortSignal,
): Promise<T> {
  for (let waitMs = 200; ; waitMs = Math.min(waitMs * 2, 5_000)) {
    try {
      return await work();
    } catch (error) {
      const { code } = toProblem(error);
      if (signal?.aborted || (code !== "disk_full" && code !== "unavailable")) throw error;
      center.log.warn({ code }, "the store does not take it; trying again");
      await center.clock.sleep(waitMs, signal);
    }
  }
}
