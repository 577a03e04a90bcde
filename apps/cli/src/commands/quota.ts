import { InvalidArgumentError } from "commander";
import type { QuotaCommand, QuotaValue, Serve } from "./serve.ts";
import type { Verb } from "./verb.ts";

interface SetOptions {
  runsPerMonth?: QuotaValue;
  storageGb?: QuotaValue;
  people?: QuotaValue;
  concurrentJobs?: QuotaValue;
}

/** The operator's own command: it works on the center's store, not through its API. */
export const quota =
  (serve: Serve): Verb =>
  (program, act) => {
    const group = program.command("quota").description("on the center's host: show and set what organizations may use");
    const run = (data: string | undefined, command: QuotaCommand) =>
      serve("quota", { ...(data === undefined ? {} : { data }), quota: command });
    for (const [verb, description] of [
      ["show", "show what organizations use of what they may"],
      ["recount", "count anew what organizations use"],
    ] as const) {
      group
        .command(verb, { isDefault: verb === "show" })
        .description(description)
        .argument("[organization]", "its slug; default: all")
        .action(
          act(({ data }, organization?: string) => run(data, { verb, ...(organization ? { organization } : {}) })),
        );
    }
    group
      .command("set")
      .description("set what an organization may use: a number, `none`, or `default` for what the center has for all")
      .argument("<organization>", "its slug")
      .option("--runs-per-month <n>", "runs in a month", value)
      .option("--storage-gb <n>", "GiB of artifacts and logs", value)
      .option("--people <n>", "who may belong to it", value)
      .option("--concurrent-jobs <n>", "jobs that may run at once", value)
      .action(
        act(({ data }, organization: string, options: SetOptions) => {
          if (Object.keys(options).length === 0) throw new InvalidArgumentError("Name a quota: --help tells which.");
          return run(data, { verb: "set", organization, ...options });
        }),
      );
  };

function value(text: string): QuotaValue {
  if (text === "none" || text === "default") return text;
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw new InvalidArgumentError("It is a whole number, `none` or `default`.");
}
