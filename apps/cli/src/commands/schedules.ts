import { CatchUp, type Client, NewSchedule, Overlap, type Schedule } from "@aac/contract";
import { Option } from "commander";
import { allPages } from "../connection/all-pages.ts";
import type { Context } from "../context.ts";
import { type Column, formatTable } from "../output/table.ts";
import { Refusal } from "../refusal.ts";
import { duration, parseVariables, several, wholeNumber } from "./parse-options.ts";
import type { Verb } from "./verb.ts";

interface AddOptions {
  cron: string;
  suite: string;
  timeZone?: string;
  environment?: string;
  branch?: string;
  env?: string[];
  overlap?: Overlap;
  catchUp?: CatchUp;
  jitter?: number;
  json?: boolean;
}

const place = ["<project/schedule>", "such as shop/nightly"] as const;

export const schedules: Verb = (program, act) => {
  const group = program.command("schedules").description("list schedules; add, pause, run and remove them");

  group
    .command("list", { isDefault: true })
    .description("list schedules with their next runs")
    .option("--project <project>", "of this project only")
    .option("--json", "print one JSON document: an array of schedules")
    .action(
      act(async (context, { project, json }: { project?: string; json?: boolean }) => {
        const { client } = await context.connect();
        const items = await listSchedules(client, project);
        if (json) context.printJson(items);
        else if (items.length === 0) context.print("No schedules.");
        else context.host.stdout.write(formatTable(columns(context), items, context.paint));
        return 0;
      }),
    );

  group
    .command("add")
    .description("add a schedule that triggers runs of a suite")
    .argument(...place)
    .requiredOption("--cron <expression>", "when: minute, hour, day, month, day of the week, such as '30 4 * * 1-5'")
    .requiredOption("--suite <suite>", "which suite of the project")
    .option("--time-zone <zone>", "in this time zone, such as Europe/Berlin (default: UTC)")
    .option("--environment <environment>", "with this environment")
    .option("--branch <branch>", "noted on its runs")
    .option("--env <K=V>", "a variable of its runs; may be given several times", several)
    .addOption(new Option("--overlap <policy>", "when a run of it still goes on").choices(Overlap.options))
    .addOption(new Option("--catch-up <policy>", "after the center was away").choices(CatchUp.options))
    .option("--jitter <duration>", "start up to so much later, such as 5m", duration)
    .option("--json", "print the schedule as one JSON document")
    .action(
      act(async (context, named: string, { env, jitter, json, ...options }: AddOptions) => {
        const { project, schedule: slug } = split(named);
        const { client } = await context.connect();
        const variables = parseVariables(env ?? [], context.host.surroundings.variables);
        const body = { slug, ...options, variables, jitterSeconds: Math.round((jitter ?? 0) / 1_000) };
        const schedule = await client.call("createSchedule", { params: { project }, body });
        if (json) context.printJson(schedule);
        else context.print(`Schedule ${named} runs next at ${schedule.nextRuns[0] ?? "no time"}.`);
        return 0;
      }),
    );

  for (const [verb, paused] of [
    ["pause", true],
    ["resume", false],
  ] as const) {
    group
      .command(verb)
      .description(paused ? "let a schedule rest" : "let a schedule run again, from now on")
      .argument(...place)
      .action(
        act(async (context, named: string) => {
          const { client } = await context.connect();
          const { nextRuns } = await client.call("changeSchedule", { params: split(named), body: { paused } });
          context.print(paused ? `${named} is paused.` : `${named} runs next at ${nextRuns[0] ?? "no time"}.`);
          return 0;
        }),
      );
  }

  group
    .command("run")
    .description("trigger now what a schedule triggers")
    .argument(...place)
    .action(
      act(async (context, named: string) => {
        const connection = await context.connect();
        const run = await connection.client.call("runSchedule", { params: split(named) });
        context.print(`${run.project}/${run.suite} #${run.number}  ${connection.runPage(run.id)}`);
        return 0;
      }),
    );

  group
    .command("remove")
    .description("remove a schedule; runs that it has triggered stay")
    .argument(...place)
    .action(
      act(async (context, named: string) => {
        const { client } = await context.connect();
        await client.call("deleteSchedule", { params: split(named) });
        context.print(`${named} is removed.`);
        return 0;
      }),
    );

  group
    .command("preview")
    .description("show when an expression would run")
    .argument("<cron>", "such as '30 4 * * 1-5'")
    .option("--time-zone <zone>", "in this time zone", NewSchedule.shape.timeZone.parse(undefined))
    .option("--count <n>", "so many runs", wholeNumber(1, 100), 10)
    .action(
      act(async (context, cron: string, query: { timeZone: string; count: number }) => {
        const { client } = await context.connect();
        const { runs } = await client.call("previewSchedule", { query: { cron, ...query } });
        for (const { at, local } of runs) context.print(`${local}  ${context.paint("dim", at)}`);
        return 0;
      }),
    );
};

async function listSchedules(client: Client, project: string | undefined): Promise<Schedule[]> {
  const all = project
    ? [project]
    : (await allPages((query) => client.call("listProjects", { query }))).map(({ slug }) => slug);
  const found: Schedule[] = [];
  for (const one of all) {
    found.push(...(await allPages((query) => client.call("listSchedules", { params: { project: one }, query }))));
  }
  return found;
}

function split(named: string): { project: string; schedule: string } {
  const [project, schedule, ...rest] = named.split("/");
  if (!project || !schedule || rest.length > 0) {
    throw new Refusal(`'${named}' names no schedule.`, "Write project/schedule, such as shop/nightly.");
  }
  return { project, schedule };
}

function columns({ safe }: Context): Column<Schedule>[] {
  return [
    { title: "SCHEDULE", text: ({ project, slug }) => `${project}/${slug}` },
    { title: "SUITE", text: ({ suite }) => suite },
    { title: "WHEN", text: ({ cron, timeZone }) => safe(`${cron} ${timeZone}`) },
    { title: "NEXT", text: ({ paused, nextRuns }) => (paused ? "paused" : (nextRuns[0] ?? "never")) },
    {
      title: "LAST",
      text: ({ problem, lastFiring }) => (problem ? `broken: ${problem.code}` : (lastFiring?.state ?? "-")),
    },
  ];
}
