/** A line such as `not ok 3 - adds an item # TODO not yet`. */
export interface TapPoint {
  isOk: boolean;
  title: string;
  directive: "skip" | "todo" | null;
  reason: string;
  durationMs: number | null;
  /** The subtests follow in braces (node-tap) instead of coming before. */
  opensBlock: boolean;
}

/** Reads a test point, given without its indentation; null when the line is none. */
export function readPoint(line: string): TapPoint | null {
  const found = /^(not )?ok(?=\s|$)(?:\s+\d+)?(?:\s+-)?(?:\s+(.*))?$/.exec(line);
  if (!found) return null;
  let title = (found[2] ?? "").trim();
  const opensBlock = /(?:^|\s)\{$/.test(title);
  if (opensBlock) title = title.slice(0, -1).trim();

  const timed = /(?:^|\s)#\s*time=([\d.]+)\s*(ms|s)?$/.exec(title);
  if (timed) title = title.slice(0, timed.index).trim();
  const marked = /(?:^|\s)#\s*(skip|todo)(?:ped)?:?(?:\s+(.*))?$/i.exec(title);
  if (marked) title = title.slice(0, marked.index).trim();

  return {
    isOk: found[1] === undefined,
    title: unescapeTitle(title),
    directive: marked ? (marked[1]!.toLowerCase() as "skip" | "todo") : null,
    reason: unescapeTitle(marked?.[2] ?? ""),
    durationMs: timed ? Number(timed[1]) * (timed[2] === "s" ? 1000 : 1) : null,
    opensBlock,
  };
}

export function unescapeTitle(text: string): string {
  return text.replace(/\\([#\\])/g, "$1");
}
