/**
 * Small values that may vanish at any moment, shared by all producers: one-time codes, counts of requests. What must not
 * be lost, such as idempotency keys, is in the store. Where the cache does not answer, each throws Problem `unavailable`;
 * what was asked may have been done or not.
 */
export interface Cache {
  get(key: string): Promise<string | null>;
  /** Kept for `ttlMs` at most. */
  set(key: string, value: string, ttlMs: number): Promise<void>;
  /** Sets only where nothing is; of several callers one is answered true. */
  add(key: string, value: string, ttlMs: number): Promise<boolean>;
  /** Reads and removes in one step: of several callers one gets the value. */
  take(key: string): Promise<string | null>;
  /** Counts one more in a window that begins with the first count; answers the count and when the window ends. */
  increment(key: string, windowMs: number): Promise<{ count: number; resetsInMs: number }>;
  delete(key: string): Promise<void>;
  check(): Promise<{ detail: string }>;
  close(): Promise<void>;
}
