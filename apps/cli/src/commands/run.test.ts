import type { Run, Verdict } from "@aac/contract";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { aac } from "../testing/command-line.ts";
import {
  endedRun,
  logLines,
  sampleJob,
  sampleResult,
  sampleRun,
  sampleSuite,
  sampleAnalysis,
} from "../testing/samples.ts";
import { type EventStream, Refused, type ScriptedCenter, startScriptedCenter } from "../testing/scripted-center.ts";

let center: ScriptedCenter;
beforeEach(async () => {
  center = await startScriptedCenter();
  center.on("getSuite", ({ params }) => sampleSuite({ project: params.project, slug: params.suite }));
  center.on("createRun", () => sampleRun());
  center.on("listResults", () => ({ items: [], nextCursor: null }));
});
afterEach(() => center.close());

const run = (...args: string[]) => aac(["run", "shop/e2e", ...args], { url: center.url });
const finish = (stream: EventStream, ended: Run) => {
  stream.send({ event: "run", data: ended });
  stream.send({ event: "end", data: {} });
};

describe("the exit code is the verdict", () => {
  test.each<[Verdict, number]>([
    ["passed", 0],
    ["failed", 1],
    ["errored", 2],
    ["timedOut", 2],
    ["cancelled", 130],
  ])("%s: %i", async (verdict, exitCode) => {
    center.onEvents((stream) => finish(stream, endedRun(verdict)));
    expect(await run().exitCode).toBe(exitCode);
  });
});

test("the log is printed as it comes, then what the run came to, and where to see it", async () => {
  center.onEvents((stream) => {
    stream.send({ event: "run", data: sampleRun({ state: "running", revision: 2 }) }, "1");
    stream.send(logLines(1, "first\nsecond\n"), "2");
    const totals = { tests: 3, passed: 1, failed: 1, skipped: 1, flaky: 0 };
    const warnings = [{ code: "report_unreadable", detail: "ctrf.json is cut in half." }];
    finish(stream, endedRun("failed", { totals, warnings, jobs: [sampleJob({ warnings })] }));
  });
  center.on("listResults", () => ({ items: [sampleResult()], nextCursor: null }));
  const command = run();
  expect(await command.exitCode).toBe(1);
  expect(command.stdout()).toBe(
    [
      `shop/e2e #7  ${center.url}/runs/run1`,
      "Running.",
      "first",
      "second",
      "",
      "✘ failed  shop/e2e #7  3 tests: 1 passed, 1 failed, 1 skipped  4.2 s",
      "  It failed.",
      "  ! ctrf.json is cut in half.",
      "",
      "  ✘ checkout › pays by card  tests/checkout.test.ts:12",
      "      expected 200 to be 500",
      "",
      `${center.url}/runs/run1`,
      "",
    ].join("\n"),
  );
  expect(command.stderr()).toBe("");
});

test("what was asked for is what is triggered", async () => {
  const options = [
    ["--folder", "smoke", "--env", "A=b=c", "--env", "FROM_HERE", "--environment", "staging"],
    ["--branch", "main", "--commit", "abc", "--shards", "3", "--label", "nightly", "--label", "x"],
  ].flat();
  const command = aac(["run", "shop/e2e", "--no-follow", ...options], {
    url: center.url,
    variables: { FROM_HERE: "42" },
  });
  expect(await command.exitCode).toBe(0);
  expect(center.of("createRun")[0]?.body).toEqual({
    project: "shop",
    suite: "e2e",
    environment: "staging",
    folder: "smoke",
    variables: { A: "b=c", FROM_HERE: "42" },
    branch: "main",
    commit: "abc",
    labels: ["nightly", "x"],
    priority: 0,
    shards: 3,
    trigger: "cli",
  });
  expect(command.stdout()).toBe(`Started shop/e2e #7.\n${center.url}/runs/run1\n`);
});

test("a CI service's branch and commit are the run's", async () => {
  const github = { GITHUB_ACTIONS: "true", GITHUB_REF: "refs/heads/feature", GITHUB_SHA: "cafe" };
  const command = aac(["run", "shop/e2e", "--no-follow"], { url: center.url, variables: github });
  expect(await command.exitCode).toBe(0);
  expect(center.of("createRun")[0]?.body).toMatchObject({ branch: "feature", commit: "cafe" });
});

