/** Small values that may vanish at any moment, shared by all producers: one-time codes, counts of requests. */
export interface Cache {
  get(key: string): Promise<string | null>;
  /** Kept for `ttlMs` at most. */
  set(key: string, value: string, ttlMs: number): Promise<void>;
  /** Reads and removes in one step: of several callers one gets the value. */
  take(key: string): Promise<string | null>;
  /** Counts one more in a window that begins with the first count; answers the count and when the window ends. */
  increment(key: string, windowMs: number): Promise<{ count: number; resetsInMs: number }>;
  delete(key: string): Promise<void>;
  check(): Promise<{ detail: string }>;
  close(): Promise<void>;
}
