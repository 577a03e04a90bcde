import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { joinEvents } from "./join-events.ts";
import { type ProcessCenter, startProcessCenter } from "./process-center.ts";
import { watchServer } from "./watch-server.ts";

let center: ProcessCenter;
beforeAll(async () => {
  center = await startProcessCenter();
});
afterAll(() => center.stop());

const printing = (script: string) => ({ files: { "print.mjs": script }, command: [process.execPath, "print.mjs"] });
const logOf = async (run: string) =>
  (await fetch(`${center.url}/api/v1/runs/${run}/log`, { headers: { "x-api-key": center.apiKey } })).text();

test("a line of 50 MB is kept whole in pieces, with a warning, in bounded memory, and its neighbours stay lines", async () => {
  const mebibytes = 50;
  const suite = printing(`
    import { once } from "node:events";
    const write = async (text) => process.stdout.write(text) || once(process.stdout, "drain");
    await write("before\\n");
    for (let at = 0; at < ${mebibytes}; at++) await write("z".repeat(1024 * 1024));
    await write("\\nafter\\n");`);
  const { result, peakBytes, slowestMs } = await watchServer(center.url, () => center.runSuite(suite));
  const { run, events } = result;
  expect(run).toMatchObject({ verdict: "passed", warnings: [{ code: "long_line" }] });
  const { lines } = joinEvents(events).get("1.1")!;
  expect([lines[0], lines.at(-1)]).toEqual(["before", "after"]);
  const pieces = lines.slice(1, -1);
  expect(pieces.map(({ length }) => length)).toEqual(Array(pieces.length).fill(64 * 1024));
  expect(pieces).toHaveLength((mebibytes * 1024) / 64);
  expect(slowestMs).toBeLessThan(3_000);
  // The events of this very test hold the whole text; the server adds little.
  expect(peakBytes).toBeLessThan(5 * mebibytes * 1024 ** 2);
}, 60_000);

test("what is not UTF-8 is shown as such, and costs no other byte", async () => {
  const { run, log } = await center.runSuite(
    printing(`process.stdout.write(Buffer.concat([
      Buffer.from("ok ü\\n"), Buffer.from("fffe", "hex"), Buffer.from(" bad\\ncut "), Buffer.from("c3", "hex"),
      Buffer.from("\\n🎉 whole\\n"), Buffer.from("eda080", "hex"), Buffer.from(" half\\nend "), Buffer.from("e282", "hex"),
    ]))`),
  );
  expect(run.verdict).toBe("passed");
  const mark = "\uFFFD";
  const lines = ["ok ü", `${mark}${mark} bad`, `cut ${mark}`, "🎉 whole", `${mark.repeat(3)} half`, `end ${mark}`];
  expect(log.split("\n").slice(0, -1)).toEqual(lines);
  expect(await logOf(run.id)).toBe(log);
});

test("control characters, carriage returns and missing line ends are kept as they are", async () => {
  const text = "a\\u0000b\\r\\n10%\\r20%\\r\\n\\u001b[31mred\\u001b[0m\\n\\n\\n\\ud83c\\udf89 without an end";
  const { run, log } = await center.runSuite(printing(`process.stdout.write("${text}")`));
  expect(run.verdict).toBe("passed");
  expect(log).toBe(`${JSON.parse(`"${text}"`) as string}\n`);
});

describe("a log that is longer than its limit", () => {
  test("is cut and says so, and the run goes on to its own verdict", async () => {
    const suite = printing(`for (let line = 1; line <= 20000; line++) console.log("line " + line);`);
    const { run, log } = await center.runSuite({ ...suite, limits: { logBytes: 10_000 } });
    expect(run).toMatchObject({ verdict: "passed", warnings: [{ code: "log_cut" }] });
    expect(run.jobs[0]!.attempts[0]).toMatchObject({ logCut: true });
    const lines = log.split("\n").slice(0, -1);
    expect(lines.at(-1)).toContain("limit of 10000 bytes");
    expect(lines.slice(0, -1)).toEqual(lines.slice(0, -1).map((_, index) => `line ${index + 1}`));
    expect(log.length).toBeLessThan(11_000);
  });

  test("of a suite that never stops printing ends with the suite's time", async () => {
    const suite = { files: { "entrypoint.sh": "exec yes" }, limits: { logBytes: 100_000, timeoutMs: 1_000 } };
    const { result, peakBytes } = await watchServer(center.url, () => center.runSuite(suite));
    expect(result.run).toMatchObject({ verdict: "timedOut", reason: { code: "timed_out" } });
    expect(peakBytes).toBeLessThan(150 * 1024 ** 2);
  }, 60_000);
});
