import { createMemoryBlobs } from "@aac/adapters/blobs/memory";
import { createMemoryBus } from "@aac/adapters/bus/memory";
import { createMemoryQueue } from "@aac/adapters/queue/memory";
import { createKeyRing, createLocalVault } from "@aac/adapters/vault/local";
import { type Center, type Clock, defaultTiming, type Ids, silentLog, type Store } from "@aac/core";

/** A center without workers, for histories of what producers do by themselves. */
export function silentCenter(parts: { store: Store; clock: Clock; ids: Ids }): Center {
  return {
    ...parts,
    queue: createMemoryQueue({ clock: parts.clock, log: silentLog }),
    bus: createMemoryBus({ log: silentLog }),
    blobs: createMemoryBlobs(),
    vault: createLocalVault({
      keys: createKeyRing([{ id: "sim", key: Buffer.alloc(32, 1) }]),
      dataKeys: parts.store.system.dataKeys,
      ids: parts.ids,
      clock: parts.clock,
    }),
    log: silentLog,
    timing: defaultTiming,
  };
}