test("a variable that is neither given nor set is wrong usage, and nothing is triggered", async () => {
  const command = run("--env", "NOT_SET");
  expect(await command.exitCode).toBe(2);
  expect(command.stderr()).toContain("--env NOT_SET");
  expect(center.requests).toEqual([]);
});

test("a center that is down for a moment gets the same request again, under the same key", async () => {
  let tries = 0;
  center.on("createRun", () => {
    tries += 1;
    if (tries < 3) throw new Refused(503, "restarting");
    return sampleRun();
  });
  expect(await run("--no-follow").exitCode).toBe(0);
  const keys = center.of("createRun").map(({ headers }) => headers["idempotency-key"]);
  expect(keys).toHaveLength(3);
  expect(new Set(keys).size).toBe(1);
});

test("a connection that breaks is taken up again where it was, so each line is printed once", async () => {
  const positions: (string | null)[] = [];
  center.onEvents((stream) => {
    positions.push(stream.after);
    if (stream.after === null) {
      stream.send(logLines(1, "first\n"), "1");
      stream.send(logLines(2, "second\n"), "2");
      setImmediate(() => stream.drop());
    } else {
      stream.send(logLines(3, "third\n"), "3");
      finish(stream, endedRun("passed"));
    }
  });
  const command = run();
  expect(await command.exitCode).toBe(0);
  expect(positions).toEqual([null, "2"]);
  expect(command.stdout()).toMatch(
    /^first\nsecond\nThe connection to the center was lost.*\nConnected again\.\nthird\n/m,
  );
});

test("a center that stays away is given up: exit code 3, and how to look again", async () => {
  center.onEvents(() => void center.close());
  let minutes = 0;
  const command = aac(["run", "shop/e2e"], { url: center.url, now: () => (minutes += 3) * 60_000 });
  expect(await command.exitCode).toBe(3);
  expect(command.stderr()).toContain("Look again with `aac show run1`.");
});

describe("Ctrl-C", () => {
  test("cancels the run and waits for its end", async () => {
    let stream: EventStream | undefined;
    center.onEvents((opened) => (stream = opened));
    center.on("cancelRun", () => {
      setImmediate(() => finish(stream!, endedRun("cancelled")));
      return sampleRun();
    });
    const command = run();
    await vi.waitFor(() => expect(stream).toBeDefined());
    command.interrupt();
    expect(await command.exitCode).toBe(130);
    expect(center.of("cancelRun")).toHaveLength(1);
    expect(command.stdout()).toContain("- cancelled  shop/e2e #7");
    expect(() => command.interrupt()).toThrow("Nobody listens");
  });

  test("pressed again, it leaves without waiting", async () => {
    let isOpen = false;
    center.onEvents(() => (isOpen = true));
    center.on("cancelRun", () => sampleRun());
    const command = run();
    await vi.waitFor(() => expect(isOpen).toBe(true));
    command.interrupt();
    command.interrupt();
    expect(await command.exitCode).toBe(130);
    expect(command.stderr()).toContain("Left before the end.");
  });

  test("a run that ended first keeps its verdict", async () => {
    let stream: EventStream | undefined;
    center.onEvents((opened) => (stream = opened));
    center.on("cancelRun", () => {
      setImmediate(() => finish(stream!, endedRun("passed")));
      throw new Refused(409, "run_is_final");
    });
    const command = run();
    await vi.waitFor(() => expect(stream).toBeDefined());
    command.interrupt();
    expect(await command.exitCode).toBe(0);
    expect(command.stdout()).not.toContain("could not be cancelled");
  });
});

