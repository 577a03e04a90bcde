/**
 * Start-time fair queueing (Goyal, Vin, Cheng 1996) over organizations. Every job gets a start tag when it is queued;
 * the lowest tag goes first. An organization's tags lie `1 / weight` apart, and never before the virtual time, which
 * is the tag of the job claimed last: who was away gets no credit, who queues much waits behind itself.
 */
export const tagStep = (weight: number) => 1 / weight;

/** The tags of `count` jobs, given where the organization's ledger stands after it was moved on for them. */
export function tagsUpTo(ledgerAfter: number, weight: number, count: number): number[] {
  const step = tagStep(weight);
  return Array.from({ length: count }, (_, index) => ledgerAfter - (count - index) * step);
}
