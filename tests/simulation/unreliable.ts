import type { Bus, Clock, Queue } from "@aac/core";
import type { Plan } from "./plan.ts";
import type { Random } from "./random.ts";

type Chances = Plan["messages"];
const latestMs = 8_000;

/** How often and when a message arrives: not at all, once, twice, at once or late, and so out of order. */
function arrivals(random: Random, { lost, doubled, late }: Chances): number[] {
  if (random.chance(lost)) return [];
  const delay = () => (random.chance(late) ? random.int(1, latestMs) : 0);
  return random.chance(doubled) ? [delay(), delay()] : [delay()];
}

export function unreliableQueue(queue: Queue, clock: Clock, random: Random, chances: Chances): Queue {
  return {
    ...queue,
    async wake(message) {
      for (const delay of arrivals(random, chances)) {
        if (delay === 0) await queue.wake(message);
        else void clock.sleep(delay).then(() => queue.wake(message));
      }
    },
  };
}

export function unreliableBus(bus: Bus, clock: Clock, random: Random, chances: Chances): Bus {
  return {
    ...bus,
    publish(news) {
      for (const delay of arrivals(random, chances)) {
        if (delay === 0) bus.publish(news);
        else void clock.sleep(delay).then(() => bus.publish(news));
      }
    },
  };
}
