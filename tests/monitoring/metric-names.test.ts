import { expect, test } from "vitest";
import { type MetricSpec, metricTable } from "../../apps/server/src/observe/metric-table.ts";
import { createMetrics } from "../../apps/server/src/observe/metrics.ts";
import { alerts, dashboards, recordings } from "./rule-files.ts";

const expressions = [
  ...recordings.map(({ record, expr }) => ({ where: record, expr })),
  ...alerts.map(({ alert, expr }) => ({ where: alert, expr })),
  ...dashboards.flatMap(({ title, panels }) =>
    panels.flatMap((panel) => panel.targets.map(({ expr }) => ({ where: `${title}: ${panel.title}`, expr }))),
  ),
];
const table: Record<string, MetricSpec> = metricTable;

/** Every series that a process of ours tells, by the names that Prometheus keeps it under. */
async function told(): Promise<Set<string>> {
  const names = new Set(recordings.map(({ record }) => record)).add("up");
  const { registry } = createMetrics({ version: "1", role: "up" });
  for (const { name, type } of await registry.getMetricsAsJSON()) {
    const isHistogram = String(type) === "histogram";
    for (const suffix of isHistogram ? ["_bucket", "_sum", "_count"] : [""]) names.add(name + suffix);
  }
  return names;
}

test("alerts, recording rules and dashboards ask for nothing that is not told", async () => {
  const known = await told();
  expect(expressions.length).toBeGreaterThan(70);
  for (const { where, expr } of expressions) {
    const names = expr.match(/\b(?:aac[_:]|nodejs_|process_|up\b)[\w:]*/g) ?? [];
    expect(names).not.toEqual([]);
    expect(names.filter((name) => !known.has(name)).map((name) => `${where}: ${name}`)).toEqual([]);
  }
});

test("they filter and group by labels that are there, and by values that these can have", () => {
  for (const { expr } of expressions) {
    for (const [, name, matchers] of expr.matchAll(/\b(aac_\w+?)(?:_bucket|_sum|_count)?\{([^}]*)\}/g)) {
      const { labels } = table[name!]!;
      for (const [, label, operator, value] of matchers!.matchAll(/(\w+)(=~|!~|!=|=)"([^"]*)"/g)) {
        expect(Object.keys(labels)).toContain(label);
        const values = labels[label!]!;
        const isKnown = operator!.endsWith("~")
          ? values.some((one) => new RegExp(`^(?:${value})$`).test(one))
          : values.includes(value!);
        expect(isKnown).toBe(true);
      }
    }
    const own = (expr.match(/aac_\w+?(?=_bucket|_sum|_count|\b)/g) ?? []).flatMap((name) =>
      Object.keys(table[name]?.labels ?? {}),
    );
    for (const [, by] of expr.matchAll(/by \(([^)]*)\)/g)) {
      for (const label of by!.split(",").map((one) => one.trim())) {
        expect(["le", "instance", "job", ...own]).toContain(label);
      }
    }
  }
});

test("every metric of ours is looked at by something, or told why not", () => {
  const unwatched = Object.keys(table).filter((name) => !expressions.some(({ expr }) => expr.includes(name)));
  // Which version runs where is asked by whoever upgrades.
  expect(unwatched).toEqual(["aac_info"]);
});

test("panels of a dashboard do not lie on each other", () => {
  for (const { panels } of dashboards) {
    const cells = panels.flatMap(({ gridPos: { x, y, w, h } }) =>
      Array.from({ length: w * h }, (_, index) => `${x + (index % w)},${y + Math.floor(index / w)}`),
    );
    expect(new Set(cells).size).toBe(cells.length);
    expect(Math.max(...panels.map(({ gridPos: { x, w } }) => x + w))).toBeLessThanOrEqual(24);
  }
});