describe("why a run failed", () => {
  const failed = () => {
    center.onEvents((stream) => finish(stream, endedRun("failed")));
    center.on("listResults", () => ({ items: [], nextCursor: null }));
  };

  test("is told as soon as it is known, with nothing that a terminal would obey", async () => {
    failed();
    let asked = 0;
    center.on("getAnalysis", () => sampleAnalysis(++asked < 3 ? { state: "waiting", finding: null } : {}));
    const command = run();
    expect(await command.exitCode).toBe(1);
    expect(command.stdout()).toContain(
      "Why  The shop was not up. (connection, 90 % sure, by rules)\n       Start it first.\n",
    );
    expect(command.stdout()).toMatch(/line 7: connect .*ECONNREFUSED/);
    expect(command.stdout()).not.toContain("\u001b[2J");
    expect(asked).toBe(3);
  });

  test("is not waited for when it does not come", async () => {
    failed();
    center.on("getAnalysis", () => sampleAnalysis({ state: "waiting", finding: null }));
    const command = run();
    expect(await command.exitCode).toBe(1);
    expect(command.stdout()).not.toContain("Why");
  });

  test("is not asked of a run that passed", async () => {
    center.onEvents((stream) => finish(stream, endedRun("passed")));
    expect(await run().exitCode).toBe(0);
    expect(center.of("getAnalysis")).toEqual([]);
  });
});

test("--json prints one document at the end and nothing else", async () => {
  center.onEvents((stream) => {
    stream.send(logLines(1, "noise\n"));
    finish(stream, endedRun("failed", { totals: { tests: 1, passed: 0, failed: 1, skipped: 0, flaky: 0 } }));
  });
  center.on("listResults", () => ({ items: [sampleResult()], nextCursor: null }));
  const command = run("--json");
  expect(await command.exitCode).toBe(1);
  expect(JSON.parse(command.stdout())).toMatchObject({
    id: "run1",
    verdict: "failed",
    failures: [{ name: "pays by card" }],
    url: `${center.url}/runs/run1`,
  });
});

test("of several shards each line says which it is from", async () => {
  center.on("createRun", () => sampleRun({ shards: 2 }));
  center.onEvents((stream) => {
    stream.send(logLines(1, "one\n\n", 1));
    stream.send(logLines(1, "two\n", 2));
    finish(stream, endedRun("passed", { shards: 2 }));
  });
  const command = run();
  await command.exitCode;
  expect(command.stdout()).toContain("\n1 │ one\n1 │ \n2 │ two\n");
});

test("a new attempt is told, with what ended the one before", async () => {
  const attempt = (number: number, detail: string | null): Run["jobs"][number]["attempts"][number] => ({
    number,
    state: detail === null ? "running" : "errored",
    reason: detail === null ? null : { code: "worker_lost", detail, remedy: null },
    worker: "w",
    executor: "docker",
    image: null,
    exitCode: null,
    phases: { claimedAt: null, preparedAt: null, startedAt: null, exitedAt: null, collectedAt: null },
    logLines: 0,
    logBytes: 0,
    logCut: false,
  });
  center.onEvents((stream) => {
    const jobs = [sampleJob({ attempts: [attempt(1, "Its worker was lost."), attempt(2, null)] })];
    stream.send({ event: "run", data: sampleRun({ state: "running", jobs }) });
    finish(stream, endedRun("passed", { jobs }));
  });
  const command = run();
  await command.exitCode;
  expect(command.stdout().match(/Attempt 2 begins.*/g)).toEqual([
    "Attempt 2 begins, because the one before ended: Its worker was lost.",
  ]);
});

test("on a terminal a status line stands below the log, and a log cannot command the terminal", async () => {
  center.onEvents((stream) => {
    stream.send(logLines(1, "\u001b]0;owned\u0007\u001b[32mgreen\u001b[0m\u001b[2J\n"));
    finish(stream, endedRun("passed", { reason: { code: "x", detail: "\u001b[2Jsafe", remedy: null } }));
  });
  const command = aac(["run", "shop/e2e"], { url: center.url, isTTY: true });
  await command.exitCode;
  const shown = command.stdout();
  expect(shown).toContain("\u001b[32mgreen\u001b[0m\n");
  expect(shown).not.toMatch(/owned|\[2J/);
  expect(shown).toMatch(/⠋ .*queued.*shop\/e2e #7 {2}0 lines/);
});
