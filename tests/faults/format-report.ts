import { isFinal } from "@aac/core";
import type { ObservedRun } from "./check-history.ts";
import type { Explored } from "./explore.ts";
import { layouts } from "./layouts.ts";
import { type Recovery, recoveryKinds } from "./recoveries.ts";

/** What was injected, what held and how long it took, as Markdown. */
export function formatReport({ played, skipped }: Explored): string {
  const broken = played.flatMap((one) => one.broken.map((text) => `${one.layout}, seed ${one.seed}: ${text}`));
  const failed = played.filter((one) => one.broken.length > 0).length;
  const recoveries = played.flatMap((one) => one.recoveries);
  return [
    table(["processes", "executor", "histories", "runs"], layoutRows({ played })),
    ...skipped.map((layout) => `Not played: ${layout}. This machine cannot have it.\n`),
    table(
      ["injected", "times"],
      rowsOfCounts(played.flatMap(({ inflicted }) => inflicted.map(({ fault }) => fault.kind))),
    ),
    table(["what was looked at", ""], heldRows({ played })),
    table(["attempts lost to", ""], rowsOfCounts(lossesOf({ played }))),
    table(["time", "times", "median", "95 %", "longest"], recoveryRows(recoveries)),
    ...broken.map((text) => `BROKEN: ${text}\n`),
    `${played.length - failed} histories kept every promise, ${failed} did not.`,
  ].join("\n");
}

type Histories = Pick<Explored, "played">;

function layoutRows({ played }: Histories): string[][] {
  return Object.entries(layouts).flatMap(([name, { members, executor }]) => {
    const here = played.filter(({ layout }) => layout === name);
    const runs = here.reduce((sum, { observed }) => sum + observed.runs.length, 0);
    const processes = members.length === 1 ? name : `${name} (${members.map((member) => member.name).join(", ")})`;
    return here.length === 0 ? [] : [[processes, executor, String(here.length), String(runs)]];
  });
}

function heldRows({ played }: Histories): string[][] {
  const runs = played.flatMap(({ observed }) => observed.runs);
  const ended = runs.filter(({ run }) => run && isFinal(run.state)).length;
  const lines = countLines(runs);
  const cancels = (outcome: string) => runs.filter(({ cancel }) => cancel === outcome).length;
  const states = rowsOfCounts(runs.map(({ run }) => run?.state ?? "not there")).map(
    ([state, count]) => `${count} ${state}`,
  );
  const total = (count: (one: Histories["played"][number]) => number) =>
    played.reduce((sum, one) => sum + count(one), 0);
  return [
    ["accepted runs that ended", `${ended} of ${runs.length} (${states.join(", ")})`],
    ["log lines of attempts that passed or failed", `${lines.stored} of ${lines.expected} stored, ${lines.seen} seen`],
    [
      "connections that viewers lost and took up again",
      String(runs.reduce((sum, { seen }) => sum + seen.reconnects, 0)),
    ],
    ["cancels", `${cancels("won")} won, ${cancels("lost")} lost, ${cancels("unknown")} whose answer was lost`],
    ["processes, folders and containers left behind", String(total(({ observed }) => observed.leftovers.length))],
    ["processes of the center that ended by themselves", String(total(({ observed }) => observed.exits.length))],
  ];
}

/** How many lines there are of attempts that came to their own end, and how many there have to be. */
function countLines(runs: readonly ObservedRun[]): { expected: number; stored: number; seen: number } {
  const counts = { expected: 0, stored: 0, seen: 0 };
  for (const { planned, run, logs, seen } of runs) {
    for (const { shard, attempts } of run?.jobs ?? []) {
      for (const { number, state } of attempts) {
        if (state !== "passed" && state !== "failed") continue;
        counts.expected += planned.lines;
        counts.stored += logs.get(`${shard}.${number}`)?.length ?? 0;
        counts.seen += seen.lines.get(`${shard}.${number}`)?.length ?? 0;
      }
    }
  }
  return counts;
}

function lossesOf({ played }: Histories): string[] {
  const jobs = played.flatMap(({ observed }) => observed.runs.flatMap(({ run }) => run?.jobs ?? []));
  const lost = jobs.flatMap(({ attempts }) => attempts.filter(({ state }) => state === "errored"));
  return lost.map(({ reason }) => reason?.code ?? "nothing");
}

function recoveryRows(recoveries: readonly Recovery[]): string[][] {
  return Object.entries(recoveryKinds).flatMap(([kind, meaning]) => {
    const all = recoveries.flatMap((one) => (one.kind === kind ? [one.ms] : [])).toSorted((a, b) => a - b);
    if (all.length === 0) return [];
    const at = (part: number) =>
      `${(all[Math.min(all.length - 1, Math.floor(all.length * part))]! / 1000).toFixed(1)} s`;
    return [[meaning, String(all.length), at(0.5), at(0.95), at(1)]];
  });
}

function rowsOfCounts(names: readonly string[]): string[][] {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts].toSorted(([, a], [, b]) => b - a).map(([name, count]) => [name, String(count)]);
}

function table(head: string[], rows: string[][]): string {
  if (rows.length === 0) return "";
  const line = (cells: string[]) => `| ${cells.join(" | ")} |\n`;
  return line(head) + line(head.map(() => "---")) + rows.map(line).join("");
}
