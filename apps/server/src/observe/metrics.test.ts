import { once } from "node:events";
import { readFileSync } from "node:fs";
import { get } from "node:http";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { junit, startTestCenter, type TestCenter, until } from "../../../../tests/scenarios/test-center.ts";
import { describeMetrics, type MetricName, type MetricSpec, metricTable } from "./metric-table.ts";
import { createMetrics } from "./metrics.ts";

const table: Record<string, MetricSpec> = metricTable;
let center: TestCenter;
let text: string;

const scrape = async () => (text = await (await fetch(`${center.url}/metrics`)).text());
/** Every sample of ours: its name without what a histogram adds, and its labels. */
const samples = () =>
  [...text.matchAll(/^(aac_\w+?)(?:_bucket|_sum|_count)?(?:\{(.*)\})? (\S+)$/gm)].map(
    ([, name, labels = "", value]) => ({
      name: name!,
      labels: Object.fromEntries([...labels.matchAll(/(\w+)="([^"]*)"/g)].map(([, key, of]) => [key!, of!])),
      value: Number(value),
    }),
  );
const sum = (name: MetricName, labels: Record<string, string> = {}) =>
  samples()
    .filter((one) => one.name === name && Object.entries(labels).every(([key, value]) => one.labels[key] === value))
    .reduce((total, { value }) => total + value, 0);

beforeAll(async () => {
  center = await startTestCenter();
  const variables = { LOG_LINES: "12", EXIT_CODE: "1", REPORT: junit({ passed: 3, failed: 1 }) };
  const { id } = await center.trigger(variables);
  await center.finished(id);
  await center.finished((await center.trigger({}, { shards: 2 })).id);
  await until("the analysis", async () => {
    await scrape();
    return sum("aac_analyses_total") === 1;
  });
});
afterAll(() => center.stop());

test("runs, attempts, tests, logs, claims and phases are counted as they happen", () => {
  expect(sum("aac_runs_triggered_total", { trigger: "api" })).toBe(2);
  expect(sum("aac_runs_total", { verdict: "failed", trigger: "api" })).toBe(1);
  expect(sum("aac_runs_total", { verdict: "passed", trigger: "api" })).toBe(1);
  expect(sum("aac_attempts_total", { end: "passed" })).toBe(2);
  expect(sum("aac_tests_total", { status: "failed" })).toBe(1);
  expect(sum("aac_tests_total", { status: "passed" })).toBe(3);
  expect(sum("aac_log_lines_total")).toBeGreaterThanOrEqual(12);
  expect(text).toMatch(/^aac_claim_seconds_count 3$/m);
  expect(text).toMatch(/^aac_log_lag_seconds_count [1-9]/m);
  for (const phase of ["prepare", "execute", "collect", "finish"]) {
    expect(text).toContain(`aac_phase_seconds_count{phase="${phase}",executor="scripted"} 3`);
  }
  expect(sum("aac_worker_places")).toBe(4);
  expect(sum("aac_worker_places_taken")).toBe(0);
  expect(text).toMatch(/aac_store_seconds_count\{noun="jobs",verb="update"\} [1-9]/);
  expect(text).toMatch(/^nodejs_eventloop_lag_p99_seconds /m);
  expect(text).toMatch(/^process_resident_memory_bytes /m);
});

test("an event stream is counted while it is open", async () => {
  const headers = { authorization: `Bearer ${center.apiKey}` };
  const stream = get(`${center.url}/api/v1/events`, { headers, agent: false });
  stream.on("error", () => undefined);
  await once(stream, "response");
  const open = async (count: number) => {
    await scrape();
    return sum("aac_event_streams", { of: "organization" }) === count;
  };
  await until("the stream to be counted", () => open(1));
  stream.destroy();
  await until("the stream to be gone", () => open(0));
});

test("every sample is in the table, with labels that the table knows", () => {
  expect(samples().length).toBeGreaterThan(100);
  for (const { name, labels } of samples()) {
    const { le: _, ...own } = labels;
    expect(Object.keys(table)).toContain(name);
    const known = table[name]!.labels;
    expect(Object.keys(own).toSorted()).toEqual(Object.keys(known).toSorted());
    for (const [label, value] of Object.entries(own)) {
      const values = known[label]!;
      expect(values.length === 0 ? [value] : [...values, "other"]).toContain(value);
    }
  }
});

test("no metric can have more series than fits a small Prometheus", () => {
  for (const [name, { labels, buckets }] of Object.entries(table)) {
    const combinations = Object.values(labels).reduce((product, values) => product * (values.length + 1), 1);
    const isUsedSparsely = name === "aac_http_request_duration_seconds" || name === "aac_store_seconds";
    const series = combinations * (buckets ? buckets.length + 3 : 1);
    expect(isUsedSparsely ? 0 : series).toBeLessThan(700);
    expect(Object.keys(labels)).not.toContain("org");
  }
});

test("whatever is told as a label that nobody foresaw is `other`", async () => {
  const { observer, registry } = createMetrics({ version: "1", role: "up" });
  for (const end of ["passed", "01jd-an-id", "another"]) observer.tell({ what: "attempt", end });
  const told = await registry.getSingleMetricAsString("aac_attempts_total");
  expect(told).toContain('aac_attempts_total{end="other"} 2');
  expect(told).not.toContain("01jd");
});

test("a role tells what is its own", async () => {
  const names = async (role: "producer" | "worker") => await createMetrics({ version: "1", role }).registry.metrics();
  expect(await names("worker")).not.toContain("aac_jobs_wanted");
  expect(await names("worker")).toContain("aac_worker_places");
  expect(await names("producer")).not.toContain("aac_worker_places");
});

test("docs/metrics.md lists the table as it is", () => {
  const page = readFileSync(join(import.meta.dirname, "../../../../docs/metrics.md"), "utf8");
  expect(page).toContain(describeMetrics());
});
