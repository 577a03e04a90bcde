import {
  announceBrokenSchedule,
  announceRuns,
  type Center,
  clearOrganizations,
  type Couriers,
  fireSchedules,
  forgetDeliveries,
  type PeopleParts,
  recountAll,
  takeTurn,
} from "@aac/core";
import { startCourier } from "./courier.ts";

/** A process that dies at the wrong moment leaves what is used wrong by a little. */
const recountEveryMs = 24 * 3_600_000;
/** Deleting what is old is not urgent. */
const forgetEveryMs = 600_000;

/** Of a store alone, without producers that have read of people and keys. */
const toldToNobody: PeopleParts = { reread: async () => undefined, revokeKey: async () => undefined };

/**
 * What the center does by itself, besides healing: schedules fire, and what there is to tell is told. Every producer
 * has one; they need not know of each other.
 */
export function startHerald(
  center: Center,
  couriers: Couriers,
  {
    everyMs = 1_000,
    random = Math.random,
    people = toldToNobody,
  }: { everyMs?: number; random?: () => number; people?: PeopleParts } = {},
): { stop(): Promise<void> } {
  const stopping = new AbortController();
  const repeat = async (what: string, pauseMs: number, work: () => Promise<unknown>) => {
    while (!stopping.signal.aborted) {
      await work().catch((error: unknown) => center.log.warn({ error }, `${what} failed; trying again`));
      await center.clock.sleep(pauseMs * (0.75 + random() * 0.5), stopping.signal);
    }
  };
  const loops = [
    repeat("firing schedules", everyMs, () =>
      fireSchedules(center, (schedule, firing) => announceBrokenSchedule(center, schedule, firing)),
    ),
    repeat("making deliveries", everyMs, () => announceRuns(center)),
    repeat("forgetting old deliveries", forgetEveryMs, () => forgetDeliveries(center)),
    repeat("deleting organizations", everyMs, () => clearOrganizations(center, people)),
    repeat("counting what is used", forgetEveryMs, async () => {
      if (await takeTurn(center, "recount usage", recountEveryMs)) await recountAll(center, stopping.signal);
    }),
  ];
  const courier = startCourier(center, couriers, { pollMs: everyMs / 2 });
  return {
    /** Stopping twice is fine. */
    async stop() {
      stopping.abort();
      await Promise.all([...loops, courier.stop()]);
    },
  };
}
