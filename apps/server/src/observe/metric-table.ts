import { AnalysisProvider, ChannelKind, routes, Trigger, Verdict } from "@aac/contract";
import { nouns, phases, problems } from "@aac/core";

/** What a label may be: anything else is told as `other`. */
type Values = readonly string[];

export interface MetricSpec {
  kind: "counter" | "gauge" | "histogram";
  help: string;
  labels: Readonly<Record<string, Values>>;
  /** Of a histogram: upper bounds. */
  buckets?: readonly number[];
  /** Which roles tell it. Default: all. */
  from?: "producer" | "worker";
}

const verdicts: Values = Verdict.options;
const triggers: Values = Trigger.shape.kind.options;
const executors: Values = ["docker", "kubernetes", "process", "scripted"];
const methods: Values = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"];
/** As routes are declared, with `:run` in the place of an id; `none` is what matched no route. */
const routePatterns: Values = [...new Set(Object.values(routes).map(({ path }) => path)), "none"];
const statuses: Values = [
  "101",
  "200",
  "201",
  "202",
  "204",
  "206",
  "301",
  "302",
  "303",
  "304",
  "307",
  "308",
  ...new Set(Object.values(problems).map(({ status }) => String(status))),
];
export const verbs = [
  "get",
  "find",
  "count",
  "insert",
  "insertMany",
  "update",
  "increment",
  "delete",
  "deleteMany",
] as const;

const seconds = [0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300];
const quick = [0.001, 0.005, 0.025, 0.1, 0.5, 2.5];
const long = [1, 5, 15, 60, 300, 900, 1_800, 3_600, 7_200];

/**
 * Every metric of ours, with all that its labels may hold: no organization, run or person is among it. What is told of the
 * whole center (`from: "producer"`, read from the store) is the same at each producer: take the `max` of it, not the `sum`.
 */
