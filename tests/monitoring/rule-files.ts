import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { z } from "zod";

export const monitoring = join(import.meta.dirname, "../../deploy/monitoring");

const RuleFile = z.object({
  groups: z.array(
    z.object({
      rules: z.array(
        z.union([
          z.strictObject({ record: z.string(), expr: z.string() }),
          z.strictObject({
            alert: z.string(),
            expr: z.string(),
            for: z.string(),
            labels: z.strictObject({ severity: z.enum(["critical", "warning"]) }),
            annotations: z.strictObject({ summary: z.string(), description: z.string(), runbook_url: z.string() }),
          }),
        ]),
      ),
    }),
  ),
});
const rulesOf = (file: string) =>
  RuleFile.parse(parse(readFileSync(join(monitoring, "prometheus", file), "utf8"))).groups.flatMap(
    ({ rules }) => rules,
  );

export const recordings = rulesOf("rules.yaml").flatMap((rule) => ("record" in rule ? [rule] : []));
export const alerts = rulesOf("alerts.yaml").flatMap((rule) => ("alert" in rule ? [rule] : []));

const Dashboard = z.object({
  uid: z.string(),
  title: z.string(),
  panels: z.array(
    z.object({
      title: z.string(),
      gridPos: z.object({ x: z.number(), y: z.number(), w: z.number(), h: z.number() }),
      targets: z.array(z.object({ expr: z.string(), datasource: z.object({ uid: z.literal("${datasource}") }) })),
    }),
  ),
});
export const dashboards = globSync("grafana/dashboards/*.json", { cwd: monitoring }).map((file) =>
  Dashboard.parse(JSON.parse(readFileSync(join(monitoring, file), "utf8"))),
);
