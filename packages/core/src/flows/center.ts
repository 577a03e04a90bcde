import type { Quotas } from "../domain/tenancy/quotas.ts";
import type { Blobs } from "../ports/blobs.ts";
import type { Bus } from "../ports/bus.ts";
import type { Clock, Ids } from "../ports/clock.ts";
import type { Log } from "../ports/log.ts";
import { type Observer, silentObserver } from "../ports/observer.ts";
import type { Queue } from "../ports/queue.ts";
import type { Store } from "../ports/store.ts";
import type { Vault } from "../ports/vault.ts";

/** What every flow works with. */
export interface Center {
  store: Store;
  queue: Queue;
  bus: Bus;
  blobs: Blobs;
  vault: Vault;
  clock: Clock;
  ids: Ids;
  log: Log;
  timing: Timing;
  /** What holds for organizations that have no quotas of their own. Default: no limits. */
  quotas?: Quotas;
  /** Where sandboxes reach the API, for suites that report while they run. Default: they are not told. */
  apiUrl?: string | null;
  /** Hears what happens, for metrics and traces. Default: nobody does. */
  observer?: Observer;
}

export const observerOf = ({ observer }: Pick<Center, "observer">): Observer => observer ?? silentObserver;

export interface Timing {
  /** How long a claim holds without a heartbeat. */
  leaseMs: number;
  heartbeatMs: number;
  /** How long after its lease a job waits for a worker of the same host to take its sandbox up again. */
  adoptionMs: number;
  sweepMs: number;
  /** When the reports of a suite that still runs are looked into first; later ever more rarely. */
  reportsMs: number;
  /** What a command gets between being asked to end and being killed. */
  killGraceMs: number;
}

/**
 * A dead worker's job is with another within `leaseMs` + `adoptionMs` + a sweep (at most 1.25 times `sweepMs`), which is
 * less than 15 s; a worker that comes back to the same host before that takes its sandbox up.
 */
export const defaultTiming: Timing = {
  leaseMs: 6_000,
  heartbeatMs: 1_800,
  adoptionMs: 6_000,
  sweepMs: 2_000,
  reportsMs: 5_000,
  killGraceMs: 5_000,
};
