import type { Demand } from "@aac/core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { appOptions } from "../../../../tests/scenarios/app-options.ts";
import { ensureScriptedSuite, startTestCenter, type TestCenter } from "../../../../tests/scenarios/test-center.ts";
import { createApp } from "./app.ts";

let center: TestCenter;
beforeAll(async () => {
  center = await startTestCenter({ withoutWorker: true });
});
afterAll(() => center.stop());

const valueOf = (text: string, metric: string) =>
  Number(
    text
      .split("\n")
      .find((line) => line.startsWith(`${metric} `))
      ?.slice(metric.length) ?? "NaN",
  );

test("/metrics tells what waits and what was asked, by route and never by id", async () => {
  const { id } = await center.trigger({}, { shards: 3 });
  await center.client.call("getRun", { params: { run: id } });
  await fetch(`${center.url}/api/v1/runs/${id}`);
  await fetch(`${center.url}/no/${id}`);
  const response = await fetch(`${center.url}/metrics`);
  expect(response.headers.get("content-type")).toMatch(/^text\/plain; version=/);
  const text = await response.text();
  expect(valueOf(text, "aac_jobs_queued")).toBe(3);
  expect(valueOf(text, "aac_queue_messages")).toBe(3);
  const count = (status: number) =>
    valueOf(text, `aac_http_request_duration_seconds_count{method="GET",route="/api/v1/runs/:run",status="${status}"}`);
  expect([count(200), count(401)]).toEqual([1, 1]);
  expect(valueOf(text, 'aac_http_problems_total{code="unauthenticated"}')).toBe(1);
  expect(text).toContain('route="none"');
  expect(text).not.toContain(id);
});

describe("what the number of workers should follow", () => {
  const demand = async (labels?: string) => {
    const response = await fetch(`${center.url}/metrics/demand${labels === undefined ? "" : `?labels=${labels}`}`);
    return (await response.json()) as Demand;
  };

  test("is what runs and what could: not what waits for a limit of its organization or project", async () => {
    const before = await demand();
    const small = await center.addOrganization("small", { maxConcurrentJobs: 2 });
    await ensureScriptedSuite(small.client);
    const trigger = () => small.client.call("createRun", { body: { project: "web", suite: "scripted", shards: 5 } });
    const run = await trigger();
    expect(await demand()).toMatchObject({ queued: before.queued + 5, wanted: before.wanted + 2 });
    const { jobs, projects } = center.center.store.system;
    await jobs.update(run.jobs[0]!.id, {}, { state: "running", leaseExpiresAt: Date.now() + 60_000 });
    expect(await demand()).toMatchObject({ running: 1, startable: before.wanted + 1, wanted: before.wanted + 2 });
    const [project] = await projects.find({ where: { orgId: small.caller.orgId } });
    await projects.update(project!.id, {}, { maxConcurrentJobs: 1 });
    expect(await demand()).toMatchObject({ startable: before.wanted, wanted: before.wanted + 1 });
    const text = await (await fetch(`${center.url}/metrics`)).text();
    expect(valueOf(text, "aac_jobs_wanted")).toBe(before.wanted + 1);
  });

  test("for a kind of worker counts what it could take", async () => {
    const plain = await demand("");
    const gpu = await demand("gpu,arm64");
    const body = { slug: "on-gpu", image: "scripted", runsOn: ["gpu"] };
    await center.client.call("createSuite", { params: { project: "web" }, body });
    await center.trigger({}, { suite: "on-gpu" });
    expect(await demand("")).toMatchObject({ wanted: plain.wanted });
    expect(await demand("gpu,arm64")).toMatchObject({ wanted: gpu.wanted + 1 });
    const many = Array.from({ length: 9 }, (_, i) => `l${i}`).join(",");
    expect((await fetch(`${center.url}/metrics/demand?labels=${many}`)).status).toBe(400);
  });

  test("tells how long the oldest waits", async () => {
    const { oldestWaitMs } = await demand();
    expect(oldestWaitMs).toBeGreaterThan(0);
  });
});

test("401: with METRICS_TOKEN nobody reads metrics without it", async () => {
  const metricsToken = "a token for the scraper";
  const app = await createApp(center.center, appOptions({ metricsToken }));
  const status = async (path: string, authorization?: string) =>
    (await app.inject({ path, headers: authorization === undefined ? {} : { authorization } })).statusCode;
  for (const path of ["/metrics", "/metrics/demand"]) {
    expect(await status(path)).toBe(401);
    expect(await status(path, "Bearer a token for the scrapes")).toBe(401);
    expect(await status(path, `Bearer ${center.apiKey}`)).toBe(401);
    expect(await status(path, `Bearer ${metricsToken}`)).toBe(200);
  }
  await app.close();
});

test("what cannot be read is not told as a zero", async () => {
  const { queue } = center.center;
  const { depth } = queue;
  queue.depth = () => Promise.reject(new Error("away"));
  const text = await (await fetch(`${center.url}/metrics`)).text();
  queue.depth = depth;
  expect(valueOf(text, "aac_queue_messages")).toBeNaN();
  expect(valueOf(text, "aac_jobs_queued")).toBeGreaterThan(0);
});
