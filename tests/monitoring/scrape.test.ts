import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { parse } from "yaml";
import { createApp } from "../../apps/server/src/producer/app.ts";
import { createMetrics } from "../../apps/server/src/observe/metrics.ts";
import { serveHealth } from "../../apps/server/src/worker/health-server.ts";
import { root } from "../architecture/checkout.ts";
import { appOptions } from "../scenarios/app-options.ts";
import { startTestCenter, type TestCenter } from "../scenarios/test-center.ts";
import { type Server, startOwnServer } from "../services/own-server.ts";
import { findPrometheus } from "../services/promtool.ts";

// The profile "monitoring" of Docker Compose, as a process: its own start, its own configuration, and real processes to look at.

const prometheus = findPrometheus();
const metricsToken = "a token that Prometheus shows";
const docs = "https://docs.aac.test";
const stops: (() => Promise<unknown>)[] = [];
let targets: Record<"producer" | "worker", string>;

beforeAll(async () => {
  const center: TestCenter = await startTestCenter({ withoutWorker: true });
  const app = await createApp(center.center, appOptions({ metricsToken }));
  const at = await app.listen({ host: "127.0.0.1", port: 0 });
  const metrics = createMetrics({ version: "1", role: "worker" });
  const worker = await serveHealth({ port: 0, host: "127.0.0.1", checks: {}, metrics, metricsToken });
  targets = { producer: new URL(at).host, worker: `127.0.0.1:${worker.port}` };
  stops.push(
    () => center.stop(),
    () => app.close(),
    () => worker.close(),
  );
});
afterAll(async () => {
  for (const stop of stops.toReversed()) await stop();
});

/** Compose's, with its folders in `dir`, and its names of services resolved. */
function start(token: string): Promise<Server> {
  const folder = join(root, "deploy/compose");
  const { services } = parse(readFileSync(join(folder, "compose.yaml"), "utf8"), { logLevel: "error" }) as {
    services: { prometheus: { entrypoint: string[] } };
  };
  return startOwnServer({
    name: "prometheus",
    command({ dir, port }) {
      const here = (text: string) =>
        text.replaceAll(/(?<![\w./])\/(etc\/prometheus|prometheus|tmp)(?=[/ ])/g, `${dir}/$1`);
      const etc = join(dir, "etc/prometheus");
      for (const name of [etc, join(dir, "tmp")]) mkdirSync(name, { recursive: true });
      const configuration = here(readFileSync(join(folder, "prometheus.yaml"), "utf8"))
        .replaceAll(/dns_sd_configs: \[\{ names: \[(\w+)\].*/g, (_, name: "producer" | "worker") => {
          return `static_configs: [{ targets: ["${targets[name]}"] }]`;
        })
        .replace("scrape_interval: 15s", "scrape_interval: 1s");
      writeFileSync(join(etc, "prometheus.yaml"), configuration);
      for (const name of ["rules.yaml", "alerts.yaml"]) {
        copyFileSync(join(root, "deploy/monitoring/prometheus", name), join(etc, name));
      }
      const [shell = "", flag = "", script = ""] = services.prometheus.entrypoint;
      const more = `--web.listen-address=127.0.0.1:${port} --enable-feature=expand-external-labels`;
      const line = `${here(script).trimEnd().replaceAll("$$", "$").replace("exec prometheus", prometheus!)} ${more}`;
      return { file: shell, args: [flag, line], env: { METRICS_TOKEN: token, DOCS_URL: docs } };
    },
    url: ({ port }) => `http://127.0.0.1:${port}`,
    isReady: async (url) => (await fetch(`${url}/-/ready`)).ok,
  });
}

async function upOf(url: string): Promise<Record<string, string>> {
  const answer = await fetch(`${url}/api/v1/query?query=up`);
  const { data } = (await answer.json()) as {
    data: { result: { metric: { job: string }; value: [number, string] }[] };
  };
  return Object.fromEntries(data.result.map(({ metric, value }) => [metric.job, value[1]]));
}

test.runIf(process.env["CI"])("Prometheus is there", () => expect(prometheus).not.toBeNull());

test.skipIf(prometheus === null)("Prometheus of Compose reads producers and workers by METRICS_TOKEN", async () => {
  const right = await start(metricsToken);
  stops.push(() => right.stop());
  await expect.poll(() => upOf(right.url)).toEqual({ "aac-producer": "1", "aac-worker": "1" });
  const rules = (await (await fetch(`${right.url}/api/v1/rules`)).json()) as { data: { groups: unknown[] } };
  expect(rules.data.groups.length).toBeGreaterThan(1);
  const set = (await (await fetch(`${right.url}/api/v1/status/config`)).json()) as { data: { yaml: string } };
  expect(set.data.yaml).toContain(`docs: ${docs}`);
});

test.skipIf(prometheus === null)("with another token it reads nothing", async () => {
  const wrong = await start("a token of yesterday");
  stops.push(() => wrong.stop());
  await expect.poll(() => upOf(wrong.url)).toEqual({ "aac-producer": "0", "aac-worker": "0" });
});
