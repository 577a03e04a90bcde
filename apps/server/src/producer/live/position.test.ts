import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { formatPosition, parsePosition, type Position, positionIn } from "./position.ts";

const count = fc.integer({ min: 0, max: 10 ** 12 });
const place = fc.tuple(fc.integer({ min: 1, max: 64 }), fc.integer({ min: 1, max: 9 }));
const positions: fc.Arbitrary<Position> = fc.record({
  revision: count,
  analysis: count,
  attempts: fc
    .uniqueArray(fc.tuple(place, fc.record({ lines: count, results: count, artifacts: count })), {
      selector: ([at]) => at.join("."),
      maxLength: 64,
    })
    .map((all) => new Map(all.map(([at, position]) => [at.join("."), position]))),
});

test("what was sent as an id is understood when it comes back", () => {
  fc.assert(
    fc.property(positions, (position) => {
      const again = parsePosition(formatPosition(position));
      expect(again.revision).toBe(position.revision);
      expect(again.analysis).toBe(position.analysis);
      for (const [key, at] of position.attempts) {
        const [shard, attempt] = key.split(".").map(Number);
        expect(positionIn(again, shard!, attempt!)).toEqual(at);
      }
    }),
  );
});

test("the id of the largest run there can be fits into what a request may send", () => {
  const attempts = new Map<string, { lines: number; results: number; artifacts: number }>();
  for (let shard = 1; shard <= 64; shard++) {
    // Three attempts that our own failure ended at once, and one that put out much.
    for (let attempt = 1; attempt <= 3; attempt++) attempts.set(`${shard}.${attempt}`, none);
    attempts.set(`${shard}.4`, { lines: 10 ** 9, results: 200_000, artifacts: 10_000 });
  }
  expect(formatPosition({ revision: 10 ** 6, analysis: 10 ** 3, attempts }).length).toBeLessThan(4096);
});
const none = { lines: 0, results: 0, artifacts: 0 };

describe("what is refused", () => {
  test.each([
    "",
    "x",
    "7;",
    "7;1=2,3,4",
    "7;1.1=2,3",
    "7;1.1=-2,3,4",
    "7;1.1=2,3,4;",
    "7;a=",
    "7;a=-1",
    "7;1.1=2,3,4;a=1",
    "1e9",
    "7\n8",
    "9".repeat(16),
  ])("%j", (text) => {
    expect(() => parsePosition(text)).toThrow(expect.objectContaining({ code: "invalid_cursor" }));
  });
});

test("without a position everything is new", () => {
  const position = parsePosition(undefined);
  expect([position.revision, positionIn(position, 3, 1)]).toEqual([0, none]);
});
