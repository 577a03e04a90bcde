import {
  announceBrokenSchedule,
  announceRuns,
  type Center,
  type Couriers,
  fireSchedules,
  forgetDeliveries,
} from "@aac/core";
import { startCourier } from "./courier.ts";

const schedulesEveryMs = 1_000;
const noticesEveryMs = 1_000;
/** Deleting what is old is not urgent. */
const forgetEveryMs = 600_000;

/**
 * What the center does by itself, besides healing: schedules fire, and what there is to tell is told. Every producer
 * has one; they need not know of each other.
 */
export function startHerald(
  center: Center,
  couriers: Couriers,
  { random = Math.random }: { random?: () => number } = {},
): { stop(): Promise<void> } {
  const stopping = new AbortController();
  const repeat = async (what: string, everyMs: number, work: () => Promise<unknown>) => {
    while (!stopping.signal.aborted) {
      await work().catch((error: unknown) => center.log.warn({ error }, `${what} failed; trying again`));
      await center.clock.sleep(everyMs * (0.75 + random() * 0.5), stopping.signal);
    }
  };
  const loops = [
    repeat("firing schedules", schedulesEveryMs, () =>
      fireSchedules(center, (schedule, firing) => announceBrokenSchedule(center, schedule, firing)),
    ),
    repeat("making deliveries", noticesEveryMs, () => announceRuns(center)),
    repeat("forgetting old deliveries", forgetEveryMs, () => forgetDeliveries(center)),
  ];
  const courier = startCourier(center, couriers);
  return {
    /** Stopping twice is fine. */
    async stop() {
      stopping.abort();
      await Promise.all([...loops, courier.stop()]);
    },
  };
}
