import { followRun, type RunEvent } from "@aac/contract";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ensureScriptedSuite, junit, startTestCenter, type TestCenter, until } from "./test-center.ts";

let center: TestCenter;
beforeAll(async () => {
  center = await startTestCenter();
});
afterAll(() => center.stop());

/** The lines of each attempt as they came, with proof that none is missing, doubled or out of order. */
function linesOf(events: RunEvent[]): string[] {
  const next = new Map<string, number>();
  return events.flatMap((event) => {
    if (event.event !== "log") return [];
    const { shard, attempt, firstLine, lines, text } = event.data;
    const key = `${shard}.${attempt}`;
    expect(firstLine).toBe(next.get(key) ?? 1);
    next.set(key, firstLine + lines);
    const split = text.split("\n");
    expect(split.pop()).toBe("");
    expect(split).toHaveLength(lines);
    return split;
  });
}

describe("a run", () => {
  test("goes from trigger to verdict with its log, results and artifacts", async () => {
    const triggered = await center.trigger({
      LOG_LINES: "50",
      SLEEP_MS: "200",
      REPORT: junit({ passed: 3, skipped: 1 }),
    });
    expect(triggered).toMatchObject({
      state: "queued",
      verdict: null,
      project: "web",
      suite: "scripted",
      startedAt: null,
    });
    const { run, events } = await center.finished(triggered.id);
    expect(run).toMatchObject({ state: "passed", verdict: "passed", reason: null, warnings: [] });
    expect(run.totals).toEqual({ tests: 4, passed: 3, failed: 0, skipped: 1, flaky: 0 });
    expect(linesOf(events)).toEqual(Array.from({ length: 50 }, (_, index) => `line ${index + 1}`));
    const states = events.flatMap((event) => (event.event === "run" ? event.data.state : []));
    expect(new Set(states)).toEqual(
      new Set(["queued", "running", "passed"].filter((state) => states.includes(state as never))),
    );
    expect(states.at(-1)).toBe("passed");

    const results = await center.client.call("listResults", { params: { run: run.id } });
    expect(results.items.map(({ status }) => status)).toEqual(["passed", "passed", "passed", "skipped"]);
    const artifacts = await center.client.call("listArtifacts", { params: { run: run.id } });
    expect(artifacts.items).toMatchObject([{ path: "junit.xml", format: "junit" }]);
    const report = await fetch(center.url + artifacts.items[0]!.url, { headers: { "x-api-key": center.apiKey } });
    expect(await report.text()).toContain("passes 1");
    const [attempt] = run.jobs[0]!.attempts;
    expect(attempt).toMatchObject({ number: 1, state: "passed", exitCode: 0, logLines: 50, logCut: false });
    const { claimedAt, preparedAt, startedAt, exitedAt, collectedAt } = attempt!.phases;
    const phases = [run.createdAt, claimedAt, preparedAt, startedAt, exitedAt, collectedAt, run.finishedAt] as string[];
    expect(phases.toSorted()).toEqual(phases);
  });

  test("fails by its results although it exits with 0, and by its exit code although no test failed", async () => {
    const byResults = await center.finished((await center.trigger({ REPORT: junit({ passed: 1, failed: 2 }) })).id);
    expect(byResults.run).toMatchObject({ verdict: "failed", reason: { code: "tests_failed" } });
    expect(byResults.run.reason?.detail).toContain("2 of 3 tests failed, although the suite ended with exit code 0");
    const byCode = await center.finished((await center.trigger({ EXIT_CODE: "3", REPORT: junit({ passed: 1 }) })).id);
    expect(byCode.run).toMatchObject({ verdict: "failed", reason: { code: "exit_code" } });
  });

  test.each([
    [{ LIMIT: "memory" }, "errored", "out_of_memory"],
    [{ START_PROBLEM: "image_not_found" }, "errored", "image_not_found"],
    [{ EXIT_PROBLEM: "entrypoint_missing", EXIT_CODE: "2" }, "errored", "entrypoint_missing"],
  ])("that ends by %o is %s, with the reason %s and a remedy", async (variables, verdict, code) => {
    const { run } = await center.finished((await center.trigger(variables)).id);
    expect(run).toMatchObject({ verdict, reason: { code } });
    expect(run.reason?.remedy).toBeTruthy();
    expect(run.jobs[0]!.attempts).toHaveLength(1);
  });

  test("is tried again after what was our failure, and shows both attempts", async () => {
    const variables = { START_PROBLEM: "engine_failed", FIRST_ATTEMPT_ONLY: "1", LOG_LINES: "3" };
    const { run } = await center.finished((await center.trigger(variables)).id);
    expect(run.verdict).toBe("passed");
    expect(run.jobs[0]!.attempts).toMatchObject([
      { number: 1, state: "errored", reason: { code: "engine_failed" } },
      { number: 2, state: "passed", logLines: 3 },
    ]);
  });

  test("that takes longer than its limit is stopped and says so", async () => {
    await center.trigger({});
    await center.client.call("createSuite", {
      params: { project: "web" },
      body: {
        slug: "slow",
        image: "scripted",
        limits: { timeoutMs: 300 },
        variables: { SLEEP_MS: "60000", LOG_LINES: "1", IGNORE_TERM: "1" },
      },
    });
    const run = await center.client.call("createRun", { body: { project: "web", suite: "slow" } });
    const ended = await center.finished(run.id);
    expect(ended.run).toMatchObject({ verdict: "timedOut", reason: { code: "timed_out" } });
    expect(center.host.all().filter((sandbox) => sandbox.ref.jobId.startsWith(run.id))).toEqual([]);
  });

  test("is cancelled while it runs: its sandbox goes, its log stays", async () => {
    const { id } = await center.trigger({ SLEEP_MS: "60000", LOG_LINES: "20" });
    await until(
      "the first line",
      async () => (await center.client.call("getRun", { params: { run: id } })).jobs[0]!.attempts[0]?.logLines,
    );
    const cancelled = await center.client.call("cancelRun", { params: { run: id } });
    expect(cancelled).toMatchObject({ verdict: "cancelled", reason: { code: "cancelled" } });
    const { run, log } = await center.finished(id);
    expect(run.verdict).toBe("cancelled");
    expect(log).toContain("line 1\n");
    await until(
      "the sandbox to go",
      async () => !center.host.all().some((sandbox) => sandbox.ref.jobId.startsWith(id)),
    );
    await expect(center.client.call("cancelRun", { params: { run: id } })).rejects.toMatchObject({
      problem: { code: "run_is_final" },
    });
  });

  test("that is followed from any of its events on gives the rest, without gap or double", async () => {
    const { id } = await center.trigger({ LOG_LINES: "300", SLEEP_MS: "600", REPORT: junit({ passed: 5 }) });
    const ids: string[] = [];
    const response = await center.client.request("runEvents", { params: { run: id } });
    const whole = await response.text();
    for (const [, eventId] of whole.matchAll(/^id: (.*)$/gm)) ids.push(eventId!);
    const all = (await center.finished(id)).log;
    for (const after of ids) {
      const rest: RunEvent[] = [];
      for await (const event of followRun(center.client, id, { after })) rest.push(event);
      const seen = Number(/1\.1=(\d+)/.exec(after)?.[1] ?? 0);
      const text = rest.map((event) => (event.event === "log" ? event.data.text : "")).join("");
      expect(text).toBe(all.split("\n").slice(seen).join("\n"));
      expect(rest.at(-1)?.event).toBe("end");
    }
    expect(ids.length).toBeGreaterThan(3);
  });

  test("runs side by side in shards and merges into one verdict", async () => {
    const triggered = await center.trigger({ REPORT: junit({ passed: 2 }), LOG_LINES: "2" }, { shards: 3 });
    const { run } = await center.finished(triggered.id);
    expect(run.jobs.map(({ shard, state }) => [shard, state])).toEqual([
      [1, "passed"],
      [2, "passed"],
      [3, "passed"],
    ]);
    expect(run.totals).toMatchObject({ tests: 6, passed: 6 });
  });

  test("that is triggered twice under one key is one run; another request under it is refused", async () => {
    await center.trigger({});
    const send = (folder: string) =>
      center.client.call("createRun", {
        body: { project: "web", suite: "scripted", folder },
        headers: { "idempotency-key": "deploy-7" },
      });
    const runs = await Promise.all([send("a"), send("a"), send("a")]);
    expect(new Set(runs.map(({ id }) => id)).size).toBe(1);
    await expect(send("b")).rejects.toMatchObject({ problem: { code: "idempotency_mismatch", status: 422 } });
  });

  test("never shows its environment's secrets: not in its log, its results, its artifacts' names or any answer", async () => {
    await center.trigger({});
    await center.client.call("createEnvironment", {
      params: { project: "web" },
      body: { slug: "staging", baseUrl: "https://staging.example", secrets: { TOKEN: "tok-5ecret-value" } },
    });
    const encoded = Buffer.from("x:tok-5ecret-value").toString("base64");
    const report = `<testsuite name="s"><testcase name="logs in with tok-5ecret-value"><failure message="got tok-5ecret-value"/></testcase></testsuite>`;
    const triggered = await center.trigger(
      {
        LOG_LINES: "1",
        LOG_TEXT: `token tok-5ecret-value or ${encoded}`,
        REPORT: report,
        FILES: '{"test-results/tok-5ecret-value.txt":"x"}',
      },
      { environment: "staging" },
    );
    const { run, events, log } = await center.finished(triggered.id);
    expect(log).toMatch(/^token \*\*\* or \S*\*\*\*\S*\n$/);
    const shown = JSON.stringify({
      run: { ...run, variables: {} },
      events: events.filter(({ event }) => event !== "run"),
    });
    expect(shown).not.toContain("5ecret");
    expect(
      JSON.stringify(
        await center.client.call("getEnvironment", { params: { project: "web", environment: "staging" } }),
      ),
    ).not.toContain("5ecret");
  });

  test("is repeated with the same folder, variables and branch", async () => {
    const first = await center.finished(
      (await center.trigger({ EXIT_CODE: "1" }, { folder: "smoke", branch: "main" })).id,
    );
    const again = await center.client.call("rerun", { params: { run: first.run.id } });
    expect(again).toMatchObject({
      rerunOf: first.run.id,
      folder: "smoke",
      branch: "main",
      variables: { EXIT_CODE: "1" },
    });
    expect((await center.finished(again.id)).run.verdict).toBe("failed");
  });
});

