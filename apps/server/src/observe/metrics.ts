import type { Center } from "@aac/core";
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from "prom-client";

export interface Metrics {
  registry: Registry;
  requests: Histogram<"method" | "route" | "status">;
  refusals: Counter<"code">;
}

/** What /metrics tells. Labels are bounded: routes by their pattern, never ids. */
export function createMetrics(center: Center): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const registers = [registry];
  const gauge = (name: string, help: string, read: () => Promise<number>) =>
    new Gauge({
      name,
      help,
      registers,
      async collect() {
        this.set(await read());
      },
    });
  const { jobs } = center.store.system;
  gauge("aac_jobs_queued", "Jobs that wait for a worker", () => jobs.count({ state: "queued" }));
  gauge("aac_jobs_running", "Jobs that a worker holds", () => jobs.count({ state: "running" }));
  gauge("aac_queue_messages", "Wake-ups that wait in the queue", () => center.queue.depth());
  const members = new Gauge({
    name: "aac_members",
    help: "Processes of the center that are alive, by role",
    labelNames: ["role"],
    registers: [],
    async collect() {
      for (const role of ["up", "producer", "worker"] as const) {
        this.set({ role }, await center.store.system.members.count({ role }));
      }
    },
  });
  registry.registerMetric(members);
  return {
    registry,
    requests: new Histogram({
      name: "aac_http_request_duration_seconds",
      help: "How long requests took",
      labelNames: ["method", "route", "status"],
      buckets: [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5],
      registers,
    }),
    refusals: new Counter({
      name: "aac_http_problems_total",
      help: "Problems answered, by code",
      labelNames: ["code"],
      registers,
    }),
  };
}
