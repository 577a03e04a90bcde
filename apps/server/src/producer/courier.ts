import { type Center, claimDelivery, type Couriers, deliver } from "@aac/core";

/** How long stopping waits for tries that are under way before it gives them up. */
const graceMs = 3_000;

export interface CourierOptions {
  /** Deliveries at a time, and of these at most so many to one receiver. */
  concurrency?: number;
  perReceiver?: number;
  pollMs: number;
}

/**
 * Delivers what is due, many at a time but few to one receiver: who is slow, or hangs, makes only its own deliveries
 * wait. Stopping waits a little for those under way.
 */
export function startCourier(
  center: Center,
  couriers: Couriers,
  { concurrency = 32, perReceiver = 4, pollMs }: CourierOptions,
): { stop(): Promise<void> } {
  const stopping = new AbortController();
  const leaving = new AbortController();
  const active = new Set<Promise<void>>();
  const held = new Map<string, number>();
  let woken = Promise.withResolvers<void>();

  const hold = (receiver: string, by: number) => {
    const count = (held.get(receiver) ?? 0) + by;
    if (count > 0) held.set(receiver, count);
    else held.delete(receiver);
  };
  const busy = () => [...held].flatMap(([receiver, count]) => (count >= perReceiver ? receiver : []));

  const fill = async () => {
    while (active.size < concurrency && !stopping.signal.aborted) {
      const delivery = await claimDelivery(center, busy());
      if (!delivery) return;
      hold(delivery.receiver, 1);
      const work = deliver(center, couriers, delivery, leaving.signal)
        .catch((error: unknown) => center.log.warn({ delivery: delivery.id, error }, "a try could not be stored"))
        .finally(() => {
          hold(delivery.receiver, -1);
          active.delete(work);
          woken.resolve();
        });
      active.add(work);
    }
  };
  const loop = (async () => {
    while (!stopping.signal.aborted) {
      woken = Promise.withResolvers<void>();
      await fill().catch((error: unknown) => center.log.warn({ error }, "deliveries could not be claimed"));
      const over = new AbortController();
      const signal = AbortSignal.any([stopping.signal, over.signal]);
      await Promise.race([center.clock.sleep(pollMs, signal), woken.promise]);
      over.abort();
    }
  })();

  return {
    async stop() {
      stopping.abort();
      await loop;
      const over = new AbortController();
      const all = Promise.all(active).then(() => over.abort());
      await center.clock.sleep(graceMs, over.signal);
      leaving.abort();
      await all;
    },
  };
}
