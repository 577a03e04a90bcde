import { exampleSettings } from "./example-settings.ts";
import { dashboardFiles, dashboardsMap } from "./grafana-dashboards.ts";
import { prometheusRule, ruleGroups } from "./prometheus-rule.ts";
import { away, docsHeaders, headers, policies } from "./web-headers.ts";

/** Files of this folder that follow from the server's code or from another file, by path. A test holds them against this. */
export const generated = (): Record<string, string> => ({
  "nginx/headers.conf": headers(),
  "nginx/docs-headers.conf": docsHeaders(),
  "nginx/policies.conf": policies(),
  "nginx/away.conf": away(),
  "compose/.env.example": exampleSettings(),
  "kubernetes/components/monitoring/rules.yaml": prometheusRule(),
  "kubernetes/components/monitoring/dashboards.yaml": dashboardsMap(),
  "helm/agnostic-automation-center/files/dashboards.yaml": dashboardFiles(),
  "helm/agnostic-automation-center/files/rules.yaml": ruleGroups(),
});
