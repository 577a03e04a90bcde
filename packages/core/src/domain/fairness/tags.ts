/**
 * Start-time fair queueing (Goyal, Vin, Cheng 1996) over organizations. Every job gets a start tag when it is queued;
 * the lowest tag goes first. An organization's tags lie `1 / weight` apart, and never before the virtual time, which
 * is the tag of the job claimed last: who was away gets no credit, who queues much waits behind itself.
 */
export interface Ledger {
  /** Where the organization's next job starts, at the earliest. */
  nextTag: number;
}

/** Tags for `count` jobs queued at once, and the ledger after them. */
export function assignTags(
  ledger: Ledger,
  virtualTime: number,
  weight: number,
  count: number,
): { tags: number[]; ledger: Ledger } {
  const first = Math.max(ledger.nextTag, virtualTime);
  const step = 1 / weight;
  return {
    tags: Array.from({ length: count }, (_, index) => first + index * step),
    ledger: { nextTag: first + count * step },
  };
}
