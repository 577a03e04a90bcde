import { type Center, type Happening, measureDemand, type Observer, silentSpan } from "@aac/core";
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from "prom-client";
import { type MetricName, type MetricSpec, metricTable } from "./metric-table.ts";

type Labels = Readonly<Record<string, string>>;

/** What /metrics tells. */
export interface Metrics {
  readonly registry: Registry;
  /** Counts, or sets, or observes: as the table says that the metric is. A label's value that is not in the table is told as `other`. */
  add(name: MetricName, labels?: Labels, by?: number): void;
  set(name: MetricName, labels: Labels, value: number): void;
  observe(name: MetricName, labels: Labels, ms: number): void;
  /** Read at every scrape, once for all of them. Of what cannot be read there is nothing in the answer. */
  watch(names: readonly MetricName[], read: (set: Metrics["set"]) => Promise<void>): void;
  readonly observer: Observer;
}

export interface MetricsOptions {
  version: string;
  role: "up" | "producer" | "worker";
}

export function createMetrics({ version, role }: MetricsOptions): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const made = new Map<string, Counter | Gauge | Histogram>();
  for (const [name, spec] of Object.entries<MetricSpec>(metricTable)) {
    if (spec.from === undefined || role === "up" || spec.from === role) made.set(name, make(name, spec, registry));
  }
  const set: Metrics["set"] = (name, labels, value) => {
    const metric = made.get(name);
    if (metric instanceof Gauge) metric.set(bounded(name, labels), value);
  };
  const add: Metrics["add"] = (name, labels = {}, by = 1) => {
    const metric = made.get(name);
    if (metric instanceof Gauge || metric instanceof Counter) metric.inc(bounded(name, labels), by);
  };
  const observe: Metrics["observe"] = (name, labels, ms) => {
    const metric = made.get(name);
    if (metric instanceof Histogram) metric.observe(bounded(name, labels), ms / 1_000);
  };
  set("aac_info", { version, role }, 1);
  const metrics = { registry, add, set, observe };
  return {
    ...metrics,
    watch(names, read) {
      const watched = names.flatMap((name) => made.get(name) ?? []);
      // What is not known is not told: a zero would be taken for an answer.
      const forget = () => watched.forEach((metric) => (isWithoutLabels(metric) ? metric.remove() : metric.reset()));
      const collect = createOnce(() => read(set).catch(forget));
      for (const metric of watched) Object.assign(metric, { collect });
    },
    observer: { tell: (happening) => tell(metrics, happening), begin: (_, { parent }) => silentSpan(parent) },
  };
}

const isWithoutLabels = (metric: Counter | Gauge | Histogram) =>
  !("labelNames" in metric) || (metric.labelNames as string[]).length === 0;

/** Several that ask at once are answered by one reading. */
function createOnce(read: () => Promise<void>): () => Promise<void> {
  let reading: Promise<void> | null = null;
  return () => (reading ??= read().finally(() => (reading = null)));
}

function make(name: string, { kind, help, labels, buckets }: MetricSpec, registry: Registry) {
  const options = { name, help, labelNames: Object.keys(labels), registers: [registry] };
  if (kind === "histogram") return new Histogram({ ...options, buckets: [...(buckets ?? [])] });
  return kind === "counter" ? new Counter(options) : new Gauge(options);
}

function bounded(name: MetricName, labels: Labels): Record<string, string> {
  const { labels: known } = metricTable[name] as MetricSpec;
  return Object.fromEntries(
    Object.entries(labels).map(([label, value]) => {
      const values = known[label] ?? [];
      return [label, values.length === 0 || values.includes(value) ? value : "other"];
    }),
  );
}

/** What of the whole center is read from the store. */
export function watchCenter({ watch }: Metrics, center: Center): void {
  watch(
    ["aac_jobs_queued", "aac_jobs_startable", "aac_jobs_running", "aac_jobs_wanted", "aac_queue_oldest_seconds"],
    async (set) => {
      const { queued, startable, running, wanted, oldestWaitMs } = await measureDemand(center);
      set("aac_jobs_queued", {}, queued);
      set("aac_jobs_startable", {}, startable);
      set("aac_jobs_running", {}, running);
      set("aac_jobs_wanted", {}, wanted);
      set("aac_queue_oldest_seconds", {}, oldestWaitMs / 1_000);
    },
  );
  watch(["aac_queue_messages"], async (set) => set("aac_queue_messages", {}, await center.queue.depth()));
  watch(["aac_members"], async (set) => {
    for (const role of ["up", "producer", "worker"] as const) {
      set("aac_members", { role }, await center.store.system.members.count({ role }));
    }
  });
}

type Told<W extends Happening["what"]> = Extract<Happening, { what: W }>;
type Writers = { [W in Happening["what"]]: (metrics: Pick<Metrics, "add" | "set" | "observe">, told: Told<W>) => void };

/** What each happening comes to in metrics. */
const writers: Writers = {
  triggered: ({ add }, { trigger }) => add("aac_runs_triggered_total", { trigger }),
  claimed: ({ observe }, { waitedMs, tookMs }) => {
    observe("aac_claim_wait_seconds", {}, waitedMs);
    observe("aac_claim_seconds", {}, tookMs);
  },
  phase: ({ observe }, { phase, executor, tookMs }) => observe("aac_phase_seconds", { phase, executor }, tookMs),
  attempt: ({ add }, { end }) => add("aac_attempts_total", { end }),
  job: ({ add }, { totals }) => {
    for (const status of ["passed", "failed", "skipped", "flaky"] as const)
      add("aac_tests_total", { status }, totals[status]);
  },
  run: ({ add, observe }, { verdict, trigger, tookMs }) => {
    add("aac_runs_total", { verdict, trigger });
    observe("aac_run_seconds", { verdict }, tookMs);
  },
  log: ({ add, observe }, { lines, bytes, lagMs }) => {
    add("aac_log_lines_total", {}, lines);
    add("aac_log_bytes_total", {}, bytes);
    observe("aac_log_lag_seconds", {}, lagMs);
  },
  swept: ({ add }, { lost, settled, woken }) => {
    for (const [action, count] of Object.entries({ lost, settled, woken }))
      add("aac_sweep_actions_total", { action }, count);
  },
  delivery: ({ add, observe }, { kind, result, tookMs }) => {
    add("aac_deliveries_total", { kind, result });
    observe("aac_delivery_seconds", { kind }, tookMs);
  },
  analysis: ({ add }, { by, usage }) => {
    add("aac_analyses_total", { by });
    if (!usage) return;
    add("aac_llm_tokens_total", { provider: by, direction: "in" }, usage.inputTokens);
    add("aac_llm_tokens_total", { provider: by, direction: "out" }, usage.outputTokens);
    add("aac_llm_cost_dollars_total", { provider: by }, usage.costUsd ?? 0);
  },
  places: ({ set }, { taken, all }) => {
    set("aac_worker_places", {}, all);
    set("aac_worker_places_taken", {}, taken);
  },
  stream: ({ add }, { of, change }) => add("aac_event_streams", { of }, change),
};

function tell(metrics: Pick<Metrics, "add" | "set" | "observe">, happening: Happening): void {
  (writers[happening.what] as (to: typeof metrics, told: Happening) => void)(metrics, happening);
}