export const metricTable = {
  aac_info: {
    kind: "gauge",
    help: "1; which version runs here, and as what",
    labels: { version: [], role: ["up", "producer", "worker"] },
  },
  aac_jobs_queued: { kind: "gauge", help: "Jobs that wait, in the whole center", labels: {}, from: "producer" },
  aac_jobs_startable: {
    kind: "gauge",
    help: "Of these, those that more workers could begin with: no limit holds them back",
    labels: {},
    from: "producer",
  },
  aac_jobs_running: { kind: "gauge", help: "Jobs that workers hold", labels: {}, from: "producer" },
  aac_jobs_wanted: {
    kind: "gauge",
    help: "Places that there should be: running and startable jobs; what the number of workers should follow",
    labels: {},
    from: "producer",
  },
  aac_queue_oldest_seconds: {
    kind: "gauge",
    help: "How long the oldest run waits of which nothing has begun; 0: none waits",
    labels: {},
    from: "producer",
  },
  aac_queue_messages: {
    kind: "gauge",
    help: "Wake-ups in the queue, which is not the work that waits",
    labels: {},
    from: "producer",
  },
  aac_members: {
    kind: "gauge",
    help: "Processes of the center that are alive",
    labels: { role: ["up", "producer", "worker"] },
    from: "producer",
  },
  aac_runs_triggered_total: { kind: "counter", help: "Runs that were accepted here", labels: { trigger: triggers } },
  aac_runs_total: {
    kind: "counter",
    help: "Runs whose end was found here",
    labels: { verdict: verdicts, trigger: triggers },
  },
  aac_run_seconds: {
    kind: "histogram",
    help: "From a run's trigger to its end",
    labels: { verdict: verdicts },
    buckets: long,
  },
  aac_claim_wait_seconds: {
    kind: "histogram",
    help: "From when a job might have been claimed until it was",
    labels: {},
    buckets: seconds,
    from: "worker",
  },
  aac_claim_seconds: {
    kind: "histogram",
    help: "How long it took to claim a job, once asked",
    labels: {},
    buckets: quick,
    from: "worker",
  },
  aac_phase_seconds: {
    kind: "histogram",
    help: "How long the phases of attempts took; `prepare` holds `image`, `create` and `start`",
    labels: { phase: phases, executor: executors },
    buckets: [...seconds, 900, 3_600],
    from: "worker",
  },
  aac_attempts_total: {
    kind: "counter",
    help: "Attempts that ended for this worker",
    labels: { end: [...verdicts, "handed over", "not started", "fenced", "retried"] },
    from: "worker",
  },
  aac_tests_total: {
    kind: "counter",
    help: "Results of tests",
    labels: { status: ["passed", "failed", "skipped", "flaky"] },
    from: "worker",
  },
  aac_log_lines_total: { kind: "counter", help: "Lines of logs that were stored", labels: {}, from: "worker" },
  aac_log_bytes_total: { kind: "counter", help: "Bytes of logs that were stored", labels: {}, from: "worker" },
  aac_log_lag_seconds: {
    kind: "histogram",
    help: "From reading a line of a sandbox to having stored it",
    labels: {},
    buckets: [0.05, 0.1, 0.2, 0.5, 1, 2.5, 10, 60],
    from: "worker",
  },
  aac_worker_places: {
    kind: "gauge",
    help: "Sandboxes that this worker may run at a time",
    labels: {},
    from: "worker",
  },
  aac_worker_places_taken: { kind: "gauge", help: "Sandboxes that it runs", labels: {}, from: "worker" },
  aac_sweep_actions_total: {
    kind: "counter",
    help: "What sweeps of this process have mended: attempts of lost workers, runs left half done, waiting jobs nobody was woken for",
    labels: { action: ["lost", "settled", "woken"] },
  },
  aac_deliveries_total: {
    kind: "counter",
    help: "Tries to deliver notices",
    labels: { kind: ChannelKind.options, result: ["taken", "later", "refused"] },
    from: "producer",
  },
  aac_delivery_seconds: {
    kind: "histogram",
    help: "How long such a try took",
    labels: { kind: ChannelKind.options },
    buckets: seconds,
    from: "producer",
  },
  aac_analyses_total: {
    kind: "counter",
    help: "Failed runs that were explained, by what",
    labels: { by: ["rules", "recalled", ...AnalysisProvider.options] },
    from: "worker",
  },
  aac_llm_tokens_total: {
    kind: "counter",
    help: "Tokens that models have used",
    labels: { provider: AnalysisProvider.options, direction: ["in", "out"] },
    from: "worker",
  },
  aac_llm_cost_dollars_total: {
    kind: "counter",
    help: "What they cost, where the price is known (LLM_PRICE)",
    labels: { provider: AnalysisProvider.options },
    from: "worker",
  },
  aac_http_request_duration_seconds: {
    kind: "histogram",
    help: "How long requests took",
    labels: { method: methods, route: routePatterns, status: statuses },
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5],
    from: "producer",
  },
  aac_http_problems_total: {
    kind: "counter",
    help: "Problems that were answered",
    labels: { code: Object.keys(problems) },
    from: "producer",
  },
  aac_event_streams: {
    kind: "gauge",
    help: "Event streams that are open",
    labels: { of: ["run", "organization"] },
    from: "producer",
  },
  aac_store_seconds: {
    kind: "histogram",
    help: "How long calls of the store took",
    labels: { noun: Object.keys(nouns), verb: verbs },
    buckets: quick,
  },
  aac_store_failures_total: { kind: "counter", help: "Calls that the store did not answer", labels: { verb: verbs } },
} as const satisfies Record<string, MetricSpec>;

export type MetricName = keyof typeof metricTable;

/** The table of docs/metrics.md. */
export function describeMetrics(): string {
  const rows = Object.entries<MetricSpec>(metricTable).map(([name, { kind, help, labels, from }]) => {
    const shown = Object.entries(labels).map(([label, values]) => `\`${label}\`${shownValues(values)}`);
    return `| \`${name}\` | ${kind} | ${from ?? "all"} | ${shown.join("; ") || "-"} | ${help} |`;
  });
  return ["| metric | kind | told by | labels | what it is |", "|---|---|---|---|---|", ...rows].join("\n");
}

/** Long lists are found where they are kept. */
const shownValues = (values: Values) =>
  values.length === 0 ? "" : values.length > 12 ? " (those that the code knows)" : `: ${values.join(", ")}`;
