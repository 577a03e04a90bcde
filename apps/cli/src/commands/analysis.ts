import { type AnalysisSettingsChange, AnalysisProvider, AnalysisSettings } from "@aac/contract";
import { Option } from "commander";
import { readAnalysis } from "../connection/read-analysis.ts";
import { describeAnalysis } from "../output/describe-analysis.ts";
import { Refusal } from "../refusal.ts";
import { findRun, runArgument } from "./find-run.ts";
import { wholeNumber } from "./parse-options.ts";
import type { Verb } from "./verb.ts";

interface SettingOptions {
  mode?: AnalysisSettings["mode"];
  provider?: AnalysisProvider | "preset";
  model?: string;
  monthlyTokens?: number;
  key?: boolean;
  json?: boolean;
}

const keyVariable = "AAC_ANALYSIS_KEY";

export const analysis: Verb = (program, act) => {
  const group = program.command("analysis").description("tell why a run failed; say whether that is right; settings");

  group
    .command("show", { isDefault: true })
    .description("tell why a run failed")
    .argument(...runArgument)
    .option("--json", "print one JSON document: the analysis, or null")
    .action(
      act(async (context, named: string, { json }: { json?: boolean }) => {
        const { client } = await context.connect();
        const run = await client.call("getRun", { params: { run: await findRun(client, named) } });
        const found = await readAnalysis(client, run, context.host);
        if (json) context.printJson(found);
        else if (found === null) context.print("Nothing is known of why: it did not fail, or was not analysed.");
        else for (const line of describeAnalysis(found, context).slice(1)) context.print(line);
        return 0;
      }),
    );

  group
    .command("again")
    .description("analyse a failed run again, without regard to what is known of runs that failed alike")
    .argument(...runArgument)
    .action(
      act(async (context, named: string) => {
        const { client } = await context.connect();
        const { run } = await client.call("analyseAgain", { params: { run: await findRun(client, named) } });
        context.print(`Run ${run} is analysed again: aac analysis show ${run}`);
        return 0;
      }),
    );

  for (const isRight of [true, false]) {
    group
      .command(isRight ? "right" : "wrong")
      .description(`say that an analysis is ${isRight ? "right" : "wrong"}; runs that fail alike are told so`)
      .argument(...runArgument)
      .option("--label <cause>", "the cause in your own words")
      .action(
        act(async (context, named: string, { label = null }: { label?: string | null }) => {
          const { client } = await context.connect();
          const params = { run: await findRun(client, named) };
          await client.call("giveFeedback", { params, body: { isRight, label } });
          context.print("Kept, for the runs that fail alike.");
          return 0;
        }),
      );
  }

  group
    .command("settings")
    .description("show how failed runs are analysed, or change it")
    .addOption(
      new Option("--mode <mode>", "a model where one is set up, the rules only, or no analysis").choices(
        AnalysisSettings.shape.mode.options,
      ),
    )
    .addOption(
      new Option("--provider <provider>", "whose model; `preset`: the center's own").choices([
        ...AnalysisProvider.options,
        "preset",
      ]),
    )
    .option("--model <model>", "which model")
    .option("--monthly-tokens <n>", "so many in a month", wholeNumber(0, Number.MAX_SAFE_INTEGER))
    .option("--key", `use the organization's own key, from ${keyVariable}`)
    .option("--no-key", "forget the organization's own key")
    .option("--json", "print one JSON document")
    .action(
      act(async (context, { json, ...options }: SettingOptions) => {
        const body = toChange(options, context.host.surroundings.variables[keyVariable]);
        const { client } = await context.connect();
        const settings =
          Object.keys(body).length === 0
            ? await client.call("getAnalysisSettings")
            : await client.call("changeAnalysisSettings", { body });
        if (json) context.printJson(settings);
        else for (const line of describe(settings)) context.print(context.safe(line));
        return 0;
      }),
    );
};

function toChange(
  { provider, key, ...same }: Omit<SettingOptions, "json">,
  apiKey: string | undefined,
): AnalysisSettingsChange {
  if (key && !apiKey)
    throw new Refusal("There is no key.", `Put it into ${keyVariable}: no list of processes shows it.`);
  return {
    ...same,
    ...(provider ? { provider: provider === "preset" ? null : provider } : {}),
    ...(key === true && apiKey ? { apiKey } : {}),
    ...(key === false ? { apiKey: null } : {}),
  };
}

const describe = ({ mode, usesModel, provider, model, hasKey, usedTokens, monthlyTokens }: AnalysisSettings) => [
  `Mode      ${mode}: ${mode === "off" ? "nothing is analysed" : usesModel ? "a model is asked" : "the rules answer"}`,
  `Model     ${provider ?? "the center's own"}${model ? `, ${model}` : ""}${hasKey ? ", with the organization's key" : ""}`,
  `Tokens    ${usedTokens} of ${monthlyTokens ?? "any number"} are used this month`,
];
