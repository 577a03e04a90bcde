import { afterAll, beforeAll, expect, test } from "vitest";
import { startTestCenter, type TestCenter } from "../../../../tests/scenarios/test-center.ts";

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
