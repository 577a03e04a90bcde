export const longestKeyBytes = 1024;

/**
 * Files kept from sandboxes. Keys are `/`-separated paths made by us, at most 1,024 bytes long; each part is any text but
 * `.`, `..` and empty, and no key is the beginning of another's path, as with files and folders. Other keys are refused.
 */
export interface Blobs {
  /**
   * Keeps a file under a key, replacing what is there. It is there as a whole once this resolves, or not at all.
   * Throws Problem `disk_full` when there is no room; what `bytes` throws is thrown on. What holds the blobs may be away:
   * then each method throws Problem `unavailable`.
   */
  put(key: string, bytes: AsyncIterable<Uint8Array>): Promise<{ sizeBytes: number }>;
  /**
   * The bytes of a blob, or those of them from `start` to `end` (both included); null when it is not there. `sizeBytes`
   * is that of the whole blob. The bytes are read once, or not at all.
   */
  get(
    key: string,
    range?: { start: number; end: number },
  ): Promise<{ sizeBytes: number; bytes: AsyncIterable<Uint8Array> } | null>;
  /**
   * An address from which anybody can fetch the whole blob for some minutes, under these headers; null where none is given
   * out, or the blob is not there.
   */
  linkTo(key: string, headers: { contentType: string; contentDisposition: string }): Promise<string | null>;
  /** Deletes every blob whose key begins with `prefix` followed by `/`, or is it. */
  delete(prefix: string): Promise<void>;
  check(): Promise<{ detail: string }>;
  close(): Promise<void>;
}
