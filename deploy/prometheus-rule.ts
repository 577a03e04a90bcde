import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse, stringify } from "yaml";

const head = "# Made by deploy/generate.ts of deploy/monitoring/prometheus.\n";

/** The groups of all rules and alerts, as files of rules have them and as the Prometheus operator wants them. */
const groups = ["rules.yaml", "alerts.yaml"].flatMap((name) => {
  const text = readFileSync(join(import.meta.dirname, "monitoring/prometheus", name), "utf8");
  return (parse(text) as { groups: unknown[] }).groups;
});
const written = (value: unknown) => head + stringify(value, { lineWidth: 0 });

/** For the chart, which reads it as a file: Helm would take the placeholders of alerts for its own. */
export const ruleGroups = () => written({ groups });

/** For the Kustomize component. */
export const prometheusRule = () =>
  written({
    apiVersion: "monitoring.coreos.com/v1",
    kind: "PrometheusRule",
    metadata: {
      name: "automation",
      labels: {
        app: "automation",
        "app.kubernetes.io/name": "automation",
        "app.kubernetes.io/part-of": "automation",
      },
    },
    spec: { groups },
  });
