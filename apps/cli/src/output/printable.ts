/* oxlint-disable no-control-regex -- control characters are what this file is about */

/** Escape sequences first, whole; then what control characters are left. Tabs and line ends stay. */
const controls = new RegExp(
  [
    "\\x1b\\[[0-?]*[ -/]*[@-~]", // CSI: cursor movement, erasing, modes, and SGR
    "\\x1b[\\]PX^_][^\\x07\\x1b\\x9c]*(?:\\x07|\\x1b\\\\|\\x9c)", // OSC, DCS, SOS, PM, APC: titles, clipboard, links
    "\\x1b[ -/]*[0-~]", // the short ones: reset, character sets; also the start of a string that never ends
    "[\\x00-\\x08\\x0b-\\x1f\\x7f-\\x9f]", // the rest of C0 and all of C1, of which 0x9b is CSI in one byte
  ].join("|"),
  "g",
);
const sgr = /^\x1b\[[0-9;:]*m$/;

/**
 * What a run wrote, made safe for a terminal: colours stay where wanted, everything else that would command the
 * terminal goes. Of a line that overwrote itself with carriage returns its last state stays, as a terminal shows it.
 */
export function printable(text: string, colored: boolean): string {
  const lines = text.includes("\r") ? text.split("\n").map(lastState).join("\n") : text;
  return lines.replace(controls, (sequence) => (colored && sgr.test(sequence) ? sequence : ""));
}

/** Plain searches, because an expression with `[^\n]*\r` takes quadratic time on a long line. */
function lastState(line: string): string {
  const text = line.replace(/\r+$/, "");
  return text.slice(text.lastIndexOf("\r") + 1);
}
