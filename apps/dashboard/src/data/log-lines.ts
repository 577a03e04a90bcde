/** Consecutive lines of a log as one text; every line is ended by a newline. */
export interface LogChunk {
  readonly firstLine: number;
  readonly lines: number;
  readonly text: string;
}

/**
 * What is known of one attempt's log: chunks in order and without overlap, with holes where lines were not read yet.
 * A value: adding to it makes a new one that shares the chunks. Half a million lines are a few hundred chunks; they
 * are cut into lines only where somebody looks.
 */
export interface LogText {
  /** How many lines there are; not all of them need to be here. */
  readonly count: number;
  readonly chunks: readonly LogChunk[];
}

export const emptyLog: LogText = { count: 0, chunks: [] };

/** Small enough to be cut into lines within a frame, large enough to keep the list of chunks short. */
const chunkLines = 2_000;

/** Adds lines where they belong; those that are here already are dropped, so doubles and reordering do no harm. */
export function addLines(log: LogText, added: LogChunk): LogText {
  if (added.lines === 0) return log;
  const count = Math.max(log.count, lastLine(added));
  const last = log.chunks.at(-1);
  if (!last || added.firstLine > lastLine(last)) return { count, chunks: append(log.chunks, added) };

  const chunks: LogChunk[] = [];
  let from = added.firstLine;
  let isIn = false;
  for (const chunk of log.chunks) {
    if (!isIn && chunk.firstLine > from) {
      const until = Math.min(lastLine(added), chunk.firstLine - 1);
      if (from <= until) chunks.push(slice(added, from, until));
      from = Math.max(from, lastLine(chunk) + 1);
    } else if (lastLine(chunk) >= from) {
      from = lastLine(chunk) + 1;
    }
    isIn ||= from > lastLine(added);
    chunks.push(chunk);
  }
  if (!isIn) return { count, chunks: append(chunks, slice(added, from, lastLine(added))) };
  return chunks.length === log.chunks.length && count === log.count ? log : { count, chunks };
}

/** The log is known to have so many lines, whether they are here or not. */
export function growTo(log: LogText, count: number): LogText {
  return count > log.count ? { ...log, count } : log;
}

/** The text of a line, without its newline; undefined while it is not here. */
export function lineAt(log: LogText, line: number): string | undefined {
  const chunk = chunkOf(log, line);
  if (!chunk) return undefined;
  const starts = lineStarts(chunk);
  const start = starts[line - chunk.firstLine];
  const end = starts[line - chunk.firstLine + 1];
  if (start === undefined || end === undefined) return "";
  return chunk.text.slice(start, chunk.text[end - 1] === "\n" ? end - 1 : end);
}

/** Up to `length` characters that stand right before a line, as far as they are here: colours may reach into it. */
export function textBefore(log: LogText, line: number, length: number): string {
  let text = "";
  for (let end = line - 1; end >= 1 && text.length < length;) {
    const chunk = chunkOf(log, end);
    if (!chunk) break;
    const until = lineStarts(chunk)[end - chunk.firstLine + 1]!;
    text = chunk.text.slice(Math.max(0, until - (length - text.length)), until) + text;
    end = chunk.firstLine - 1;
  }
  return text;
}

/** The first run of lines between `from` and `to` (both included) that is not here; null when all of them are. */
export function missingLines(log: LogText, from: number, to: number): { from: number; to: number } | null {
  let next = Math.max(1, from);
  const end = Math.min(to, log.count);
  for (const chunk of log.chunks) {
    if (lastLine(chunk) < next) continue;
    if (chunk.firstLine > next) return next <= end ? { from: next, to: Math.min(end, chunk.firstLine - 1) } : null;
    next = lastLine(chunk) + 1;
  }
  return next <= end ? { from: next, to: end } : null;
}

/** The chunk that holds a line, where it is here. */
export function chunkAt(log: LogText, line: number): LogChunk | undefined {
  return chunkOf(log, line);
}

/** Forgets what is farthest from a line until no more than so many characters are kept: they can be read again. */
export function keepNear(log: LogText, line: number, maxChars: number): LogText {
  let chars = log.chunks.reduce((sum, chunk) => sum + chunk.text.length, 0);
  let [first, last] = [0, log.chunks.length - 1];
  while (chars > maxChars && first < last) {
    const [head, tail] = [log.chunks[first]!, log.chunks[last]!];
    const isHeadFarther = line - lastLine(head) >= tail.firstLine - line;
    chars -= (isHeadFarther ? head : tail).text.length;
    if (isHeadFarther) first++;
    else last--;
  }
  const isSame = first === 0 && last === log.chunks.length - 1;
  return isSame ? log : { ...log, chunks: log.chunks.slice(first, last + 1) };
}

/** Makes a chunk of an answer of `GET …/log`, whose last line may lack its newline. */
export function toChunk(firstLine: number, answer: string): LogChunk {
  const text = answer === "" || answer.endsWith("\n") ? answer : `${answer}\n`;
  return { firstLine, lines: countNewlines(text), text };
}

/** Where each line of the chunk starts in its text, and where the last one ends. */
function lineStarts(chunk: LogChunk): Uint32Array {
  const known = startsOf.get(chunk);
  if (known) return known;
  const starts = new Uint32Array(chunk.lines + 1);
  let at = 0;
  for (let line = 1; line <= chunk.lines; line++) {
    const newline = chunk.text.indexOf("\n", at);
    at = newline === -1 ? chunk.text.length : newline + 1;
    starts[line] = at;
  }
  startsOf.set(chunk, starts);
  return starts;
}

const startsOf = new WeakMap<LogChunk, Uint32Array>();

function chunkOf(log: LogText, line: number): LogChunk | undefined {
  let low = 0;
  let high = log.chunks.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const chunk = log.chunks[middle]!;
    if (line < chunk.firstLine) high = middle - 1;
    else if (line > lastLine(chunk)) low = middle + 1;
    else return chunk;
  }
  return undefined;
}

function append(chunks: readonly LogChunk[], added: LogChunk): LogChunk[] {
  const last = chunks.at(-1);
  if (!last || lastLine(last) + 1 !== added.firstLine || last.lines + added.lines > chunkLines) {
    return [...chunks, added];
  }
  const joined = { firstLine: last.firstLine, lines: last.lines + added.lines, text: last.text + added.text };
  return [...chunks.slice(0, -1), joined];
}

function slice(chunk: LogChunk, from: number, to: number): LogChunk {
  if (from === chunk.firstLine && to === lastLine(chunk)) return chunk;
  const starts = lineStarts(chunk);
  const text = chunk.text.slice(starts[from - chunk.firstLine], starts[to - chunk.firstLine + 1]);
  return { firstLine: from, lines: to - from + 1, text };
}

function lastLine(chunk: LogChunk): number {
  return chunk.firstLine + chunk.lines - 1;
}

function countNewlines(text: string): number {
  let count = 0;
  for (let at = text.indexOf("\n"); at !== -1; at = text.indexOf("\n", at + 1)) count++;
  return count;
}
