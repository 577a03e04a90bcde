import { expect, test } from "vitest";
import { canMount, runOnSmallDisk } from "../../on-small-disk.ts";

test.skipIf(!canMount())(
  "on a disk that is full a blob is refused whole, and it goes on when there is room",
  async () => {
    const script = new URL("./full-disk.process.ts", import.meta.url);
    const full = Array.from({ length: 4 }, () => "disk_full");
    expect(await runOnSmallDisk(script, 4.5 * 1024 * 1024)).toEqual({
      outcomes: ["stored", "stored", "stored", "stored", ...full],
      there: [true, true, true, true, false, false, false, false],
      leftBehind: [],
      again: { sizeBytes: 1024 * 1024 },
    });
  },
);
