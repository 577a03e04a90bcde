/** How long clients may take: whoever sends byte by byte holds a connection, and is not to hold it for long. */
export interface Patience {
  /** Nothing sent and nothing taken in a connection. Event streams send something more often. */
  connectionTimeout: number;
  /** From the first byte of a request to its last: long enough for the largest upload over a slow line. */
  requestTimeout: number;
  /** The same for a body of JSON, which is small. */
  bodyMs: number;
}

const usual: Patience = { connectionTimeout: 120_000, requestTimeout: 30 * 60_000, bodyMs: 30_000 };

export const patience = (wanted: Partial<Patience> = {}): Patience => ({ ...usual, ...wanted });
