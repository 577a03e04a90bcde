import type { Comparison } from "./benchmark.ts";
import type { Machine } from "./machine.ts";
import { type Quantiles, summarize } from "./summarize.ts";

export function formatMachine({ processors, model, memoryBytes, system, node, syncMs }: Machine): string {
  const gib = Math.round(memoryBytes / 1024 ** 3);
  return `${processors} processors (${model}), ${gib} GiB, ${system}, Node ${node}, one fdatasync ${syncMs.toFixed(2)} ms`;
}

/** A comparison as a small table, for people; `load` is the machine's before and after. */
export function formatComparison(comparison: Comparison, load: { before: number; after: number }): string {
  const { unit, goal } = comparison;
  const { samples, center, bare, added, ratio, isMet } = summarize(comparison);
  const number = unit === "ms" ? (value: number) => value.toFixed(1) : (value: number) => grouped(Math.round(value));
  const row = (name: string, { p50, p95 }: Quantiles) => [name, number(p50), number(p95)];
  const rows = [
    ["", `p50 ${unit}`, `p95 ${unit}`],
    row("center", center),
    row(comparison.against, bare),
    ...(unit === "ms" ? [row("added", added)] : []),
  ];
  const goalText = unit === "ms" ? `at most ${goal} ms added` : `at least ${grouped(goal ?? 0)} ${unit}`;
  return [
    comparison.what,
    ...aligned(rows).map((line) => `  ${line}`),
    `  ratio ${ratio.toFixed(2)}, ${grouped(samples)} pairs, load ${load.before.toFixed(1)} → ${load.after.toFixed(1)}`,
    ...(goal === null ? [] : [`  goal: ${goalText} (p50): ${isMet ? "met" : "MISSED"}`]),
    ...comparison.facts.map((fact) => `  ${fact}`),
  ].join("\n");
}

const grouped = (value: number) => value.toLocaleString("en");

function aligned(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) =>
    row.map((cell, column) => (column === 0 ? cell.padEnd(widths[0]!) : cell.padStart(widths[column]!))).join("  "),
  );
}
