import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Run } from "@aac/contract";
import { checkHistory, checkStaysFinal, type Observed } from "./check-history.ts";
import type { FaultyEngine } from "./faulty-engine.ts";
import type { Inflicted } from "./inflict.ts";
import { type Layout, type LayoutName, layouts } from "./layouts.ts";
import { makePlan } from "./plan.ts";
import { playHistory, registerSuites, suiteFolder } from "./play-history.ts";
import { startRealCenter } from "./real-center.ts";
import type { RealServers } from "./real-servers.ts";
import { readRecoveries, type Recovery } from "./recoveries.ts";

export interface LaneOptions {
  layout: LayoutName;
  /** One history each, one after the other, on one center. */
  seeds: readonly number[];
  /** Where compiled code is kept, for processes to start faster. */
  compileCache: string;
  docker: { host: string; image: string; engine: FaultyEngine | null } | null;
  servers?: RealServers | null;
  onHistory?: (played: Played) => void;
}

/** A history that was played, and what came of it. */
export interface Played {
  layout: LayoutName;
  seed: number;
  observed: Observed;
  inflicted: Inflicted[];
  recoveries: Recovery[];
  /** What did not hold, in words. */
  broken: string[];
  durationMs: number;
}

/** Short, so that a history takes seconds; longer where every heartbeat goes by a server that is shared. */
const leaseOf = ({ hasServers }: Layout) => (hasServers ? 4_000 : 1_500);

/** Plays histories on one center of real processes, which goes from one to the next as the last has left it. */
export async function playLane(options: LaneOptions): Promise<Played[]> {
  const { docker } = options;
  const layout: Layout = layouts[options.layout];
  const leaseMs = leaseOf(layout);
  const center = await startRealCenter({
    layout,
    folder: await mkdtemp(join(tmpdir(), "aac-faults-")),
    dockerHost: docker?.host ?? null,
    servers: options.servers ?? null,
    settings: {
      LEASE_MS: String(leaseMs),
      SHUTDOWN_GRACE_MS: "300",
      WORKER_CONCURRENCY: "6",
      NODE_COMPILE_CACHE: options.compileCache,
    },
  });
  const all: Played[] = [];
  try {
    await registerSuites(center.client, { directory: suiteFolder, image: docker?.image ?? null });
    for (const seed of options.seeds) {
      const startedAt = performance.now();
      const plan = makePlan(seed, layout, leaseMs);
      const { observed, inflicted } = await playHistory(plan, {
        center,
        engine: docker?.engine ?? null,
        dockerHost: docker?.host ?? null,
        name: `h${seed}`,
      });
      const durationMs = performance.now() - startedAt;
      const broken = checkHistory(observed);
      const recoveries = await readRecoveries(center, layout, inflicted);
      const played = { layout: options.layout, seed, observed, inflicted, recoveries, broken, durationMs };
      all.push(played);
      options.onHistory?.(played);
    }
    // Much has happened to the center since most of them ended.
    for (const { observed, broken } of all) {
      for (const { run } of observed.runs) if (run) broken.push(...(await lookAgain(run)));
    }
  } finally {
    await center.stop();
  }
  return all;

  async function lookAgain(run: Run): Promise<string[]> {
    return checkStaysFinal(run, await center.client.call("getRun", { params: { run: run.id } }));
  }
}
