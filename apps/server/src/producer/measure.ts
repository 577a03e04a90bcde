import { type Center, Problem } from "@aac/core";
import type { FastifyInstance } from "fastify";
import { createMetrics } from "../observe/metrics.ts";

/** Counts requests for /metrics, and writes one line for each. */
export function measure(app: FastifyInstance, center: Center): void {
  const metrics = createMetrics(center);
  app.get("/metrics", { schema: { hide: true } }, async (_, reply) => {
    return reply.type(metrics.registry.contentType).send(await metrics.registry.metrics());
  });
  app.addHook("onResponse", async (request, reply) => {
    const route = request.routeOptions.url ?? "none";
    metrics.requests.observe({ method: request.method, route, status: reply.statusCode }, reply.elapsedTime / 1000);
    request.log.info(
      {
        method: request.method,
        route,
        status: reply.statusCode,
        ms: Math.round(reply.elapsedTime),
        org: request.caller?.orgId,
      },
      "request",
    );
  });
  app.addHook("onError", async (_request, _reply, error) => {
    metrics.refusals.inc({ code: error instanceof Problem ? error.code : "other" });
  });
}
