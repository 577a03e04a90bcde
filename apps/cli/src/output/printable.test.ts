import fc from "fast-check";
import { expect, test } from "vitest";
import { printable } from "./printable.ts";

const esc = "\u001b";

test("colours stay", () => {
  expect(printable(`${esc}[1;31mred${esc}[0m ${esc}[38:2::1:2:3mrgb${esc}[m`, true)).toBe(
    `${esc}[1;31mred${esc}[0m ${esc}[38:2::1:2:3mrgb${esc}[m`,
  );
});

test("colours go where none are wanted", () => {
  expect(printable(`${esc}[1;31mred${esc}[0m`, false)).toBe("red");
});

test.each([
  ["moving the cursor", `a${esc}[2A${esc}[Hb`],
  ["erasing the screen", `a${esc}[2J${esc}[?25lb`],
  ["setting the title", `a${esc}]0;owned\u0007b`],
  ["writing the clipboard", `a${esc}]52;c;b3duZWQ=${esc}\\b`],
  ["a device control string", `a${esc}P+q544e${esc}\\b`],
  ["resetting the terminal", `a${esc}cb`],
  ["switching the character set", `a${esc}(0b`],
  ["bell and backspace", "a\u0007\b\u0000b"],
  ["a CSI in one byte keeps no command", "a\u009bb"],
])("%s has no effect", (_, text) => expect(printable(text, true)).toBe("ab"));

test("a string sequence without an end loses its beginning only", () => {
  expect(printable(`a${esc}]0;not ended\nnext line\n`, true)).toBe("a0;not ended\nnext line\n");
});

test("a progress bar shows its last state", () => {
  expect(printable("10 %\r50 %\r100 %\ndone\r\n", true)).toBe("100 %\ndone\n");
});

test("a line of many megabytes is printable in no time to speak of", () => {
  const line = "x".repeat(20_000_000);
  expect(printable(`0 %\r${line}`, true)).toHaveLength(line.length);
});

test("whatever is written, no control character but tab, newline and SGR reaches the terminal", () => {
  const pieces = fc.constantFrom(esc, "[", "]", "0", ";", "m", "H", "\u0007", "\u009b", "\\", "\r", "\n", "\t", "x");
  fc.assert(
    fc.property(fc.array(pieces), (text) => {
      const shown = printable(text.join(""), true);
      // oxlint-disable-next-line no-control-regex -- what must not be there
      expect(shown.replace(/\u001b\[[0-9;:]*m/g, "")).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/);
    }),
    { numRuns: 5_000 },
  );
});
