import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { findPromtool } from "../services/promtool.ts";
import { alerts, dashboards, monitoring, recordings } from "./rule-files.ts";

const promtool = findPromtool();
const dir = mkdtempSync(join(tmpdir(), "aac-alerts-"));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

test.runIf(process.env["CI"])("promtool is there", () => expect(promtool).not.toBeNull());

/** A center at rest but for some runs: nothing is to be said of it. */
const well = {
  'up{job="aac-producer", instance="p1"}': "1x80",
  'up{job="aac-worker", instance="w1"}': "1x80",
  aac_jobs_wanted: "2x80",
  aac_jobs_startable: "0x80",
  aac_jobs_queued: "0x80",
  aac_queue_messages: "0x80",
  aac_queue_oldest_seconds: "1x80",
  'aac_worker_places{instance="w1"}': "4x80",
  'aac_worker_places_taken{instance="w1"}': "2x80",
  'aac_runs_total{verdict="passed", trigger="api"}': "0+10x80",
  'aac_runs_total{verdict="errored", trigger="api"}': "0+1x80",
  'aac_sweep_actions_total{action="lost"}': "0x80",
  'aac_phase_seconds_bucket{phase="prepare", executor="docker", le="60"}': "0+10x80",
  'aac_phase_seconds_bucket{phase="prepare", executor="docker", le="300"}': "0+10x80",
  'aac_phase_seconds_bucket{phase="prepare", executor="docker", le="+Inf"}': "0+10x80",
  'aac_log_lag_seconds_bucket{le="1"}': "0+100x80",
  'aac_log_lag_seconds_bucket{le="10"}': "0+100x80",
  'aac_log_lag_seconds_bucket{le="+Inf"}': "0+100x80",
  'aac_store_seconds_bucket{noun="jobs", verb="get", le="0.1"}': "0+100x80",
  'aac_store_seconds_bucket{noun="jobs", verb="get", le="2.5"}': "0+100x80",
  'aac_store_seconds_bucket{noun="jobs", verb="get", le="+Inf"}': "0+100x80",
  'aac_store_failures_total{verb="get", instance="p1"}': "0x80",
  'aac_http_request_duration_seconds_count{method="GET", route="/api/v1/runs", status="200"}': "0+1000x80",
  'aac_http_request_duration_seconds_count{method="GET", route="/api/v1/runs", status="503"}': "0+1x80",
  'aac_http_request_duration_seconds_bucket{route="/api/v1/runs", le="0.25"}': "0+1000x80",
  'aac_http_request_duration_seconds_bucket{route="/api/v1/runs", le="5"}': "0+1000x80",
  'aac_http_request_duration_seconds_bucket{route="/api/v1/runs", le="+Inf"}': "0+1000x80",
  'aac_http_request_duration_seconds_bucket{route="/api/v1/events", le="5"}': "0x80",
  'aac_http_request_duration_seconds_bucket{route="/api/v1/events", le="+Inf"}': "0+1000x80",
  'aac_deliveries_total{kind="slack", result="later"}': "0x80",
  'aac_llm_cost_dollars_total{provider="gemini"}': "0+0.01x80",
  'nodejs_eventloop_lag_p99_seconds{job="aac-producer", instance="p1"}': "0.02x80",
  'process_resident_memory_bytes{job="aac-producer", instance="p1"}': "200e6x80",
} as const;

type Series = Partial<Record<keyof typeof well, string | null>>;
const phase = (le: string) =>
  `aac_phase_seconds_bucket{phase="prepare", executor="docker", le="${le}"}` as keyof Series;
const noWorkers: Series = {
  'up{job="aac-worker", instance="w1"}': null,
  'aac_worker_places{instance="w1"}': null,
  'aac_worker_places_taken{instance="w1"}': null,
};

/** What makes each alert fire within the time that is played; null: it is not scraped. */
const causes: Record<string, Series> = {
  AacNoProducer: { 'up{job="aac-producer", instance="p1"}': "0x80" },
  AacNoWorker: noWorkers,
  AacQueueStuck: { aac_queue_oldest_seconds: "900x80", aac_jobs_startable: "1x80" },
  AacQueueOld: { aac_queue_oldest_seconds: "3600x80" },
  AacWorkersFull: { aac_jobs_startable: "3x80", 'aac_worker_places_taken{instance="w1"}': "4x80" },
  AacRunsErrored: { 'aac_runs_total{verdict="errored", trigger="api"}': "0+5x80" },
  AacWorkersLost: { 'aac_sweep_actions_total{action="lost"}': "0+1x80" },
  AacSandboxesSlow: { [phase("60")]: "0+1x80" },
  AacLogLag: { 'aac_log_lag_seconds_bucket{le="1"}': "0+50x80" },
  AacStoreFailing: { 'aac_store_failures_total{verb="get", instance="p1"}': "0+60x80" },
  AacStoreSlow: { 'aac_store_seconds_bucket{noun="jobs", verb="get", le="0.1"}': "0+50x80" },
  AacQueueAway: { aac_queue_messages: null },
  AacApiErrors: {
    'aac_http_request_duration_seconds_count{method="GET", route="/api/v1/runs", status="503"}': "0+50x80",
  },
  AacApiSlow: { 'aac_http_request_duration_seconds_bucket{route="/api/v1/runs", le="0.25"}': "0+500x80" },
  AacNoticesFailing: { 'aac_deliveries_total{kind="slack", result="later"}': "0+1x80" },
  AacModelCost: { 'aac_llm_cost_dollars_total{provider="gemini"}': "0+1x80" },
  AacEventLoop: { 'nodejs_eventloop_lag_p99_seconds{job="aac-producer", instance="p1"}': "0.9x80" },
  AacMemory: { 'process_resident_memory_bytes{job="aac-producer", instance="p1"}': "500e6x80" },
};

