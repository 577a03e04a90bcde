import { expect, test } from "vitest";
import { canMount, runOnSmallDisk } from "../../on-small-disk.ts";

test.skipIf(!canMount())(
  "on a disk that is full nothing is lost or half done, and it goes on when there is room",
  async () => {
    const script = new URL("./full-disk.process.ts", import.meta.url);
    const { stored, ...outcome } = (await runOnSmallDisk(script, 12_000_000)) as { stored: number };
    expect(stored).toBeGreaterThan(50);
    expect(outcome).toEqual({
      refusals: ["disk_full"],
      whenFull: stored,
      areWhole: true,
      isStoredAgain: true,
      afterwards: stored + 1,
    });
  },
);
