import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { aac } from "../testing/command-line.ts";
import { endedRun, logLines, sampleResult, sampleRun } from "../testing/samples.ts";
import { Refused, type ScriptedCenter, startScriptedCenter } from "../testing/scripted-center.ts";

let center: ScriptedCenter;
beforeEach(async () => void (center = await startScriptedCenter()));
afterEach(() => center.close());
const call = (...argv: string[]) => aac(argv, { url: center.url });
const { variables: _, warnings: _warnings, jobs: _jobs, ...summary } = endedRun("failed");

describe("runs", () => {
  test("a table, newest first as the center says", async () => {
    const totals = { tests: 3, passed: 1, failed: 2, skipped: 0, flaky: 0 };
    center.on("listRuns", () => ({
      items: [
        { ...summary, branch: "main", totals },
        { ...summary, id: "run0", number: 6, state: "running", verdict: null, durationMs: null },
      ],
      nextCursor: null,
      lookedBackTo: null,
    }));
    const command = call("runs");
    expect(await command.exitCode).toBe(0);
    expect(command.stdout()).toBe(
      [
        "STATE      RUN          BRANCH  TESTS  FAILED  TOOK   CREATED    ID",
        "✘ failed   shop/e2e #7  main    3      2       4.2 s  5 min ago  run1",
        "▶ running  shop/e2e #6  -       -      -       -      5 min ago  run0",
        "",
      ].join("\n"),
    );
  });

  test("pages are fetched until there are as many as asked for", async () => {
    center.on("listRuns", ({ query }) => ({
      items: Array.from({ length: Math.min(query.limit, 400) }, () => summary),
      nextCursor: "more",
      lookedBackTo: null,
    }));
    const command = call("runs", "--limit", "900", "--project", "shop", "--verdict", "failed", "--json");
    expect(await command.exitCode).toBe(0);
    expect(JSON.parse(command.stdout())).toHaveLength(900);
    expect(center.of("listRuns").map(({ query }) => query)).toEqual([
      { project: "shop", verdict: "failed", limit: 500 },
      { project: "shop", verdict: "failed", limit: 500, cursor: "more" },
      { project: "shop", verdict: "failed", limit: 100, cursor: "more" },
    ]);
  });

  test("filters are asked for as the API knows them", async () => {
    center.on("listRuns", () => ({ items: [], nextCursor: null, lookedBackTo: null }));
    const words = "--state unsuccessful --trigger cli --by me --label nightly --text #7 --since 7d --until";
    const command = call("runs", ...words.split(" "), "2026-11-23T09:00Z");
    expect(await command.exitCode).toBe(0);
    const [{ query } = { query: {} }] = center.of("listRuns");
    expect(query).toMatchObject({ state: "unsuccessful", trigger: "cli", by: "me", label: "nightly", text: "#7" });
    expect(query).toMatchObject({ to: "2026-11-23T09:00:00.000Z" });
    expect(query).toHaveProperty("from", expect.stringMatching(/^\d{4}-\d{2}-\d{2}T[\d:.]+Z$/));
    const wrong = call("runs", "--since", "the other day");
    expect(await wrong.exitCode).toBe(2);
  });

  test("a state that there is not is wrong usage", async () => {
    const command = call("runs", "--state", "done");
    expect(await command.exitCode).toBe(2);
    expect(command.stderr()).toContain("Allowed choices are queued, running");
  });
});