const labelsOf: Record<string, string> = {
  AacSandboxesSlow: ', executor="docker"',
  AacStoreFailing: ', instance="p1"',
  AacNoticesFailing: ', kind="slack"',
  AacEventLoop: ', instance="p1"',
  AacMemory: ', instance="p1"',
};

const seriesOf = (cause: Series) =>
  Object.entries({ ...well, ...cause }).flatMap(([series, values]) => (values === null ? [] : [{ series, values }]));
const firing = (name: string) => {
  const { severity } = alertOf(name).labels;
  return `ALERTS{alertname="${name}", alertstate="firing", severity="${severity}"${labelsOf[name] ?? ""}}`;
};

const docs = "https://docs.aac.test";
const alertOf = (name: string) => alerts.find(({ alert }) => alert === name)!;
const saysNoFigure = (name: string) => !alertOf(name).annotations.description.includes("{{");
/** As a person is told of it, with a runbook that can be opened. */
const told = (name: string) => {
  const { labels, annotations } = alertOf(name);
  const runbook_url = `${docs}/runbooks#${name.toLowerCase()}`;
  return { exp_labels: labels, exp_annotations: { ...annotations, runbook_url } };
};

function runPromtool(...args: string[]): string {
  const { status, stdout, stderr } = spawnSync(promtool!, args, { cwd: dir, encoding: "utf8" });
  return status === 0 ? "" : `${stdout}${stderr}`;
}

test.skipIf(promtool === null)(
  "each alert fires by its cause and by no other, and none fires while all is well",
  () => {
    const scenario = (name: string, cause: Series, expected: string[]) => ({
      name,
      interval: "1m",
      input_series: seriesOf(cause),
      external_labels: { docs },
      alert_rule_test: expected
        .filter(saysNoFigure)
        .map((alertname) => ({ alertname, eval_time: "78m", exp_alerts: [told(alertname)] })),
      promql_expr_test: [
        {
          expr: 'ALERTS{alertstate="firing"}',
          eval_time: "78m",
          exp_samples: expected.map((alert) => ({ labels: firing(alert), value: 1 })),
        },
      ],
    });
    expect(alerts.map(({ alert }) => alert).filter(saysNoFigure)).toContain("AacNoProducer");
    const tests = [
      scenario("all is well", {}, []),
      ...Object.entries(causes).map(([name, cause]) => scenario(name, cause, [name])),
    ];
    const rules = ["rules.yaml", "alerts.yaml"].map((file) => join(monitoring, "prometheus", file));
    // JSON is YAML.
    writeFileSync(join(dir, "test.yaml"), JSON.stringify({ rule_files: rules, evaluation_interval: "1m", tests }));
    expect(runPromtool("test", "rules", "test.yaml")).toBe("");
  },
);

test.skipIf(promtool === null)("rules, scrape configuration and every expression of the dashboards are valid", () => {
  const prometheus = join(monitoring, "prometheus");
  expect(runPromtool("check", "rules", join(prometheus, "rules.yaml"), join(prometheus, "alerts.yaml"))).toBe("");
  expect(runPromtool("check", "config", "--syntax-only", join(prometheus, "prometheus.yaml"))).toBe("");
  const rules = dashboards.flatMap(({ panels }) =>
    panels.flatMap(({ targets }) =>
      targets.map(({ expr }) => ({ record: "x", expr: expr.replaceAll("$__rate_interval", "5m") })),
    ),
  );
  // As rules they would be the same series, but for a label.
  const named = rules.map(({ expr }, index) => ({ record: `expression:${index}`, expr }));
  writeFileSync(join(dir, "dashboards.yaml"), JSON.stringify({ groups: [{ name: "dashboards", rules: named }] }));
  expect(named.length).toBeGreaterThan(40);
  expect(runPromtool("check", "rules", "dashboards.yaml")).toBe("");
});

test("every alert has a cause that is tried, and a runbook under its name", () => {
  const names = alerts.map(({ alert }) => alert);
  expect(Object.keys(causes).toSorted()).toEqual(names.toSorted());
  const runbooks = readFileSync(join(import.meta.dirname, "../../docs/runbooks.md"), "utf8");
  expect([...runbooks.matchAll(/^## (Aac\w+)$/gm)].map(([, name]) => name!).toSorted()).toEqual(names.toSorted());
  for (const { alert, annotations } of alerts)
    expect(annotations.runbook_url).toBe(`{{ $externalLabels.docs }}/runbooks#${alert.toLowerCase()}`);
  expect(recordings.length).toBeGreaterThan(5);
});
