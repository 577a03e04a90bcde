import { type Center, measureDemand, mostLabels, Problem, readTraceparent, traceIdOf } from "@aac/core";
import type { FastifyInstance, FastifyRequest } from "fastify";
import { mayRead } from "../observe/may-read.ts";
import { createMetrics, type Metrics, watchCenter } from "../observe/metrics.ts";

export interface MeasureOptions {
  version: string;
  /** What /metrics tells. Default: of this API alone. */
  metrics?: Metrics | null;
  /** What whoever reads /metrics has to show. Default: nothing. */
  metricsToken?: string | null;
}

/** Answers /metrics, and how many workers there should be; counts requests, and writes one line for each. */
export function measure(app: FastifyInstance, center: Center, options: MeasureOptions): void {
  const metrics = options.metrics ?? createMetrics({ version: options.version, role: "producer" });
  watchCenter(metrics, center);
  const onRequest = async (request: FastifyRequest) => {
    if (mayRead(request.headers.authorization, options.metricsToken ?? null)) return;
    throw new Problem("unauthenticated", "The metrics are read with METRICS_TOKEN, as `Authorization: Bearer …`.");
  };
  app.get("/metrics", { schema: { hide: true }, onRequest }, async (_, reply) => {
    return reply.type(metrics.registry.contentType).send(await metrics.registry.metrics());
  });
  app.get("/metrics/demand", { schema: { hide: true }, onRequest }, (request) =>
    measureDemand(center, labelsIn(request.query as Record<string, unknown>)),
  );
  app.addHook("onResponse", async (request, reply) => {
    const route = request.routeOptions.url ?? "none";
    const { method } = request;
    metrics.observe(
      "aac_http_request_duration_seconds",
      { method, route, status: String(reply.statusCode) },
      reply.elapsedTime,
    );
    request.log.info(
      {
        method,
        route,
        status: reply.statusCode,
        ms: Math.round(reply.elapsedTime),
        org: request.caller?.orgId,
        trace_id: traceIdOf(readTraceparent(request.headers["traceparent"]?.toString())),
      },
      "request",
    );
  });
  app.addHook("onError", async (_request, _reply, error) => {
    metrics.add("aac_http_problems_total", { code: error instanceof Problem ? error.code : "other" });
  });
}

/** Null: whatever jobs ask for. Empty: those that ask for nothing. */
function labelsIn({ labels }: Record<string, unknown>): string[] | null {
  if (labels === undefined) return null;
  const named = (Array.isArray(labels) ? labels.join(",") : typeof labels === "string" ? labels : "")
    .split(",")
    .flatMap((label) => label.trim() || []);
  if (named.length <= mostLabels) return named;
  const message = `At most ${mostLabels} labels, with commas between them.`;
  throw new Problem("invalid_request", message, { errors: [{ path: "labels", message }] });
}
