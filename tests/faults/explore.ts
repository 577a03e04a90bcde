import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { makeBusyboxImage } from "../services/images.ts";
import { startFaultyEngine } from "./faulty-engine.ts";
import { type Played, playLane } from "./lane.ts";
import type { LayoutName } from "./layouts.ts";
import { startRealServers } from "./real-servers.ts";
import { canMakeDisks } from "./small-disk.ts";

/** Of twenty histories, so many are played on each layout. */
const shares = [
  ["all in one process", 5],
  ["producer and worker", 3],
  ["producer and two workers", 4],
  ["a small disk", 2],
  ["containers", 3],
  ["several hosts", 3],
] as const satisfies readonly (readonly [LayoutName, number])[];

export interface ExploreOptions {
  histories: number;
  /** The first seed; the others follow it. */
  seed: number;
  onHistory?: (played: Played) => void;
}

export interface Explored {
  played: Played[];
  /** Layouts that this machine cannot have. */
  skipped: LayoutName[];
}

/** Plays histories on real processes, those of one layout one after the other, the layouts side by side. */
export async function explore({ histories, seed, onHistory }: ExploreOptions): Promise<Explored> {
  const [engine, servers] = await Promise.all([startFaultyEngine(), startRealServers()]);
  const compileCache = await mkdtemp(join(tmpdir(), "aac-faults-cache-"));
  const skipped: LayoutName[] = [];
  const canHave = (layout: LayoutName) => {
    if (layout === "containers") return engine !== null;
    if (layout === "several hosts") return servers !== null;
    return layout !== "a small disk" || canMakeDisks();
  };
  try {
    const image = "aac-faults:1";
    if (engine) await makeBusyboxImage(engine.host, image);
    let next = seed;
    const lanes = shares.map(([layout, share]) => {
      const count = Math.max(1, Math.round((histories * share) / 20));
      const seeds = Array.from({ length: count }, () => next++);
      const isHere = canHave(layout);
      if (!isHere) skipped.push(layout);
      const docker = layout === "containers" && engine ? { host: engine.host, image, engine } : null;
      return isHere
        ? playLane({
            layout,
            seeds,
            compileCache,
            docker,
            servers: layout === "several hosts" ? servers : null,
            ...(onHistory ? { onHistory } : {}),
          })
        : Promise.resolve<Played[]>([]);
    });
    // All end before their servers do, also where one of them could not go on.
    await Promise.allSettled(lanes);
    return { played: (await Promise.all(lanes)).flat(), skipped };
  } finally {
    await engine?.stop();
    await servers?.stop();
    await rm(compileCache, { recursive: true, force: true });
  }
}
