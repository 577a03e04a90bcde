import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { stringify } from "yaml";

const folder = join(import.meta.dirname, "monitoring/grafana/dashboards");
const head = "# Made by deploy/generate.ts of deploy/monitoring/grafana/dashboards.\n";

/** Each dashboard on one line: an object of a cluster has no room for more than it needs. */
const dashboards = () =>
  Object.fromEntries(
    readdirSync(folder)
      .toSorted()
      .map((name) => [name, JSON.stringify(JSON.parse(readFileSync(join(folder, name), "utf8")))]),
  );
const written = (value: unknown) => head + stringify(value, { lineWidth: 0 });

/** For the chart, which reads it as a file: Helm would take the placeholders of legends for its own. */
export const dashboardFiles = () => written(dashboards());

/** For the Kustomize component: what the sidecar of Grafana looks for in a cluster. */
export const dashboardsMap = () =>
  written({
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: {
      name: "automation-dashboards",
      labels: {
        app: "automation",
        "app.kubernetes.io/name": "automation",
        "app.kubernetes.io/part-of": "automation",
        grafana_dashboard: "1",
      },
      annotations: { grafana_folder: "AAC" },
    },
    data: dashboards(),
  });
