import type { RunSummary, State, Verdict } from "@aac/contract";
import { State as States, Verdict as Verdicts } from "@aac/contract";
import { Option } from "commander";
import { allPages } from "../connection/all-pages.ts";
import type { Context } from "../context.ts";
import { formatAge, formatDuration } from "../output/durations.ts";
import { looks } from "../output/paint.ts";
import { type Column, formatTable } from "../output/table.ts";
import { wholeNumber } from "./parse-options.ts";
import type { Verb } from "./verb.ts";

interface Options {
  project?: string;
  suite?: string;
  state?: State;
  verdict?: Verdict;
  branch?: string;
  limit: number;
  json?: boolean;
}

export const runs: Verb = (program, act) =>
  program
    .command("runs")
    .description("list runs, newest first")
    .option("--project <project>", "of this project only")
    .option("--suite <suite>", "of this suite of the project only")
    .addOption(new Option("--state <state>", "in this state only").choices(States.options))
    .addOption(new Option("--verdict <verdict>", "with this verdict only").choices(Verdicts.options))
    .option("--branch <branch>", "of this branch only")
    .option("--limit <n>", "at most so many", wholeNumber(1, 10_000), 20)
    .option("--json", "print one JSON document: an array of runs")
    .action(
      act(async (context, { limit, json, ...filters }: Options) => {
        const { client } = await context.connect();
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
