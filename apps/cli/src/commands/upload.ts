import { randomUUID } from "node:crypto";
import { openAsBlob } from "node:fs";
import { glob, stat } from "node:fs/promises";
import { relative, resolve, sep } from "node:path";
import { readOrigin } from "../connection/read-origin.ts";
import { listFailures } from "../connection/list-failures.ts";
import type { Connection } from "../connection/connect.ts";
import type { Context } from "../context.ts";
import type { Run } from "@aac/contract";
import { sendAgain } from "../connection/send-again.ts";
import { summarize } from "../output/summary.ts";
import { Refusal } from "../refusal.ts";
import { several } from "./parse-options.ts";
import type { Verb } from "./verb.ts";
import { watchRun } from "./watch-run.ts";

interface Options {
  project: string;
  suite?: string;
  branch?: string;
  commit?: string;
  label?: string[];
  json?: boolean;
}

export const upload: Verb = (program, act) =>
  program
    .command("upload")
    .description("upload reports of tests that ran elsewhere; they become a run (exit code 0 whatever its verdict)")
    .argument("<files...>", "report files, or globs in quotes, such as 'target/**/TEST-*.xml'")
    .requiredOption("--project <project>", "project to file them under; created where it is not there yet")
    .option("--suite <suite>", "suite to file them under (default: uploaded)")
    .option("--branch <branch>", "branch that was tested (default: of the CI service, or git)")
    .option("--commit <commit>", "commit that was tested (default: of the CI service, or git)")
    .option("--label <label>", "mark the run; may be given several times", several)
    .option("--json", "print the run as one JSON document")
    .action(
      act(async (context, named: string[], { json, project, suite, label, ...given }: Options) => {
        const { host } = context;
        const files = await findFiles(named, host.cwd);
        const form = new FormData();
        for (const file of files) form.append("files", await openAsBlob(resolve(host.cwd, file)), file);
        const { branch, commit } = await readOrigin(given, host.cwd, host.surroundings);
        const query = {
          project,
          ...(suite === undefined ? {} : { suite }),
          ...(branch === null ? {} : { branch }),
          ...(commit === null ? {} : { commit }),
          ...(label === undefined ? {} : { label }),
        };

        const connection = await context.connect();
        const headers = { "idempotency-key": randomUUID() };
        const response = await sendAgain(host, () =>
          connection.client.request("uploadResults", { query, headers, payload: form }),
        );
        const accepted = (await response.json()) as Run;
        const run =
          accepted.verdict === null ? await watchRun(accepted, { live: false }, connection, context) : accepted;
        const url = connection.runPage(run.id);
        if (json) context.printJson({ ...run, url });
        else await tell(run, url, files.length, connection, context);
        return 0;
      }),
    );

async function tell(run: Run, url: string, files: number, { client }: Connection, context: Context): Promise<void> {
  context.print(`Uploaded ${files} ${files === 1 ? "file" : "files"}.`);
  for (const line of summarize(run, await listFailures(client, run.id, 20), context)) context.print(line);
  context.print(`\n${url}`);
}

/** The files named, relative to the current directory where they are below it. Throws a Refusal for one that is not there. */
async function findFiles(named: readonly string[], cwd: string): Promise<string[]> {
  const found = new Set<string>();
  for (const name of named) {
    const matches = (await isFile(resolve(cwd, name))) ? [name] : await filesMatching(name, cwd);
    if (matches.length === 0)
      throw new Refusal(`No file matches '${name}'.`, "Check the path, and that the tests wrote it.");
    for (const match of matches) found.add(tidy(match, cwd));
  }
  return [...found].toSorted();
}

async function filesMatching(pattern: string, cwd: string): Promise<string[]> {
  const matches: string[] = [];
  for await (const match of glob(pattern, { cwd })) {
    if (await isFile(resolve(cwd, match))) matches.push(match);
  }
  return matches;
}

const isFile = (path: string) =>
  stat(path).then(
    (found) => found.isFile(),
    () => false,
  );

function tidy(path: string, cwd: string): string {
  const below = relative(cwd, resolve(cwd, path));
  return (below.startsWith("..") ? path : below).split(sep).join("/");
}
