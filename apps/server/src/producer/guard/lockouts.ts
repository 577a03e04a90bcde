import type { Cache, Clock } from "@aac/core";

/** So many different wrong credentials are let pass; each one more locks it out for twice as long. */
const allowed = 10;
const firstMs = 30_000;
/** An account is locked less long: whoever knows the address could keep its owner out. */
const longestMs = { address: 3_600_000, account: 300_000 };
/** Wrong ones are remembered so long. */
const windowMs = 3_600_000;

/** Keeps guessers out: by the address they come from, and by the account they try, from wherever. */
export interface Lockouts {
  /** How long the address is still locked out; 0 when it is not. */
  leftMs(address: string): Promise<number>;
  /**
   * The address has offered a credential that is wrong. The same one again counts no more: that is no guess but a client
   * with an old key, and others share its address. Answers how long it is locked out for that; 0: it is not.
   */
  tell(address: string, digest: string): Promise<number>;
}

export function createLockouts(
  { cache, clock }: { cache: Cache; clock: Pick<Clock, "now"> },
  kind: "address" | "account" = "address",
): Lockouts {
  return {
    async leftMs(address) {
      const until = await cache.get(`locked:${kind}:${address}`);
      return until === null ? 0 : Math.max(0, Number(until) - clock.now());
    },
    async tell(address, digest) {
      if (!(await cache.add(`wrong:${kind}:${address}:${digest}`, "", windowMs))) return 0;
      const { count } = await cache.increment(`guesses:${kind}:${address}`, windowMs);
      if (count < allowed) return 0;
      const lockMs = Math.min(firstMs * 2 ** (count - allowed), longestMs[kind]);
      await cache.set(`locked:${kind}:${address}`, String(clock.now() + lockMs), lockMs);
      return lockMs;
    },
  };
}
