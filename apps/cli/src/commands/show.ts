import type { Artifact, Run } from "@aac/contract";
import { allPages } from "../connection/all-pages.ts";
import type { Connection } from "../connection/connect.ts";
import type { Context } from "../context.ts";
import { readAnalysis } from "../connection/read-analysis.ts";
import { listFailures } from "../connection/list-failures.ts";
import { describeAnalysis } from "../output/describe-analysis.ts";
import { summarize } from "../output/summary.ts";
import { findRun, runArgument } from "./find-run.ts";
import type { Verb } from "./verb.ts";

export const show: Verb = (program, act) =>
  program
    .command("show")
    .description("show what a run came to: verdict, reason, failing tests, artifacts")
    .argument(...runArgument)
    .option("--json", "print one JSON document: the run with `failures`, `analysis`, `artifacts` and `url`")
    .action(
      act(async (context, named: string, { json }: { json?: boolean }) => {
        const connection = await context.connect();
        const { client } = connection;
        const id = await findRun(client, named);
        const [run, failures, artifacts] = await Promise.all([
          client.call("getRun", { params: { run: id } }),
          listFailures(client, id),
          allPages((query) => client.call("listArtifacts", { params: { run: id }, query })),
        ]);
        const analysis = await readAnalysis(client, run, context.host);
        const url = connection.runPage(run.id);
        if (json) context.printJson({ ...run, failures, analysis, artifacts, url });
        else {
          for (const line of summarize(run, failures, context)) context.print(line);
          for (const line of describeAnalysis(analysis, context)) context.print(line);
          for (const line of origin(run, context)) context.print(line);
          for (const line of files(artifacts, connection, context)) context.print(line);
          context.print(`\n${url}`);
        }
        return 0;
      }),
    );

function origin(run: Run, { safe }: Context): string[] {
  const images = run.jobs.flatMap(({ attempts }) => attempts.flatMap(({ image }) => image ?? []));
  const known: [string, string | null][] = [
    ["branch", run.branch],
    ["commit", run.commit],
    ["environment", run.environment],
    ["labels", run.labels.join(", ") || null],
    ["image", [...new Set(images)].join(", ") || null],
  ];
  const told = known.flatMap(([name, value]) => (value === null ? [] : [`${name} ${safe(value)}`]));
  return told.length > 0 ? ["", `  ${told.join("  ")}`] : [];
}

function files(artifacts: readonly Artifact[], { absolute }: Connection, { paint, safe }: Context): string[] {
  if (artifacts.length === 0) return [];
  const list = artifacts.map(({ path, url }) => `  ${safe(path)}  ${paint("dim", absolute(url))}`);
  return ["", paint("bold", "Artifacts"), ...list];
}
