import { createRandom, type Random } from "../simulation/random.ts";
import type { Layout } from "./layouts.ts";
import type { ServerName } from "./real-servers.ts";

/** One run of a history: when it is triggered and what its suite does. */
export interface PlannedRun {
  atMs: number;
  shards: number;
  lines: number;
  /** So many lines at a time, `pauseMs` apart. */
  burst: number;
  pauseMs: number;
  /** Nothing is printed for so long before the suite ends. */
  silenceMs: number;
  passed: number;
  failed: number;
  /** It leaves a process running in a session of its own. */
  leavesDaemon: boolean;
  ignoresTerm: boolean;
  /** The suite it runs has a limit that it does not keep. */
  isTooLong: boolean;
  /** When somebody cancels it; null: nobody. */
  cancelAtMs: number | null;
}

/** What goes wrong, and when. */
export type PlannedFault =
  /** `kill -9`, and started again after a while. */
  | { kind: "kill"; atMs: number; member: string; backAfterMs: number }
  /** SIGSTOP, and SIGCONT after a while. */
  | { kind: "pause"; atMs: number; member: string; forMs: number }
  /** SIGSTOP, and killed without ever going on. */
  | { kind: "hang"; atMs: number; member: string; forMs: number; backAfterMs: number }
  /** SIGTERM, and started again as soon as it has ended. */
  | { kind: "restart"; atMs: number; member: string }
  /** Another process holds a write transaction on the database. */
  | { kind: "lockDatabase"; atMs: number; forMs: number }
  | { kind: "fillDisk"; atMs: number; forMs: number }
  /** `kill -9` of the container engine, which is started again; with `keepsContainers` they outlive it. */
  | { kind: "killEngine"; atMs: number; keepsContainers: boolean; backAfterMs: number }
  /** `kill -9` of a server that the processes share, and started again after a while on what it has kept. */
  | { kind: "killServer"; atMs: number; server: ServerName; backAfterMs: number }
  /** SIGSTOP of one, and SIGCONT after a while: connections stay, and nothing is answered. */
  | { kind: "pauseServer"; atMs: number; server: ServerName; forMs: number }
  /** Between one process and one server nothing passes for a while. */
  | { kind: "cutLink"; atMs: number; member: string; server: ServerName; forMs: number }
  /** Everything in the cache is gone. */
  | { kind: "flushCache"; atMs: number };

export type FaultKind = PlannedFault["kind"];

/** A history before it happens. What is planned follows from the seed; how it goes does not, as the processes are real. */
export interface Plan {
  seed: number;
  runs: PlannedRun[];
  faults: PlannedFault[];
}

/** The limit of the suite that does not keep it. */
export const limitMs = 2_500;

export function makePlan(seed: number, layout: Layout, leaseMs: number): Plan {
  const random = createRandom(seed);
  return {
    seed,
    runs: Array.from({ length: random.int(1, 3) }, () => planRun(random)),
    faults: Array.from({ length: random.pick([1, 2, 2, 3]) }, () => planFault(random, layout, leaseMs)),
  };
}

function planRun(random: Random): PlannedRun {
  const atMs = random.int(0, 1_000);
  const isTooLong = random.chance(0.1);
  const [lines, burst, pauseMs] = random.pick([
    [60, 3, 100],
    [20, 1, 150],
    [4_000, 2_000, 700],
    [3, 3, 100],
    [0, 1, 100],
  ]);
  return {
    atMs,
    shards: random.pick([1, 1, 1, 2]),
    lines,
    burst,
    pauseMs,
    silenceMs: isTooLong ? 600_000 : random.pick([0, 0, 500, 2_500]),
    passed: random.int(0, 30),
    failed: random.pick([0, 0, 0, 2]),
    leavesDaemon: random.chance(0.2),
    ignoresTerm: random.chance(0.1),
    isTooLong,
    cancelAtMs: random.chance(0.25) ? atMs + random.int(0, 4_000) : null,
  };
}

function planFault(random: Random, layout: Layout, leaseMs: number): PlannedFault {
  const atMs = random.int(0, 4_000);
  // Whatever else a layout is for comes as often as all the rest.
  if (layout.smallDisk && random.chance(0.5)) return { kind: "fillDisk", atMs, forMs: random.int(300, 3 * leaseMs) };
  if (layout.executor === "docker" && random.chance(0.3))
    return { kind: "killEngine", atMs, keepsContainers: random.chance(0.5), backAfterMs: random.pick([0, 0, 2_000]) };
  const member = random.pick(layout.members).name;
  if (layout.hasServers && random.chance(0.6)) return planServerFault(random, { atMs, member, leaseMs });
  switch (random.int(0, 9)) {
    case 0:
    case 1:
    case 2:
    case 3:
      return { kind: "kill", atMs, member, backAfterMs: random.pick([0, 0, 400, 2 * leaseMs]) };
    case 4:
    case 5:
      return { kind: "pause", atMs, member, forMs: random.int(leaseMs / 2, 3 * leaseMs) };
    case 6:
      return { kind: "hang", atMs, member, forMs: random.int(100, 2 * leaseMs), backAfterMs: 0 };
    case 7:
    case 8:
      return { kind: "restart", atMs, member };
    default:
      if (layout.hasServers) return { kind: "restart", atMs, member };
      return { kind: "lockDatabase", atMs, forMs: random.int(leaseMs / 2, 3 * leaseMs) };
  }
}

function planServerFault(
  random: Random,
  { atMs, member, leaseMs }: { atMs: number; member: string; leaseMs: number },
): PlannedFault {
  const server = random.pick(["store", "broker", "broker", "cache"] as const);
  const forMs = random.int(leaseMs / 2, 2 * leaseMs);
  switch (random.int(0, 6)) {
    case 0:
    case 1:
      return { kind: "killServer", atMs, server, backAfterMs: random.pick([0, 500, 2 * leaseMs]) };
    case 2:
    case 3:
      return { kind: "pauseServer", atMs, server, forMs };
    case 4:
    case 5:
      return { kind: "cutLink", atMs, member, server, forMs };
    default:
      return { kind: "flushCache", atMs };
  }
}
