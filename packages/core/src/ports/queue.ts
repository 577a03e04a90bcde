import type { WakeUp } from "@aac/contract";

/** Ends what was started. Ending twice is fine; resolves when it is over. */
export type Stop = () => Promise<void>;

/**
 * Wakes workers: one message for every job that waits, so that its length is the work waiting. Delivers at least once,
 * in no particular order, to one consumer each; may lose everything at any moment (the sweep wakes again).
 */
export interface Queue {
  /** Whether what one process wakes, another may hear. */
  readonly isShared: boolean;
  /** Resolves when the message is kept. Throws when it is not: the caller goes on, the sweep will find the job. */
  wake(message: WakeUp): Promise<void>;
  /**
   * Hands messages to `handle`, at most `concurrency` at a time. A message is done with when `handle` resolves, that is
   * when the job is claimed, not when it has ended; when it throws, the message comes again after a while.
   * Stopping waits for handlers that are under way.
   */
  consume(handle: (message: WakeUp) => Promise<void>, options: { concurrency: number }): Promise<Stop>;
  /** How many messages wait. */
  depth(): Promise<number>;
  check(): Promise<{ detail: string }>;
  close(): Promise<void>;
}
