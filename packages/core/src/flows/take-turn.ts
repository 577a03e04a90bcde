import type { Center } from "./center.ts";

/** Clocks of several hosts may differ by so much without a turn being taken twice. */
const clockSkewMs = 2_000;

/**
 * For what one of all processes does every `everyMs`: whether it is now this one's turn. Who has the turn and dies
 * leaves the next one to whoever comes first. May, rarely, be answered to two: what is done must bear that.
 */
export async function takeTurn({ store, clock }: Center, name: string, everyMs: number): Promise<boolean> {
  const { counters } = store.system;
  const id = `turn:${name}`;
  const now = clock.now();
  const next = { value: now + everyMs };
  if (await counters.update(id, { value: { lte: now } }, next)) return true;
  // Set by a clock that was far ahead: nobody would have a turn until it is reached.
  if (await counters.update(id, { value: { gt: next.value + clockSkewMs } }, next)) return true;
  return counters.insert({ id, ...next });
}
