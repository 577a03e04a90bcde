/** The bytes of a source, counted; what it threw is told from what the server did. */
export function watchSource(bytes: AsyncIterable<Uint8Array>) {
  let size = 0;
  let isAsked = true;
  let failure: Error | null = null;
  async function* watched() {
    try {
      for await (const piece of bytes) {
        size += piece.length;
        isAsked = false;
        // It waits for its part to be full, and a source may use its buffer again.
        yield Buffer.from(piece);
        isAsked = true;
      }
    } catch (error) {
      // Else it is the upload that gives up.
      if (isAsked) failure = error as Error;
      throw error;
    }
  }
  return { bytes: watched(), sizeBytes: () => size, failure: () => failure };
}