describe("what was accepted", () => {
  test("is not lost when the center stops: queued runs run, a running sandbox is taken up with its whole log", async () => {
    const first = await startTestCenter({ concurrency: 1 });
    const running = await first.trigger({ SLEEP_MS: "3000", LOG_LINES: "200", REPORT: junit({ passed: 2 }) });
    const queued = await first.trigger({ LOG_LINES: "5" });
    await until(
      "the first lines",
      async () => (await first.client.call("getRun", { params: { run: running.id } })).jobs[0]!.attempts[0]?.logLines,
    );
    await first.stop({ keep: true });

    const second = await startTestCenter({ dir: first.dir, host: first.host, concurrency: 1 });
    try {
      const { run, events } = await second.finished(running.id);
      expect(run).toMatchObject({ verdict: "passed", totals: { tests: 2 } });
      expect(run.jobs[0]!.attempts).toHaveLength(1);
      expect(linesOf(events)).toEqual(Array.from({ length: 200 }, (_, index) => `line ${index + 1}`));
      expect((await second.finished(queued.id)).run.verdict).toBe("passed");
    } finally {
      await second.stop();
    }
  });

  test("is tried again when its worker never comes back, once its sandbox is given up", async () => {
    const first = await startTestCenter({ timing: { leaseMs: 500, heartbeatMs: 100 } });
    const { id } = await first.trigger({ SLEEP_MS: "60000", LOG_LINES: "5" });
    await until(
      "the first line",
      async () => (await first.client.call("getRun", { params: { run: id } })).jobs[0]!.attempts[0]?.logLines,
    );
    await first.stop({ keep: true });
    // Another host: the sandbox of the first is not there.
    const second = await startTestCenter({ dir: first.dir, timing: { leaseMs: 500, heartbeatMs: 100 } });
    try {
      const run = await until("a second attempt", async () => {
        const now = await second.client.call("getRun", { params: { run: id } });
        return now.jobs[0]!.attempts.length === 2 && now;
      });
      expect(run.jobs[0]!.attempts[0]).toMatchObject({ state: "errored", reason: { code: "worker_lost" } });
    } finally {
      await second.stop();
    }
  });
});

