import { type RunFilters, RunStateFilter, type RunSummary, Trigger, Verdict } from "@aac/contract";
import { Option } from "commander";
import { allPages } from "../connection/all-pages.ts";
import type { Context } from "../context.ts";
import { formatAge, formatDuration } from "../output/durations.ts";
import { looks } from "../output/paint.ts";
import { type Column, formatTable } from "../output/table.ts";
import { instant, wholeNumber } from "./parse-options.ts";
import type { Verb } from "./verb.ts";

interface Options extends Omit<RunFilters, "from" | "to"> {
  since?: number;
  until?: number;
  limit: number;
  json?: boolean;
}

export const runs: Verb = (program, act) =>
  program
    .command("runs")
    .description("list runs, newest first")
    .option("--project <project>", "of this project only")
    .option("--suite <suite>", "of this suite of the project only")
    .addOption(
      new Option("--state <state>", "in this state only; `open`: queued or running").choices(RunStateFilter.options),
    )
    .addOption(new Option("--verdict <verdict>", "with this verdict only").choices(Verdict.options))
    .option("--branch <branch>", "of this branch only")
    .addOption(new Option("--trigger <kind>", "triggered this way only").choices(Trigger.shape.kind.options))
    .option("--by <person>", "triggered by this person or key only: an id, or `me`")
    .option("--label <label>", "with this label only")
    .option("--text <text>", "with this in suite, branch, commit, label …; `#7` is the run's number")
    .option("--since <when>", "created since then: 90s, 10m, 7d ago, or an instant such as 2026-11-23T09:00Z", instant)
    .option("--until <when>", "created before then", instant)
    .option("--limit <n>", "at most so many", wholeNumber(1, 10_000), 20)
    .option("--json", "print one JSON document: an array of runs")
    .action(
      act(async (context, { limit, json, since, until, ...given }: Options) => {
        const { client } = await context.connect();
        const at = (when: number) => new Date(when < 0 ? context.host.now() + when : when).toISOString();
        const filters: RunFilters = {
          ...given,
          ...(since === undefined ? {} : { from: at(since) }),
          ...(until === undefined ? {} : { to: at(until) }),
        };
        const items = await allPages((paging) => client.call("listRuns", { query: { ...filters, ...paging } }), limit);
        if (json) context.printJson(items);
        else if (items.length === 0) context.print("No runs.");
        else context.host.stdout.write(formatTable(columns(context), items, context.paint));
        return 0;
      }),
    );

function columns({ host, safe }: Context): Column<RunSummary>[] {
  const now = host.now();
  return [
    {
      title: "STATE",
      text: ({ state }) => `${looks[state].mark} ${looks[state].word}`,
      paint: ({ state }, padded, paint) => paint(looks[state].format, padded),
    },
    { title: "RUN", text: (run) => `${run.project}/${run.suite} #${run.number}` },
    { title: "BRANCH", text: ({ branch }) => safe(branch ?? "-") },
    { title: "TESTS", text: ({ totals }) => (totals.tests === 0 ? "-" : String(totals.tests)) },
    { title: "FAILED", text: ({ totals }) => (totals.failed === 0 ? "-" : String(totals.failed)) },
    { title: "TOOK", text: ({ durationMs }) => (durationMs === null ? "-" : formatDuration(durationMs)) },
    { title: "CREATED", text: ({ createdAt }) => formatAge(now - Date.parse(createdAt)) },
    { title: "ID", text: ({ id }) => id },
  ];
}
