import { readOrigin } from "../connection/read-origin.ts";
import { listFailures } from "../connection/list-failures.ts";
import { readAnalysis } from "../connection/read-analysis.ts";
import { exitCodeOf } from "../exit-code.ts";
import { describeAnalysis } from "../output/describe-analysis.ts";
import { summarize } from "../output/summary.ts";
import { findTarget } from "./find-target.ts";
import { duration, parseVariables, several, wholeNumber } from "./parse-options.ts";
import { triggerRun } from "./trigger-run.ts";
import type { Verb } from "./verb.ts";
import { watchRun } from "./watch-run.ts";

/** Failing tests told of at the end; `aac show` has them all. */
const failuresTold = 20;

interface Options {
  project?: string;
  folder?: string;
  env?: string[];
  environment?: string;
  branch?: string;
  commit?: string;
  shards?: number;
  label?: string[];
  image?: string;
  command?: string;
  timeout?: number;
  follow?: boolean;
  json?: boolean;
}

export const run: Verb = (program, act) =>
  program
    .command("run")
    .description("run a suite, or the tests of a directory, and wait for the verdict")
    .argument("<suite|directory>", "`suite`, `project/suite`, or a directory such as ./e2e")
    .option("--project <project>", "project of the suite; for a directory: where to keep it (default: local)")
    .option("--folder <folder>", "the part of the suite to run (default: the suite's own)")
    .option(
      "--env <K=V>",
      "variable for the run; a name alone takes its value from here; may be given several times",
      several,
    )
    .option("--environment <environment>", "environment of the project, with its variables and secrets")
    .option("--branch <branch>", "branch that is tested (default: of the CI service, or git)")
    .option("--commit <commit>", "commit that is tested (default: of the CI service, or git)")
    .option("--shards <n>", "in how many sandboxes to run side by side", wholeNumber(1, 64))
    .option("--label <label>", "mark the run; may be given several times", several)
    .option("--image <image>", "directory only: container image to run it in")
    .option("--command <command>", "directory only: shell command that runs the tests")
    .option("--timeout <duration>", "directory only: wall time, such as 90s or 10m", duration)
    .option("--follow", "show the log and wait for the end (the default)")
    .option("--no-follow", "only start the run; exit code 0")
    .option("--json", "print one JSON document at the end: the run with its `failures`, `analysis` and `url`; no log")
    .addHelpText("after", help)
    .action(
      act(async (context, target: string, options: Options) => {
        const { host } = context;
        const variables = parseVariables(options.env ?? [], host.surroundings.variables);
        const connection = await context.connect();
        const suite = await findTarget(target, options, connection.client, context);
        const tell = options.json ? context.note : context.print;
        for (const line of suite.told) tell(context.paint("dim", line));
        const origin = await readOrigin(options, suite.directory ?? host.cwd, host.surroundings);
        const { folder, environment, shards, label } = options;
        const triggered = await triggerRun(connection.client, host, {
          project: suite.project,
          suite: suite.suite,
          ...origin,
          variables,
          trigger: "cli",
          ...(folder === undefined ? {} : { folder }),
          ...(environment === undefined ? {} : { environment }),
          ...(shards === undefined ? {} : { shards }),
          ...(label === undefined ? {} : { labels: label }),
        });
        const url = connection.runPage(triggered.id);
        if (options.follow === false) {
          if (options.json) context.printJson({ ...triggered, url });
          else context.print(`Started ${triggered.project}/${triggered.suite} #${triggered.number}.\n${url}`);
          return 0;
        }

        const live = !options.json;
        if (live)
          context.print(context.paint("dim", `${triggered.project}/${triggered.suite} #${triggered.number}  ${url}`));
        const ended = await watchRun(triggered, { live }, connection, context);
        if (ended.verdict === null) {
          context.note(`Left before the end. See ${url}, or \`aac logs --follow ${ended.id}\`.`);
          return exitCodeOf("cancelled");
        }
        const failures = await listFailures(connection.client, ended.id, live ? failuresTold : undefined);
        const analysis = await readAnalysis(connection.client, ended, host);
        const told = [...summarize(ended, failures, context), ...describeAnalysis(analysis, context)];
        if (live) for (const line of ["", ...told, "", url]) context.print(line);
        else context.printJson({ ...ended, failures, analysis, url });
        return exitCodeOf(ended.verdict);
      }),
    );

const help = `
What is a directory: what starts with '.' or '/' or ends with '/'; else what exists and is not the name of a suite.
Its set-up is recognised: an entrypoint.sh, a Dockerfile, or the tests of a known tool; --command overrules that. The
center must be one in local mode on this same host; it keeps the directory as a suite and runs a copy of it.

Ctrl-C cancels the run and waits for its end; pressed again, it leaves.`;
