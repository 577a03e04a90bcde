import { styleText } from "node:util";
import type { State } from "@aac/contract";

type Format = Parameters<typeof styleText>[0];
/** Colours a text where colours are wanted, and leaves it as it is elsewhere. */
export type Paint = (format: Format, text: string) => string;

export function createPaint(colored: boolean): Paint {
  return (format, text) => (colored ? styleText(format, text, { validateStream: false }) : text);
}

/** How each state looks: a mark that can be told apart without colours too. */
export const looks: Record<State, { mark: string; word: string; format: Format }> = {
  queued: { mark: "·", word: "queued", format: "gray" },
  running: { mark: "▶", word: "running", format: "cyan" },
  passed: { mark: "✔", word: "passed", format: "green" },
  failed: { mark: "✘", word: "failed", format: "red" },
  errored: { mark: "!", word: "errored", format: "magenta" },
  timedOut: { mark: "!", word: "timed out", format: "yellow" },
  cancelled: { mark: "-", word: "cancelled", format: "gray" },
};
