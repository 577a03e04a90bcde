import { createSystemClock } from "@aac/adapters/clock/system";
import { createScriptedExecutor, createScriptedHost } from "@aac/adapters/executor/scripted";
import type { Result } from "@aac/contract";
import type { SandboxSpec } from "@aac/core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { apiCaller, expectProblem } from "./api-caller.ts";
import { junit, startTestCenter, type TestCenter, until } from "./test-center.ts";

let center: TestCenter;
let specs: SandboxSpec[];

beforeAll(async () => {
  const clock = createSystemClock();
  const host = createScriptedHost({ clock });
  const real = createScriptedExecutor({ host, clock, center: "reporting" });
  specs = [];
  center = await startTestCenter({
    executor: { ...real, start: (spec, options) => (specs.push(spec), real.start(spec, options)) },
    instead: () => ({ apiUrl: "https://aac.example" }),
  });
  await center.client.call("createProject", { body: { slug: "web" } });
  for (const [slug, reporter] of [
    ["scripted", false],
    ["reporting", true],
  ] as const) {
    await center.client.call("createSuite", {
      params: { project: "web" },
      body: { slug, image: "scripted", reporter },
    });
  }
  const environment = { slug: "staging", secrets: { PASSWORD: "correct horse battery" } };
  await center.client.call("createEnvironment", { params: { project: "web" }, body: environment });
});
afterAll(() => center.stop());

/** A run whose sandbox was started, with what that was given. */
async function begin(variables: Record<string, string>, suite = "reporting") {
  const { id } = await center.trigger(variables, { suite, environment: "staging" });
  const spec = await until("the sandbox", async () => specs.find(({ runId }) => runId === id));
  return { id, jobId: spec.jobId, variables: spec.variables, token: spec.variables["AAC_RUN_TOKEN"]! };
}
const post = (jobId: string, token: string, reports: Record<string, string>) => {
  const body = new FormData();
  for (const [name, text] of Object.entries(reports)) body.append("files", new Blob([text]), name);
  const headers = { authorization: `Bearer ${token}` };
  return fetch(`${center.url}/api/v1/jobs/${jobId}/results`, { method: "POST", body, headers });
};
const listed = async (run: string): Promise<Result[]> =>
  (await center.client.call("listResults", { params: { run }, query: { limit: 500 } })).items;
const get = (token: string, path: string) => apiCaller(center.url, token)("GET", path);

test("a sandbox is given nothing of ours, unless its suite has a reporter", async () => {
  const without = await begin({}, "scripted");
  expect(Object.keys(without.variables).filter((name) => /TOKEN|API/.test(name))).toEqual([]);
  await center.finished(without.id);
  const { id, variables, token } = await begin({ AAC_RUN_TOKEN: "mine", AAC_API_URL: "http://elsewhere" });
  expect(token).toMatch(/^aac_run_[a-z0-9-]+_[0-9A-Za-z]{46}$/);
  expect(variables["AAC_API_URL"]).toBe("https://aac.example");
  await center.finished(id);
});

test("what a reporter sends is listed while the suite runs, masked, and gives way to what is collected", async () => {
  const { id, jobId, token } = await begin({ SLEEP_MS: "4000", REPORT: junit({ passed: 3, failed: 1 }) });
  expect((await post(jobId, token, { "junit.xml": junit({ passed: 1 }) })).status).toBe(200);
  await until("the first result", async () => (await listed(id)).length === 1);
  const telling = `<testsuite><testcase name="with ${token}"><failure message="correct horse battery"/></testcase></testsuite>`;
  const again = { "junit.xml": junit({ passed: 2 }), "more.xml": telling };
  expect(await (await post(jobId, token, again)).json()).toEqual({ reports: ["junit.xml", "more.xml"] });
  await until("all results", async () => (await listed(id)).length === 3);
  const shown = JSON.stringify(await listed(id));
  expect(shown).toContain("with ***");
  expect(shown).not.toContain(token);
  expect(shown).not.toContain("correct horse");
  const { run, events } = await center.finished(id);
  expect(run).toMatchObject({ verdict: "failed", totals: { tests: 4 } });
  expect(await listed(id)).toHaveLength(4);
  const streamed = events.flatMap((event) => (event.event === "results" ? event.data.items : []));
  expect(streamed.map(({ name }) => name)).toEqual((await listed(id)).map(({ name }) => name));
  const { liveReports, results } = center.center.store.system;
  expect([await liveReports.count({}), await results.count({ runId: id })]).toEqual([0, 4]);
});

