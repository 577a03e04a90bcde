import { followRun } from "@aac/contract";
import type { Connection } from "../connection/connect.ts";
import type { Context } from "../context.ts";
import { dressLog } from "../output/dress-log.ts";
import { Refusal } from "../refusal.ts";
import { findRun, runArgument } from "./find-run.ts";
import { wholeNumber } from "./parse-options.ts";
import type { Verb } from "./verb.ts";

interface Options {
  follow?: boolean;
  json?: boolean;
  shard?: number;
  attempt?: number;
  from?: number;
  to?: number;
}

const anyLine = wholeNumber(1, Number.MAX_SAFE_INTEGER);

export const logs: Verb = (program, act) =>
  program
    .command("logs")
    .description("print the log of a run")
    .argument(...runArgument)
    .option("-f, --follow", "go on until the run ends")
    .option("--from <line>", "first line, counted from 1", anyLine)
    .option("--to <line>", "last line, included", anyLine)
    .option("--shard <n>", "of this shard only", wholeNumber(1, 64))
    .option("--attempt <n>", "of this attempt; else of the newest", anyLine)
    .option("--json", "with --follow: print every event of the run as a line of JSON, {event, data}")
    .action(
      act(async (context, named: string, { follow, json, ...place }: Options) => {
        if (json && !follow) throw new Refusal("--json needs --follow.", "The log itself is plain text.");
        if (follow && (place.from ?? place.to ?? place.attempt) !== undefined) {
          throw new Refusal("--follow goes from the first line to the last.", "Leave out --from, --to and --attempt.");
        }
        const connection = await context.connect();
        const run = await findRun(connection.client, named);
        if (follow) await followLog(run, place.shard, json === true, connection, context);
        else await readLog(run, place, connection, context);
        return 0;
      }),
    );

async function readLog(run: string, query: Options, { client }: Connection, context: Context): Promise<void> {
  const response = await client.request("getLog", { params: { run }, query });
  if (!response.body) return;
  let rest = "";
  for await (const text of response.body.pipeThrough(new TextDecoderStream())) {
    const end = text.lastIndexOf("\n") + 1;
    if (end === 0) {
      rest += text;
      continue;
    }
    context.host.stdout.write(dressLog(rest + text.slice(0, end), null, context));
    rest = text.slice(end);
  }
  if (rest !== "") context.host.stdout.write(dressLog(rest, null, context));
}

async function followLog(
  run: string,
  shard: number | undefined,
  json: boolean,
  { client }: Connection,
  context: Context,
): Promise<void> {
  let shards = 1;
  const onConnection = ({ connected }: { connected: boolean }) => {
    if (!connected) context.note("The connection to the center was lost; trying again.");
  };
  for await (const { event, data } of followRun(client, run, { onConnection })) {
    if (json) context.host.stdout.write(`${JSON.stringify({ event, data })}\n`);
    else if (event === "run") shards = data.shards;
    else if (event === "log" && (shard ?? data.shard) === data.shard) {
      context.host.stdout.write(dressLog(data.text, shards > 1 && shard === undefined ? data.shard : null, context));
    }
  }
}
