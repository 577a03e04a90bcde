import { type Bus, type Clock, Problem, type Queue } from "@aac/core";
import type { Plan } from "./plan.ts";
import type { Random } from "./random.ts";

/** What queue and bus have in common: the broker between the processes. */
interface Broker {
  chances: Plan["messages"];
  isAway: () => boolean;
}

const latestMs = 8_000;
const againMs = 1_000;

/** How often and when a message arrives: not at all, once, twice, at once or late, and so out of order. */
function arrivals(random: Random, { lost, doubled, late }: Broker["chances"]): number[] {
  if (random.chance(lost)) return [];
  const delay = () => (random.chance(late) ? random.int(1, latestMs) : 0);
  return random.chance(doubled) ? [delay(), delay()] : [delay()];
}

const unavailable = () => new Problem("unavailable", "The broker does not answer.");

export function unreliableQueue(queue: Queue, clock: Clock, random: Random, { chances, isAway }: Broker): Queue {
  const reach = async () => {
    if (isAway()) throw unavailable();
  };
  return {
    ...queue,
    isShared: true,
    async wake(message) {
      await reach();
      for (const delay of arrivals(random, chances)) {
        if (delay === 0) await queue.wake(message);
        else void clock.sleep(delay).then(() => queue.wake(message));
      }
    },
    consume: (handle, options) =>
      queue.consume(async (message) => {
        // What the broker still has, it hands over when it is back.
        while (isAway()) await clock.sleep(againMs);
        await handle(message);
      }, options),
    depth: () => reach().then(queue.depth),
    check: () => reach().then(queue.check),
  };
}

export function unreliableBus(bus: Bus, clock: Clock, random: Random, { chances, isAway }: Broker): Bus {
  return {
    ...bus,
    publish(news) {
      if (isAway()) return;
      for (const delay of arrivals(random, chances)) {
        if (delay === 0) bus.publish(news);
        else void clock.sleep(delay).then(() => isAway() || bus.publish(news));
      }
    },
  };
}
