import { trimBlock } from "../plain-text.ts";

const frames = [
  /^=== (?:RUN|PAUSE|CONT|NAME|ATTR|ARTIFACTS)\s/,
  /^ *--- (?:PASS|FAIL|SKIP|BENCH): /,
  /^(?:FAIL|PASS|exit status \d+)$/,
];

/** What a Go test printed, without the lines that `go test` adds around it. */
export function withoutFrame(output: string): string {
  const told = output.split("\n").filter((line) => !frames.some((frame) => frame.test(line)));
  return trimBlock(told.join("\n"));
}

/** Splits the output of a failed or skipped test into why and where: a panic brings the goroutines along. */
export function explain(output: string): { message: string | null; stack: string | null } {
  const told = withoutFrame(output);
  const goroutine = told.search(/^goroutine \d+ /m);
  if (goroutine < 0) return { message: dedent(told) || null, stack: null };
  return { message: dedent(told.slice(0, goroutine).trimEnd()) || null, stack: told.slice(goroutine) };
}

function dedent(text: string): string {
  let common = Infinity;
  for (const line of text.split("\n")) {
    if (line.trim() !== "") common = Math.min(common, /^ */.exec(line)![0].length);
  }
  return common > 0 && common < Infinity ? text.replaceAll(new RegExp(`^ {${common}}`, "gm"), "") : text;
}
