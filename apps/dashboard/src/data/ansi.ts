import { type Color, createAnsiSequenceParser } from "ansi-sequence-parser";

/** A piece of a line that looks the same throughout. Colours are names of the theme, or exact ones as `r g b`. */
export interface Span {
  readonly text: string;
  readonly color?: string;
  readonly background?: string;
  readonly isBold?: true;
  readonly isDim?: true;
  readonly isItalic?: true;
  readonly lines?: "underline" | "line-through" | "underline line-through";
}

/**
 * Reads a log's lines, in order, as a terminal would show them: colours that one line sets hold in the next.
 * `before` is text in front of the first line, from which the colours in force are taken.
 */
export function readAnsi(lines: readonly string[], before = ""): Span[][] {
  const parser = createAnsiSequenceParser();
  parser.parse(onlyColours(lastColours(before)));
  return lines.map((line) => parser.parse(onlyColours(lastOverwrite(line))).map(toSpan));
}

/** The text without anything a terminal would not print. It has as many lines as before. */
export function plainText(text: string): string {
  return text.includes("\x1b") ? text.replace(sequences, "") : text;
}

// Control sequences (CSI), strings such as titles and hyperlinks (OSC, DCS, …), and short escapes.
const sequences =
  // oxlint-disable-next-line no-control-regex
  /\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b\n]*(?:\x07|\x1b\\)?|[PX^_][^\x1b\n]*(?:\x1b\\)?|[ -/]*[0-Z\\-~])?/g;
// oxlint-disable-next-line no-control-regex
const sgr = /^\x1b\[[\d;:]*m$/;

/** Keeps what sets colours and drops the rest; `ESC[m` and `38:5:1` are written the way the parser knows. */
function onlyColours(text: string): string {
  if (!text.includes("\x1b")) return text;
  return text.replace(sequences, (sequence) =>
    sgr.test(sequence) ? sequence.replace("[m", "[0m").replace("[;", "[0;").replaceAll(/:+/g, ";") : "",
  );
}

/** The colour sequences that decide how the text behind them looks: those since everything was last reset. */
function lastColours(before: string): string {
  const since = Math.max(before.lastIndexOf("\x1b[0m"), before.lastIndexOf("\x1b[m"));
  return (before.slice(Math.max(0, since)).match(sequences) ?? []).join("");
}

/** A progress bar returns to the start of its line and writes over it: what was written last is what one sees. */
function lastOverwrite(line: string): string {
  const text = line.endsWith("\r") ? line.slice(0, -1) : line;
  return text.slice(text.lastIndexOf("\r") + 1);
}

function toSpan(token: ReturnType<ReturnType<typeof createAnsiSequenceParser>["parse"]>[number]): Span {
  const { value: text, decorations } = token;
  const isReverse = decorations.has("reverse");
  const color = isReverse ? (nameOf(token.background) ?? "canvas") : nameOf(token.foreground);
  const background = isReverse ? (nameOf(token.foreground) ?? "text") : nameOf(token.background);
  const lines = [decorations.has("underline") && "underline", decorations.has("strikethrough") && "line-through"]
    .filter(Boolean)
    .join(" ") as NonNullable<Span["lines"]> | "";
  return {
    text,
    ...(color && { color }),
    ...(background && { background }),
    ...(decorations.has("bold") && { isBold: true }),
    ...(decorations.has("dim") && { isDim: true }),
    ...(decorations.has("italic") && { isItalic: true }),
    ...(lines && { lines }),
  };
}

const names = ["black", "red", "green", "yellow", "blue", "magenta", "cyan", "white"];
const levels = [0, 95, 135, 175, 215, 255];

function nameOf(color: Color | null): string | undefined {
  if (!color) return undefined;
  if (color.type === "rgb") return color.rgb.map((part) => Math.min(255, Math.max(0, part))).join(" ");
  if (color.type === "named")
    return color.name.replace(/^bright(.)/, (_, first: string) => `bright-${first.toLowerCase()}`);
  const { index } = color;
  if (index < 16) return `${index >= 8 ? "bright-" : ""}${names[index % 8]}`;
  if (index >= 232)
    return Array(3)
      .fill(8 + (index - 232) * 10)
      .join(" ");
  const cube = index - 16;
  return [Math.floor(cube / 36), Math.floor(cube / 6) % 6, cube % 6].map((level) => levels[level]).join(" ");
}
