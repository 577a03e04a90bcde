import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type ProcessCenter, startProcessCenter } from "./process-center.ts";
import { junit } from "./test-center.ts";
import { watchServer } from "./watch-server.ts";

let center: ProcessCenter;
beforeAll(async () => {
  center = await startProcessCenter();
});
afterAll(() => center.stop());

const good = junit({ passed: 2 });
const keep = (name: string) => `cp ${name}.kept ${name}\n`;
/** A suite that leaves these files, as if its tests had written them. */
const leaving = (files: Record<string, string | Buffer>, exitCode = 0) => ({
  files: {
    ...Object.fromEntries(Object.entries(files).map(([name, content]) => [`${name}.kept`, content])),
    "entrypoint.sh": `${Object.keys(files).map(keep).join("")}exit ${exitCode}`,
  },
});

describe("a report that is damaged costs only itself: a warning by its name, and a verdict", () => {
  test.each<[string, string | Buffer, string, number]>([
    ["is not XML", "Could not write the report: out of luck", "report_damaged", 0],
    ["is empty", "", "report_damaged", 0],
    ["is bytes of something else", Buffer.from([0x1f, 0x8b, 8, 0, 0xff, 0xfe, 0, 1]), "report_damaged", 0],
    ["is XML of something else", "<project><modelVersion>4</modelVersion></project>", "report_damaged", 0],
    ["is cut in half", junit({ passed: 40 }).slice(0, 1_500), "report_damaged", 1],
    [
      "declares entities that grow without end",
      `<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><testsuite><testcase name="&b;"/></testsuite>`,
      "report_damaged",
      0,
    ],
    ["is nested without end", `<testsuites>${"<testsuite name='s'>".repeat(100_000)}`, "report_damaged", 0],
  ])("%s", async (_, content, code, atLeast) => {
    const { run } = await center.runSuite(leaving({ "junit.xml": content, "TEST-good.xml": good }));
    expect(run.warnings).toMatchObject([{ code, detail: expect.stringContaining('"junit.xml"') }]);
    expect(run).toMatchObject({ verdict: "passed", reason: null });
    expect(run.totals.tests).toBeGreaterThanOrEqual(2 + atLeast);
    const { items } = await center.client.call("listArtifacts", { params: { run: run.id } });
    expect(items.map(({ path }) => path).toSorted()).toEqual(["TEST-good.xml", "junit.xml"]);
  });

  test("a suite that failed has failed, also when its report does not tell", async () => {
    const { run } = await center.runSuite(leaving({ "junit.xml": "not a report" }, 2));
    expect(run).toMatchObject({ verdict: "failed", reason: { code: "exit_code" } });
    expect(run.warnings).toMatchObject([{ code: "report_damaged" }]);
  });
});

