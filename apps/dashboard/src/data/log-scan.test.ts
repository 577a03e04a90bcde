import { expect, test } from "vitest";
import { addLines, emptyLog, growTo, type LogText, toChunk } from "./log-lines.ts";
import { createLogScanner, type LogScan, nothingScanned } from "./log-scan.ts";

const logOf = (...texts: string[]) =>
  texts.reduce<LogText>((log, text) => addLines(log, toChunk(log.count + 1, text)), emptyLog);

/** A scanner of a server that holds the same lines, of which it searches five at a time. */
function scannerOf(texts: string[], { stored = [] as string[], most = 1_000 } = {}) {
  const asked: number[] = [];
  let last = nothingScanned;
  const scanner = createLogScanner({
    texts,
    most,
    async ask(from) {
      asked.push(from);
      const searchedTo = Math.min(stored.length, from + 4);
      const found = stored.map((text, index) => ({ line: index + 1, text }));
      return {
        items: found.filter(({ line, text }) => line >= from && line <= searchedTo && text.includes(texts[0]!)),
        searchedTo,
      };
    },
    clock: () => 0,
    pause: () => Promise.resolve(),
  });
  return {
    asked,
    async scan(log: LogText, signal = new AbortController().signal): Promise<LogScan> {
      await scanner.scan(
        () => log,
        (scan) => (last = scan),
        signal,
      );
      return last;
    },
    linesOf: async (log: LogText) => (
      await scanner.scan(
        () => log,
        (scan) => (last = scan),
        AbortSignal.any([]),
      ),
      last.found.map(({ line }) => line)
    ),
  };
}

test("every matching line is found once, whatever its case", async () => {
  expect(await scannerOf(["Error"]).linesOf(logOf("Error: one\nfine\nan error, an ERROR\n\nerror"))).toEqual([1, 3, 5]);
});

test("colours inside a word do not hide it, and stay in what is found", async () => {
  const { found } = await scannerOf(["error"]).scan(logOf("ok\n\x1b[31mer\x1b[1mror\x1b[0m\n"));
  expect(found).toEqual([{ line: 2, text: "\x1b[31mer\x1b[1mror\x1b[0m" }]);
});

test("nothing is found where nothing is", async () => {
  expect(await scannerOf(["c"]).linesOf(logOf("a\nb\n"))).toEqual([]);
  expect(await scannerOf(["c"]).linesOf(emptyLog)).toEqual([]);
});

test("lines that come later are found too, and only they are searched", async () => {
  const { scan, asked } = scannerOf(["needle"]);
  const log = logOf("x\n".repeat(2_000), "needle\n");
  await scan(log);
  const { found, searchedTo } = await scan(addLines(log, toChunk(2_002, "no\nneedle\n")));
  expect([found.map(({ line }) => line), searchedTo, asked]).toEqual([[2_001, 2_003], 2_003, []]);
});

test("lines that are not here are searched in the server, those that are here are not", async () => {
  const stored = Array.from({ length: 12 }, (_, index) => (index % 4 === 3 ? "needle" : "x"));
  const { scan, asked } = scannerOf(["needle"], { stored });
  const log = growTo(addLines(emptyLog, toChunk(6, stored.slice(5, 9).join("\n"))), 12);
  const { found, searchedTo } = await scan(log);
  expect([found.map(({ line }) => line), searchedTo, asked]).toEqual([[4, 8, 12], 12, [1, 10]]);
});

test("lines that are counted but not stored yet are not waited for", async () => {
  const { scan, asked } = scannerOf(["needle"], { stored: ["needle"] });
  const { searchedTo } = await scan(growTo(emptyLog, 3));
  expect([searchedTo, asked]).toEqual([1, [1, 2]]);
});

test("it stops where there is more than anybody would go through", async () => {
  const { found, isCapped } = await scannerOf(["a"], { most: 3 }).scan(logOf("a\na\na\na\n"));
  expect([found.length, isCapped]).toEqual([3, true]);
});
