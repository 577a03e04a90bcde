import fc from "fast-check";
import { expect, test } from "vitest";
import { advance, leaveOut, type LogPosition } from "./log-position.ts";

test("what was read, and what is left out of reading it again, are the whole log, wherever it was cut", () => {
  const piece = fc.string({ unit: fc.constantFrom("a", "\n"), maxLength: 6 });
  fc.assert(
    fc.property(fc.array(piece), fc.array(piece), fc.integer({ min: 1, max: 5 }), (read, unread, again) => {
      const position: LogPosition = { lines: 0, bytes: 0 };
      for (const text of read) advance(position, Buffer.from(text));
      const whole = Buffer.from([...read, ...unread].join(""));
      const fresh = leaveOut(position);
      let rest = "";
      for (let at = 0; at < whole.length; at += again)
        rest += Buffer.from(fresh(whole.subarray(at, at + again))).toString();
      expect(rest).toBe(unread.join(""));
    }),
  );
});