describe("a report of 200 MB", () => {
  const watched = <T>(work: () => Promise<T>) => watchServer(center.url, work);
  const sizeBytes = 200 * 1024 ** 2;
  const write = (body: string) => ({
    files: {
      "write.mjs": `import { createWriteStream } from "node:fs";
        import { pipeline } from "node:stream/promises";
        await pipeline(function* () { ${body} }, createWriteStream("junit.xml"));`,
    },
    command: [process.execPath, "write.mjs"],
  });

  test("with 20,000 tests that print much is read whole, in bounded memory and time", async () => {
    const suite = write(`
      yield "<testsuite name='big'>";
      const output = "<system-out>" + "x".repeat(${Math.floor(sizeBytes / 20_000)}) + "</system-out>";
      for (let test = 0; test < 20000; test++) {
        yield "<testcase name='test " + test + "' time='0.01'>" + output + (test % 1000 ? "" : "<failure message='no'/>") + "</testcase>";
      }
      yield "</testsuite>";`);
    const startedAt = performance.now();
    const { result, peakBytes, slowestMs } = await watched(() => center.runSuite(suite));
    expect(performance.now() - startedAt).toBeLessThan(60_000);
    expect(slowestMs).toBeLessThan(3_000);
    expect(peakBytes).toBeLessThan(150 * 1024 ** 2);
    const { items } = await center.client.call("listArtifacts", { params: { run: result.run.id } });
    expect(items[0]!.sizeBytes).toBeGreaterThanOrEqual(sizeBytes);
    expect(result.run).toMatchObject({
      verdict: "failed",
      totals: { tests: 20_000, failed: 20, passed: 19_980 },
      reason: { code: "tests_failed" },
      warnings: [],
    });
  }, 120_000);

  test("that is one text without end is read past it, in bounded memory", async () => {
    const suite = write(`
      yield "<testsuite name='big'><testcase name='one'><failure message='no'>";
      const piece = "y".repeat(1024 * 1024);
      for (let mebibyte = 0; mebibyte < 200; mebibyte++) yield piece;
      yield "</failure></testcase><testcase name='two'/></testsuite>";`);
    const { result, peakBytes, slowestMs } = await watched(() => center.runSuite(suite));
    expect(slowestMs).toBeLessThan(3_000);
    expect(peakBytes).toBeLessThan(150 * 1024 ** 2);
    expect(result.run).toMatchObject({ verdict: "failed", totals: { tests: 2, failed: 1, passed: 1 } });
    const { items } = await center.client.call("listResults", { params: { run: result.run.id } });
    expect(items[0]!.stack!.length).toBeLessThan(100_000);
  }, 120_000);

  test("that is beyond what the suite may keep is left out with a warning, and the verdict is by the exit code", async () => {
    const suite = write(`yield "<testsuite>"; for (let at = 0; at < 20; at++) yield " ".repeat(1024 * 1024);`);
    const { run } = await center.runSuite({ ...suite, limits: { artifactBytes: 1024 * 1024 } });
    expect(run).toMatchObject({ verdict: "passed", warnings: [{ code: "artifact_too_large" }] });
    expect(run.warnings[0]!.detail).toContain('"junit.xml"');
  });
});

describe("files that are hard to keep", () => {
  test("an artifact's odd name is kept, shown and fetched", async () => {
    const names = [" leading", "a\\b", "per%cent", "qu'o\"te", "ünï🎉", "-rf", "a:b|c?d*"];
    const script = names.map((name) => `printf %s x > "test-results/${name.replace(/["\\$]/g, "\\$&")}"`).join("\n");
    const { run } = await center.runSuite({ files: { "entrypoint.sh": `mkdir test-results\n${script}` } });
    expect(run.verdict).toBe("passed");
    const { items } = await center.client.call("listArtifacts", { params: { run: run.id } });
    expect(items.map(({ path }) => path.slice("test-results/".length)).toSorted()).toEqual(names.toSorted());
    for (const { url } of items) {
      const response = await fetch(center.url + url, { headers: { "x-api-key": center.apiKey } });
      expect([url, response.status, await response.text()]).toEqual([url, 200, "x"]);
    }
  });

  test("links that lead out of the suite's directory are not followed", async () => {
    const script =
      "mkdir test-results; ln -s /etc/passwd test-results/passwd; ln -s / test-results/root; echo x > test-results/own";
    const { run } = await center.runSuite({ files: { "entrypoint.sh": script } });
    expect(run.verdict).toBe("passed");
    const { items } = await center.client.call("listArtifacts", { params: { run: run.id } });
    expect(items.map(({ path }) => path)).toEqual(["test-results/own"]);
  });

  test("a file that lies too deep is left out with a warning, and the others are kept", async () => {
    const script = `
      cd "$PWD" && mkdir test-results && echo x > test-results/kept && cd test-results
      for level in 1 2 3 4 5 6 7 8 9 10; do name=$(printf '%0120d' $level); mkdir $name && cd $name; done
      echo x > deep`;
    const { run } = await center.runSuite({ files: { "entrypoint.sh": script } });
    expect(run).toMatchObject({ verdict: "passed", warnings: [{ code: "artifact_name_too_long" }] });
    const { items } = await center.client.call("listArtifacts", { params: { run: run.id } });
    expect(items.map(({ path }) => path)).toEqual(["test-results/kept"]);
  });

  test("a file that is no file, such as a pipe, is left where it is", async () => {
    const { run } = await center.runSuite({
      files: { "entrypoint.sh": "mkdir test-results; mkfifo test-results/pipe" },
    });
    expect(run.verdict).toBe("passed");
  });
});
