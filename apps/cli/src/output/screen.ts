import type { TextOutput } from "../host.ts";

/** A terminal with text that scrolls and, below it, one status line that is redrawn. */
export interface Screen {
  /** Writes whole lines, each with its line end, above the status. */
  print(text: string): void;
  /** Redraws the status line; empty removes it. Does nothing where the output is no terminal. */
  status(line: string): void;
}

const eraseLine = "\r\u001b[2K";
const resetColors = "\u001b[0m";

export function createScreen(output: TextOutput): Screen {
  let shown = "";
  return {
    print(text) {
      if (text === "") return;
      output.write(shown === "" ? text : `${eraseLine}${text}${resetColors}${shown}`);
    },
    status(line) {
      if (!output.isTTY || line === shown) return;
      output.write(`${shown === "" ? "" : eraseLine}${line}`);
      shown = line;
    },
  };
}
