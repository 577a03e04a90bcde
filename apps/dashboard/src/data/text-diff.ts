import { diffLines, diffWordsWithSpace } from "diff";

export interface DiffPart {
  readonly text: string;
  /** What differs within a line that is otherwise alike. */
  readonly isChanged: boolean;
}

export interface DiffLine {
  readonly kind: "same" | "expected" | "actual";
  readonly parts: readonly DiffPart[];
}

/** Beyond that a diff takes seconds, and nobody reads it. */
const longest = 50_000;
/** So many lines of what is alike stand around what differs. */
const context = 3;

/** Line by line, with what differs inside of lines that belong together; runs of what is alike are left out as `null`. */
export function diffTexts(expected: string, actual: string): (DiffLine | null)[] {
  const [before, after] = [expected, actual].map((text) => `${text.slice(0, longest)}\n`);
  const lines: DiffLine[] = [];
  let removed: string[] = [];
  const flush = () => {
    lines.push(...removed.map((text) => whole("expected", text)));
    removed = [];
  };
  for (const { value, added, removed: isRemoved } of diffLines(before!, after!)) {
    const texts = value.replace(/\n$/, "").split("\n");
    if (isRemoved) {
      flush();
      removed = texts;
    } else if (added) {
      lines.push(...pairs(removed, texts));
      removed = [];
    } else {
      flush();
      lines.push(...texts.map((text) => whole("same", text)));
    }
  }
  flush();
  return withoutFar(lines);
}

const whole = (kind: DiffLine["kind"], text: string): DiffLine => ({ kind, parts: [{ text, isChanged: false }] });

/** Lines that took each other's place, as far as there are as many; first all expected ones, then all that came. */
function pairs(expected: readonly string[], actual: readonly string[]): DiffLine[] {
  const words = expected.slice(0, actual.length).map((text, index) => diffWordsWithSpace(text, actual[index]!));
  const side =
    (kind: "expected" | "actual") =>
    (text: string, index: number): DiffLine => {
      const changes = words[index];
      if (!changes) return whole(kind, text);
      const parts = changes
        .filter(({ added, removed }) => (kind === "expected" ? !added : !removed))
        .map(({ value, added, removed }) => ({ text: value, isChanged: added || removed }));
      return { kind, parts };
    };
  return [...expected.map(side("expected")), ...actual.map(side("actual"))];
}

function withoutFar(lines: readonly DiffLine[]): (DiffLine | null)[] {
  const isNear = lines.map((_, index) =>
    lines.slice(Math.max(0, index - context), index + context + 1).some(({ kind }) => kind !== "same"),
  );
  const kept: (DiffLine | null)[] = [];
  for (const [index, line] of lines.entries()) {
    if (isNear[index]) kept.push(line);
    else if (kept.length === 0 || kept.at(-1) !== null) kept.push(null);
  }
  return kept;
}
