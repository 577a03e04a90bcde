import { CatchUp, Overlap, type ScheduleChange } from "@aac/contract";
import { type Command, Option } from "commander";
import { Refusal } from "../refusal.ts";
import { duration, parseVariables, several, wholeNumber } from "./parse-options.ts";
import { readScheduleName, scheduleArgument } from "./schedule-name.ts";
import type { Verb } from "./verb.ts";

interface ScheduleOptions {
  name?: string;
  timeZone?: string;
  /** False: none any more. */
  environment?: string | false;
  folder?: string | false;
  branch?: string | false;
  shards?: number;
  priority?: number;
  overlap?: Overlap;
  catchUp?: CatchUp;
  label?: string[];
  env?: string[];
  jitter?: number;
  json?: boolean;
}

/** `aac schedules …`: what makes and changes them. */
export const scheduleChanges: Verb = (group, act) => {
  const add = group
    .command("add")
    .description("add a schedule that triggers runs of a suite")
    .argument(...scheduleArgument)
    .requiredOption("--cron <expression>", "when: minute, hour, day, month, day of the week, such as '30 4 * * 1-5'")
    .requiredOption("--suite <suite>", "which suite of the project");
  withOptions(add).action(
    act(async (context, named: string, { json, cron, suite, ...options }: ScheduleOptions & Timed) => {
      const { project, schedule: slug } = readScheduleName(named);
      const { client } = await context.connect();
      const body = { ...toFields(options, context.host.surroundings.variables), slug, cron, suite };
      const schedule = await client.call("createSchedule", { params: { project }, body });
      if (json) context.printJson(schedule);
      else context.print(`Schedule ${named} runs next at ${schedule.nextRuns[0] ?? "no time"}.`);
      return 0;
    }),
  );

  const edit = group
    .command("edit")
    .description("change a schedule; what is not named stays")
    .argument(...scheduleArgument)
    .option("--cron <expression>", "when")
    .option("--suite <suite>", "which suite of the project")
    .option("--no-environment", "with no environment any more")
    .option("--no-folder", "the suite's own folder again")
    .option("--no-branch", "note no branch any more");
  withOptions(edit).action(
    act(async (context, named: string, { json, cron, suite, ...options }: ScheduleOptions & Partial<Timed>) => {
      const fields = toFields(options, context.host.surroundings.variables);
      const body = { ...fields, ...(cron === undefined ? {} : { cron }), ...(suite === undefined ? {} : { suite }) };
      if (Object.keys(body).length === 0) throw new Refusal("Nothing is to be changed.", "Name what, such as --cron.");
      const { client } = await context.connect();
      const schedule = await client.call("changeSchedule", { params: readScheduleName(named), body });
      if (json) context.printJson(schedule);
      else if (schedule.paused) context.print(`Schedule ${named} is changed, and paused.`);
      else context.print(`Schedule ${named} runs next at ${schedule.nextRuns[0] ?? "no time"}.`);
      return 0;
    }),
  );
};

interface Timed {
  cron: string;
  suite: string;
}

const withOptions = (command: Command): Command =>
  command
    .option("--name <name>", "what people call it")
    .option("--time-zone <zone>", "in this time zone, such as Europe/Berlin (default: UTC)")
    .option("--environment <environment>", "with this environment")
    .option("--folder <folder>", "this part of the suite")
    .option("--branch <branch>", "noted on its runs")
    .option("--label <label>", "noted on its runs; may be given several times", several)
    .option("--env <K=V>", "a variable of its runs; may be given several times", several)
    .option("--shards <n>", "split its runs into so many parts", wholeNumber(1, 64))
    .option("--priority <n>", "of its runs; higher goes first", wholeNumber(-10, 10))
    .addOption(new Option("--overlap <policy>", "when a run of it still goes on").choices(Overlap.options))
    .addOption(new Option("--catch-up <policy>", "after the center was away").choices(CatchUp.options))
    .option("--jitter <duration>", "start up to so much later, such as 5m", duration)
    .option("--json", "print the schedule as one JSON document");

/** Only what was named: the rest is preset, or stays. */
function toFields(
  { label, env, jitter, environment, folder, branch, ...same }: Omit<ScheduleOptions, "json">,
  own: Readonly<Record<string, string | undefined>>,
): ScheduleChange {
  return {
    ...same,
    ...(environment === undefined ? {} : { environment: environment || null }),
    ...(folder === undefined ? {} : { folder: folder || null }),
    ...(branch === undefined ? {} : { branch: branch || null }),
    ...(label ? { labels: label } : {}),
    ...(env ? { variables: parseVariables(env, own) } : {}),
    ...(jitter === undefined ? {} : { jitterSeconds: Math.round(jitter / 1_000) }),
  };
}
