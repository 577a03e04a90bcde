import { type Client, type Firing, NewSchedule, type Schedule } from "@aac/contract";
import { allPages } from "../connection/all-pages.ts";
import type { Context } from "../context.ts";
import { type Column, formatTable } from "../output/table.ts";
import { wholeNumber } from "./parse-options.ts";
import { scheduleChanges } from "./schedule-changes.ts";
import { readScheduleName, scheduleArgument } from "./schedule-name.ts";
import type { Verb } from "./verb.ts";

export const schedules: Verb = (program, act) => {
  const group = program.command("schedules").description("list schedules; add, edit, pause, run and remove them");

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

  scheduleChanges(group, act);

  group
    .command("show")
    .description("show all of a schedule")
    .argument(...scheduleArgument)
    .option("--json", "print one JSON document")
    .action(
      act(async (context, named: string, { json }: { json?: boolean }) => {
        const { client } = await context.connect();
        const schedule = await client.call("getSchedule", { params: readScheduleName(named) });
        if (json) context.printJson(schedule);
        else for (const line of describe(schedule)) context.print(context.safe(line));
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
      .argument(...scheduleArgument)
      .action(
        act(async (context, named: string) => {
          const { client } = await context.connect();
          const { nextRuns } = await client.call("changeSchedule", {
            params: readScheduleName(named),
            body: { paused },
          });
          context.print(paused ? `${named} is paused.` : `${named} runs next at ${nextRuns[0] ?? "no time"}.`);
          return 0;
        }),
      );
  }

  group
    .command("run")
    .description("trigger now what a schedule triggers")
    .argument(...scheduleArgument)
    .action(
      act(async (context, named: string) => {
        const connection = await context.connect();
        const run = await connection.client.call("runSchedule", { params: readScheduleName(named) });
        context.print(`${run.project}/${run.suite} #${run.number}  ${connection.runPage(run.id)}`);
        return 0;
      }),
    );

  group
    .command("history")
    .description("list what became of a schedule's times, newest first")
    .argument(...scheduleArgument)
    .option("--limit <n>", "at most so many", wholeNumber(1, 100), 20)
    .option("--json", "print one JSON document: an array of times")
    .action(
      act(async (context, named: string, { limit, json }: { limit: number; json?: boolean }) => {
        const { client } = await context.connect();
        const params = readScheduleName(named);
        const { items } = await client.call("listFirings", { params, query: { limit } });
        if (json) context.printJson(items);
        else if (items.length === 0) context.print("It has not run yet.");
        else context.host.stdout.write(formatTable(firingColumns(context), items, context.paint));
        return 0;
      }),
    );

  group
    .command("remove")
    .description("remove a schedule; runs that it has triggered stay")
    .argument(...scheduleArgument)
    .action(
      act(async (context, named: string) => {
        const { client } = await context.connect();
        await client.call("deleteSchedule", { params: readScheduleName(named) });
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

function describe(schedule: Schedule): string[] {
  const { name, suite, environment, folder, branch, labels, variables, cron, timeZone, paused, nextRuns } = schedule;
  const { overlap, catchUp, jitterSeconds, shards, priority, problem } = schedule;
  const where = [environment && `in ${environment}`, folder && `folder ${folder}`, branch && `branch ${branch}`];
  return [
    `Schedule   ${schedule.project}/${schedule.slug} (${name})`,
    `Runs       ${[suite, ...where].filter(Boolean).join(", ")}`,
    `When       ${cron} ${timeZone}${jitterSeconds > 0 ? `, up to ${jitterSeconds} s later` : ""}`,
    `Next       ${paused ? "paused" : nextRuns.join(", ") || "never"}`,
    `Policies   overlap ${overlap}, catch up ${catchUp}, ${shards} shard${shards === 1 ? "" : "s"}, priority ${priority}`,
    ...(labels.length > 0 ? [`Labels     ${labels.join(", ")}`] : []),
    ...Object.entries(variables).map(([key, value]) => `Variable   ${key}=${value}`),
    ...(problem ? [`Broken     ${problem.detail}`] : []),
  ];
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

function firingColumns({ safe }: Context): Column<Firing>[] {
  return [
    { title: "TIME", text: ({ at }) => at },
    { title: "STATE", text: ({ state }) => state },
    { title: "RUN", text: ({ run }) => run ?? "-" },
    { title: "WHY", text: ({ detail }) => safe(detail ?? "-") },
  ];
}