describe("a token", () => {
  test("reads its own run, and sees no other, nor anything else", async () => {
    const other = await center.finished((await center.trigger()).id);
    const { id, jobId, token } = await begin({ SLEEP_MS: "30000" });
    for (const path of ["", "/results", "/artifacts", "/log"]) {
      expect((await get(token, `/api/v1/runs/${id}${path}`)).status).toBe(200);
      await expectProblem(await get(token, `/api/v1/runs/${other.run.id}${path}`), 404, "run_not_found");
    }
    const runs = (await (await get(token, "/api/v1/runs")).json()) as { items: { id: string }[] };
    expect(runs.items.map((run) => run.id)).toEqual([id]);
    for (const path of ["projects", "projects/web", "projects/web/environments", "api-keys", "session", "usage"]) {
      await expectProblem(await get(token, `/api/v1/${path}`), 403, "forbidden");
    }
    const { call } = { call: apiCaller(center.url, token) };
    await expectProblem(await call("POST", `/api/v1/runs/${id}/cancel`), 403, "forbidden");
    await expectProblem(await call("POST", "/api/v1/runs", { body: {} }), 403, "forbidden");
    await expectProblem(await post(other.run.jobs[0]!.id, token, { "a.xml": junit({}) }), 404, "job_not_found");
    await center.client.call("cancelRun", { params: { run: id } });
    await expectProblem(await get(token, `/api/v1/runs/${id}`), 401, "unauthenticated");
    await expectProblem(await post(jobId, token, { "a.xml": junit({ passed: 1 }) }), 401, "unauthenticated");
  });

  test("follows its own run, and is not told of the center's workers", async () => {
    const { id, token } = await begin({ SLEEP_MS: "30000" });
    const { client } = center;
    const ended = new AbortController();
    const headers = { authorization: `Bearer ${token}` };
    const own = await fetch(`${center.url}/api/v1/events`, { headers, signal: ended.signal });
    const heard = own.body!.pipeThrough(new TextDecoderStream()).getReader();
    await heard.read();
    const others = (await client.request("events", {}, ended.signal)).body!.pipeThrough(new TextDecoderStream());
    const { items } = await client.call("listWorkers", {});
    const drain = (draining: boolean) =>
      client.call("changeWorker", { params: { worker: items[0]!.id }, body: { draining } });
    await drain(true);
    // This stream began later, and so looks later than that of the token.
    for await (const text of others) {
      if (text.includes("event: workers")) break;
      await drain(false);
      await drain(true);
    }
    await drain(false);
    await client.call("changeRun", { params: { run: id }, body: { labels: ["seen"] } });
    let text = "";
    while (!text.includes('"seen"')) text += (await heard.read()).value ?? "";
    expect(text).not.toContain("event: workers");
    ended.abort();
    await client.call("cancelRun", { params: { run: id } });
  });

  test("is for one shard: not for another of the same run", async () => {
    const { id } = await center.trigger({ SLEEP_MS: "30000" }, { suite: "reporting", shards: 2 });
    const both = await until("two sandboxes", async () => {
      const found = specs.filter(({ runId }) => runId === id);
      return found.length === 2 && found;
    });
    const [one, two] = both.map(({ jobId, variables }) => ({ jobId, token: variables["AAC_RUN_TOKEN"]! }));
    await expectProblem(await post(two!.jobId, one!.token, { "a.xml": junit({ passed: 1 }) }), 404, "job_not_found");
    expect((await post(two!.jobId, two!.token, { "a.xml": junit({ passed: 1 }) })).status).toBe(200);
    await center.client.call("cancelRun", { params: { run: id } });
  });

  test("ends with its attempt, also where another attempt of the job follows", async () => {
    const { id, jobId, token } = await begin({ SLEEP_MS: "30000", CRASH_AFTER: "1500", FIRST_ATTEMPT_ONLY: "1" });
    expect((await get(token, `/api/v1/runs/${id}`)).status).toBe(200);
    const next = await until("the next attempt", async () =>
      specs.find((spec) => spec.jobId === jobId && spec.variables["AAC_RUN_TOKEN"] !== token),
    );
    await expectProblem(await get(token, `/api/v1/runs/${id}`), 401, "unauthenticated");
    expect((await get(next.variables["AAC_RUN_TOKEN"]!, `/api/v1/runs/${id}`)).status).toBe(200);
    await center.client.call("cancelRun", { params: { run: id } });
  });

  test("is not guessed from what is stored, nor from another's", async () => {
    const { id, jobId, token } = await begin({ SLEEP_MS: "30000" });
    const [attempt] = await center.center.store.system.attempts.find({ where: { jobId } });
    expect(JSON.stringify(attempt)).not.toContain(token);
    expect(JSON.stringify(attempt)).not.toContain(token.slice(-46));
    const changed = token.slice(0, -1) + (token.endsWith("a") ? "b" : "a");
    await expectProblem(await get(changed, `/api/v1/runs/${id}`), 401, "unauthenticated");
    await center.client.call("cancelRun", { params: { run: id } });
  });
});

test("a form without a file, and one that is none, are refused", async () => {
  const { id, jobId, token } = await begin({ SLEEP_MS: "30000" });
  await expectProblem(await post(jobId, token, {}), 422, "no_reports");
  const json = await apiCaller(center.url, token)("POST", `/api/v1/jobs/${jobId}/results`, { body: {} });
  await expectProblem(json, 415, "unsupported_media_type");
  await center.client.call("cancelRun", { params: { run: id } });
});