describe("the order of claims", () => {
  test("an organization with many queued jobs delays another's single job by at most one place", async () => {
    const fair = await startTestCenter({ concurrency: 1 });
    try {
      const small = await fair.addOrganization("small");
      await ensureScriptedSuite(small.client);
      const many = await Promise.all(Array.from({ length: 30 }, () => fair.trigger({ SLEEP_MS: "30" })));
      const one = await small.client.call("createRun", { body: { project: "web", suite: "scripted" } });
      const started = await until(
        "the small one's start",
        async () => (await small.client.call("getRun", { params: { run: one.id } })).startedAt,
      );
      const before = await Promise.all(
        many.map(async ({ id }) => (await fair.client.call("getRun", { params: { run: id } })).startedAt),
      );
      const startedBetween = before.filter((at) => at !== null && at > one.createdAt && at < started);
      expect(startedBetween.length).toBeLessThanOrEqual(1);
    } finally {
      await fair.stop();
    }
  });

  test("no more jobs of an organization run at once than its limit allows, whoever claims", async () => {
    const limited = await startTestCenter({ concurrency: 8 });
    try {
      const org = await limited.addOrganization("limited", { maxConcurrentJobs: 2 });
      await ensureScriptedSuite(org.client);
      const ids = await Promise.all(
        Array.from({ length: 8 }, async () => {
          const body = { project: "web", suite: "scripted", variables: { SLEEP_MS: "150" } };
          return (await org.client.call("createRun", { body })).id;
        }),
      );
      let most = 0;
      await until("all to end", async () => {
        most = Math.max(most, limited.host.all().filter((sandbox) => !sandbox.isOver()).length);
        const runs = await Promise.all(ids.map((run) => org.client.call("getRun", { params: { run } })));
        return runs.every(({ verdict }) => verdict === "passed");
      });
      expect(most).toBeLessThanOrEqual(2);
      expect(most).toBeGreaterThan(0);
    } finally {
      await limited.stop();
    }
  });

  test("of one organization's jobs the more urgent goes first", async () => {
    const urgent = await startTestCenter({ concurrency: 1 });
    try {
      await urgent.finished((await urgent.trigger({})).id);
      const blocker = await urgent.trigger({ SLEEP_MS: "400" });
      const calm = await urgent.trigger({ SLEEP_MS: "50" });
      const hurried = await urgent.trigger({}, { priority: 5 });
      await urgent.finished(blocker.id);
      const [a, b] = [(await urgent.finished(hurried.id)).run, (await urgent.finished(calm.id)).run];
      expect(a.startedAt! < b.startedAt!).toBe(true);
    } finally {
      await urgent.stop();
    }
  });
});
