import { looks } from "../output/paint.ts";
import { findRun, runArgument } from "./find-run.ts";
import type { Verb } from "./verb.ts";

export const cancel: Verb = (program, act) =>
  program
    .command("cancel")
    .description("cancel a run")
    .argument(...runArgument)
    .option("--json", "print the run as one JSON document")
    .action(
      act(async (context, named: string, { json }: { json?: boolean }) => {
        const { client } = await context.connect();
        const id = await findRun(client, named);
        const run = await client.call("cancelRun", { params: { run: id } });
        if (json) context.printJson(run);
        else if (run.verdict === null) context.print(`${run.project}/${run.suite} #${run.number} is being cancelled.`);
        else context.print(`${run.project}/${run.suite} #${run.number} is ${looks[run.state].word}.`);
        return 0;
      }),
    );