describe("logs", () => {
  test("the lines asked for, as they were written", async () => {
    center.onLog((query) => `${JSON.stringify(query)}\n\u001b[2Jraw\r\nno newline at the end`);
    const command = call("logs", "run1", "--from", "2", "--to", "9", "--shard", "1", "--attempt", "2");
    expect(await command.exitCode).toBe(0);
    expect(command.stdout()).toBe('{"shard":1,"attempt":2,"from":2,"to":9}\n\u001b[2Jraw\r\nno newline at the end');
  });

  test("`latest` is the newest run", async () => {
    center.on("listRuns", () => ({ items: [{ ...summary, id: "newest" }], nextCursor: null, lookedBackTo: null }));
    center.onLog(() => "hello\n");
    expect(await call("logs", "latest").exitCode).toBe(0);
    expect(center.of("getLog")[0]?.params).toEqual({ run: "newest" });
  });

  test("followed until the end; the exit code does not tell the verdict", async () => {
    center.onEvents((stream) => {
      stream.send({ event: "run", data: sampleRun({ shards: 2 }) });
      stream.send(logLines(1, "one\n", 1));
      stream.send(logLines(1, "two\n", 2));
      stream.send({ event: "end", data: {} });
    });
    const all = call("logs", "run1", "--follow");
    expect(await all.exitCode).toBe(0);
    expect(all.stdout()).toBe("1 │ one\n2 │ two\n");
    const second = call("logs", "run1", "-f", "--shard", "2");
    await second.exitCode;
    expect(second.stdout()).toBe("two\n");
  });

  test("--follow --json is every event, one a line", async () => {
    const sent = [logLines(1, "one\n"), { event: "end", data: {} } as const];
    center.onEvents((stream) => sent.forEach((event) => stream.send(event)));
    const command = call("logs", "run1", "--follow", "--json");
    await command.exitCode;
    expect(
      command
        .stdout()
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line) as unknown),
    ).toEqual(sent);
  });

  test.each([["--json"], ["--follow", "--to", "3"], ["--from", "0"]])("%s %s is refused", async (...args) => {
    expect(await call("logs", "run1", ...args.filter(Boolean)).exitCode).toBe(2);
    expect(center.requests).toEqual([]);
  });

  test("a run that is not there: the server's sentence and remedy", async () => {
    center.on("listRuns", () => ({ items: [], nextCursor: null, lookedBackTo: null }));
    const none = call("logs", "latest");
    expect(await none.exitCode).toBe(2);
    expect(none.stderr()).toBe("error: There are no runs yet.\nStart one with `aac run`.\n");
    const unknown = call("logs", "nope");
    expect(await unknown.exitCode).toBe(2);
    expect(unknown.stderr()).toBe("error: getLog_not_found.\nDo better.\n");
  });
});

describe("show", () => {
  const artifact = {
    shard: 1,
    attempt: 1,
    index: 0,
    path: "junit.xml",
    sizeBytes: 10,
    contentType: "text/xml",
    format: "junit",
    url: "/api/v1/runs/run1/artifacts/1/1/junit.xml",
  };
  beforeEach(() => {
    center.on("getRun", () => endedRun("failed", { branch: "main", labels: ["nightly"] }));
    center.on("listResults", () => ({ items: [sampleResult({ message: "a\n".repeat(30) })], nextCursor: null }));
    center.on("listArtifacts", () => ({ items: [artifact], nextCursor: null }));
  });

  test("verdict, reason, failing tests with the first lines of their message, artifacts", async () => {
    const command = call("show", "run1");
    expect(await command.exitCode).toBe(0);
    const shown = command.stdout();
    expect(shown).toContain("✘ failed  shop/e2e #7  no test results  4.2 s\n  It failed.\n");
    expect(shown).toContain(
      `  ✘ checkout › pays by card  tests/checkout.test.ts:12\n${"      a\n".repeat(12)}      …\n`,
    );
    expect(shown).toContain("  branch main  labels nightly\n");
    expect(shown).toContain(`  junit.xml  ${center.url}${artifact.url}\n`);
    expect(center.of("listResults")[0]?.query).toMatchObject({ status: "failed" });
  });

  test("--json is all of that for machines", async () => {
    const command = call("show", "run1", "--json");
    expect(await command.exitCode).toBe(0);
    expect(JSON.parse(command.stdout())).toMatchObject({
      verdict: "failed",
      failures: [{ name: "pays by card" }],
      artifacts: [artifact],
      url: `${center.url}/runs/run1`,
    });
  });
});

describe("cancel", () => {
  test("says what the run is now", async () => {
    center.on("cancelRun", () => endedRun("cancelled"));
    const command = call("cancel", "run1");
    expect(await command.exitCode).toBe(0);
    expect(command.stdout()).toBe("shop/e2e #7 is cancelled.\n");
  });

  test("a run that is final already: exit code 2 and why", async () => {
    center.on("cancelRun", () => {
      throw new Refused(409, "run_is_final", { detail: "Run #7 has passed.", remedy: "There is nothing to cancel." });
    });
    const command = call("cancel", "run1");
    expect(await command.exitCode).toBe(2);
    expect(command.stderr()).toBe("error: Run #7 has passed.\nThere is nothing to cancel.\n");
  });
});
