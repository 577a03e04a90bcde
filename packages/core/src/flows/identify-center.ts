import type { Center } from "./center.ts";

const id = "center";
/** Whole numbers are exact up to here. */
const numbers = 2 ** 48;

/**
 * What tells this center from others on the same engine or cluster: drawn once, and kept in the store, so that all of
 * its processes say the same. `random` is from 0 to below 1.
 */
export async function identifyCenter({ store }: Pick<Center, "store">, random: () => number): Promise<string> {
  const { counters } = store.system;
  await counters.insert({ id, value: Math.floor(random() * numbers) });
  const { value } = (await counters.get(id))!;
  return `center-${value.toString(36)}`;
}
