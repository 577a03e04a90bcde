/** What a Go test printed, without the lines that `go test` adds around it. */
export function withoutFrame(output: string): string {
  return output
    .split("\n")
    .filter(
      (line) =>
        !/^(?:=== (?:RUN|PAUSE|CONT|NAME|ATTR|ARTIFACTS)\s|\s*--- (?:PASS|FAIL|SKIP|BENCH): |(?:FAIL|PASS)\s*$|exit status \d+\s*$)/.test(
          line,
        ),
    )
    .join("\n")
    .replace(/^\n+|\s+$/g, "");
}

/** Splits the output of a failed or skipped test into why and where: a panic brings the goroutines along. */
export function explain(output: string): { message: string | null; stack: string | null } {
  const told = withoutFrame(output);
  const goroutine = told.search(/^goroutine \d+ /m);
  if (goroutine < 0) return { message: dedent(told) || null, stack: null };
  return { message: dedent(told.slice(0, goroutine).trimEnd()) || null, stack: told.slice(goroutine) };
}

function dedent(text: string): string {
  const indents = text
    .split("\n")
    .filter((line) => line.trim() !== "")
    .map((line) => /^ */.exec(line)![0].length);
  const common = Math.min(...indents);
  return common > 0 && Number.isFinite(common) ? text.replaceAll(new RegExp(`^ {${common}}`, "gm"), "") : text;
}
