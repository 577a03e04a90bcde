export interface LineSplitter {
  write(text: string): void;
  end(): void;
}

/** Tells whole lines, without their ends; what is beyond `maxChars` in one line is left out. The last may be unfinished. */
export function createLineSplitter(maxChars: number, tell: (line: string, isFinished: boolean) => void): LineSplitter {
  let held = "";

  function hold(text: string) {
    held += text.slice(0, Math.max(0, maxChars - held.length));
  }
  return {
    write(text) {
      let start = 0;
      for (let end = text.indexOf("\n"); end >= 0; end = text.indexOf("\n", start)) {
        hold(text.slice(start, end));
        const line = held.endsWith("\r") ? held.slice(0, -1) : held;
        held = "";
        start = end + 1;
        tell(line, true);
      }
      if (start < text.length) hold(text.slice(start));
    },
    end() {
      if (held !== "") tell(held, false);
      held = "";
    },
  };
}
