import type { Clock, Ids } from "@aac/core";
import { monotonicFactory } from "ulid";

/**
 * ULIDs in lower case (they become container names): 26 characters that sort by the millisecond they were made in and,
 * within one process, in the order they were made in, also when the clock steps back.
 */
export function createIds(clock: Clock): Ids {
  const next = monotonicFactory();
  return () => next(clock.now()).toLowerCase();
}
