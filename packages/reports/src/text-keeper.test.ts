import fc from "fast-check";
import { expect, test } from "vitest";
import { announceSeed } from "./testing/seed.ts";
import { createTextKeeper } from "./text-keeper.ts";

const seed = announceSeed("text-keeper.test.ts");

test("the beginning and the end are kept, within the limit, whatever the pieces", () => {
  const pieces = fc.array(fc.string({ maxLength: 300 }), { maxLength: 40 });
  fc.assert(
    fc.property(pieces, fc.integer({ min: 100, max: 1_000 }), (given, maxChars) => {
      const keeper = createTextKeeper(maxChars);
      for (const piece of given) keeper.append(piece);
      const whole = given.join("");
      const kept = keeper.text();
      const [head, tail] = kept.split(/\n… \d+ characters are missing here …\n/);
      expect(kept === whole || kept.length <= maxChars).toBe(true);
      expect(whole.startsWith(head!) && whole.endsWith(tail ?? head!)).toBe(true);
      expect(keeper.size()).toBeLessThanOrEqual(2 * maxChars);
    }),
    { seed },
  );
});

test("it says how much is missing", () => {
  const keeper = createTextKeeper(164);
  keeper.append(`${"a".repeat(50)}${"b".repeat(900)}`);
  keeper.append("c".repeat(50));
  expect(keeper.text()).toBe(`${"a".repeat(50)}\n… 900 characters are missing here …\n${"c".repeat(50)}`);
});
