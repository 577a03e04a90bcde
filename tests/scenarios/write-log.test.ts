import { createMemoryBlobs } from "@aac/adapters/blobs/memory";
import { createMemoryBus } from "@aac/adapters/bus/memory";
import { createMemoryQueue } from "@aac/adapters/queue/memory";
import { createMemoryStore } from "@aac/adapters/store/memory";
import { createKeyRing, createLocalVault } from "@aac/adapters/vault/local";
import { type AttemptRecord, type Center, type Clock, defaultTiming, silentLog } from "@aac/core";
import { expect, test } from "vitest";
import { newAttempt } from "../../packages/core/src/flows/claim-job.ts";
import { readLog } from "../../packages/core/src/flows/read-log.ts";
import { writeLog } from "../../packages/core/src/flows/write-log.ts";
import { createMask } from "../../packages/core/src/domain/log/mask.ts";
import { sampleJob } from "../../packages/core/src/ports/store-samples.ts";

/** A clock whose sleepers wake when the test says so, or when they are told to. */
function createHeldClock(): Clock & { asleep(): Promise<() => void> } {
  let fellAsleep = Promise.withResolvers<() => void>();
  return {
    now: () => 1_790_000_000_000,
    sleep(_ms, signal) {
      return new Promise((resolve) => {
        signal?.addEventListener("abort", () => resolve());
        fellAsleep.resolve(resolve);
        fellAsleep = Promise.withResolvers();
      });
    },
    asleep: () => fellAsleep.promise,
  };
}

async function storedText(center: Center, attempt: AttemptRecord): Promise<string> {
  let text = "";
  for await (const stored of readLog(center.store.tenant(attempt.orgId), attempt.id)) text += stored.text;
  return text;
}

function centerOn(clock: Clock): Center {
  const store = createMemoryStore();
  const ids = () => "an-id";
  return {
    store,
    queue: createMemoryQueue({ clock, log: silentLog }),
    bus: createMemoryBus({ log: silentLog }),
    blobs: createMemoryBlobs(),
    vault: createLocalVault({
      keys: createKeyRing([{ id: "test", key: Buffer.alloc(32) }]),
      dataKeys: store.system.dataKeys,
      ids,
      clock,
    }),
    clock,
    ids,
    log: silentLog,
    timing: defaultTiming,
  };
}

test("a line that comes in the moment in which the writer stops waiting for lines is stored", async () => {
  // How many steps of the event loop's microtasks lie between the two decides what happens first.
  for (let steps = 0; steps < 20; steps++) {
    const clock = createHeldClock();
    const center = centerOn(clock);
    const job = sampleJob("a-job", { fence: 1, attempts: 1 });
    const attempt = newAttempt(job, { id: "a-worker", executor: "scripted" });
    await center.store.system.attempts.insert(attempt);

    const output = async function* () {
      const asleep = clock.asleep();
      yield Buffer.from("first\n");
      const wake = await asleep;
      wake();
      for (let step = 0; step < steps; step++) await Promise.resolve();
      yield Buffer.from("last\n");
    };
    const end = await writeLog(center, { job, attempt }, output(), {
      masker: createMask([]).stream(),
      maxBytes: 1_000,
      stored: { lines: 0, bytes: 0, cut: false },
    });
    expect.soft(await storedText(center, attempt), `${steps} steps`).toBe("first\nlast\n");
    expect.soft(end.lines, `${steps} steps`).toBe(2);
  }
});
