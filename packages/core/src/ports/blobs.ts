/** Files kept from sandboxes. Keys are `/`-separated paths made by us; each part is any text but `.`, `..` and empty. */
export interface Blobs {
  /**
   * Keeps a file under a key, replacing what is there. It is there as a whole once this resolves, or not at all.
   * Throws Problem `disk_full` when there is no room; what `bytes` throws is thrown on.
   */
  put(key: string, bytes: AsyncIterable<Uint8Array>): Promise<{ sizeBytes: number }>;
  /** The bytes of a blob, or those from `start` to `end` (both included); null when it is not there. */
  get(
    key: string,
    range?: { start: number; end: number },
  ): Promise<{ sizeBytes: number; bytes: AsyncIterable<Uint8Array> } | null>;
  /** Deletes every blob whose key begins with `prefix` followed by `/`, or is it. */
  delete(prefix: string): Promise<void>;
  check(): Promise<{ detail: string }>;
  close(): Promise<void>;
}
