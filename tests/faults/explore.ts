import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { makeBusyboxImage } from "../services/images.ts";
import { startFaultyEngine } from "./faulty-engine.ts";
import { type Played, playLane } from "./lane.ts";
import type { LayoutName } from "./layouts.ts";
import { canMakeDisks } from "./small-disk.ts";

/** Of twenty histories, so many are played on each layout. */
const shares = [
  ["all in one process", 6],
  ["producer and worker", 4],
  ["producer and two workers", 5],
  ["a small disk", 2],
  ["containers", 3],
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
  const engine = await startFaultyEngine();
  const compileCache = await mkdtemp(join(tmpdir(), "aac-faults-cache-"));
  const skipped: LayoutName[] = [];
  try {
    const image = "aac-faults:1";
    if (engine) await makeBusyboxImage(engine.host, image);
    let next = seed;
    const lanes = shares.map(([layout, share]) => {
      const count = Math.max(1, Math.round((histories * share) / 20));
      const seeds = Array.from({ length: count }, () => next++);
      const isHere = layout === "containers" ? engine !== null : layout !== "a small disk" || canMakeDisks();
      if (!isHere) skipped.push(layout);
      const docker = layout === "containers" && engine ? { host: engine.host, image, engine } : null;
      return isHere
        ? playLane({ layout, seeds, compileCache, docker, ...(onHistory ? { onHistory } : {}) })
        : Promise.resolve<Played[]>([]);
    });
    return { played: (await Promise.all(lanes)).flat(), skipped };
  } finally {
    await engine?.stop();
    await rm(compileCache, { recursive: true, force: true });
  }
}
