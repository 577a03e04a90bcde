import { problems } from "@aac/core";
import { createServer, type Server } from "node:http";
import { type Checks, checkAll } from "../observe/checks.ts";
import { mayRead } from "../observe/may-read.ts";
import type { Metrics } from "../observe/metrics.ts";

/** Answers /health, /health/live, /health/ready and /metrics where there is no API: for a worker, and before the start. */
export async function serveHealth(options: {
  port: number;
  host: string;
  checks: Checks;
  metrics?: Metrics;
  metricsToken?: string | null;
}): Promise<{ port: number; close(): Promise<void> }> {
  const { checks, metrics, metricsToken = null } = options;
  const server = createServer((request, response): void => {
    const answer = (status: number, type: string, body: string) =>
      response.writeHead(status, { "content-type": type }).end(body);
    const path = request.url?.split("?")[0];
    if (path === "/health/live") {
      answer(200, "application/json", '{"status":"ok","checks":{}}');
    } else if (path === "/metrics" && metrics && !mayRead(request.headers.authorization, metricsToken)) {
      response.setHeader("www-authenticate", "Bearer");
      answer(401, "text/plain", "The metrics are read with METRICS_TOKEN.\n");
    } else if (path === "/metrics" && metrics) {
      void metrics.registry.metrics().then(
        (text) => answer(200, metrics.registry.contentType, text),
        () => answer(500, "text/plain", "metrics are not available\n"),
      );
    } else if (path === "/health" || path === "/health/ready") {
      void checkAll(checks).then((health) =>
        answer(health.status === "unavailable" ? 503 : 200, "application/json", JSON.stringify(health)),
      );
    } else if (metrics) answer(404, "text/plain", "not found\n");
    else answer(503, "application/problem+json", starting);
  });
  const port = await listen(server, options.port, options.host);
  return {
    port,
    close: () => new Promise((resolve) => (server.close(() => resolve()), server.closeAllConnections())),
  };
}

/** What a producer answers for its API before it has one. */
const { title, status, remedy } = problems.unavailable;
const starting = JSON.stringify({
  type: "urn:aac:problem:unavailable",
  title,
  status,
  code: "unavailable",
  detail: "The center is starting.",
  remedy,
});

function listen(server: Server, port: number, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, () => {
      const address = server.address();
      resolve(typeof address === "object" && address ? address.port : port);
    });
  });
}
