import { Command, CommanderError, InvalidArgumentError } from "commander";
import { analysis } from "./commands/analysis.ts";
import { audit } from "./commands/audit.ts";
import { apiKeys } from "./commands/api-keys.ts";
import { cancel } from "./commands/cancel.ts";
import { logs } from "./commands/logs.ts";
import { notices } from "./commands/notices.ts";
import { people } from "./commands/people.ts";
import { quota } from "./commands/quota.ts";
import { run } from "./commands/run.ts";
import { runs } from "./commands/runs.ts";
import { schedules } from "./commands/schedules.ts";
import { type Serve, serving } from "./commands/serve.ts";
import { show } from "./commands/show.ts";
import { tests } from "./commands/tests.ts";
import { upload } from "./commands/upload.ts";
import type { Act, Verb } from "./commands/verb.ts";
import { workers } from "./commands/workers.ts";
import { createContext, type GlobalOptions } from "./context.ts";
import { exitCodes } from "./exit-code.ts";
import type { Host } from "./host.ts";
import { explain } from "./refusal.ts";
import manifest from "../package.json" with { type: "json" };

/** Carries out one command line (without the program's name) and answers its exit code. Never throws. */
export async function runProgram(argv: readonly string[], host: Host, serve: Serve): Promise<number> {
  let exitCode: number = exitCodes.passed.code;
  const program = createProgram(host);
  const act: Act =
    (work) =>
    async (...input) => {
      exitCode = await work(createContext(host, program.opts<GlobalOptions>()), ...input);
    };
  for (const verb of verbs(serve)) verb(program, act);

  try {
    await program.parseAsync(argv, { from: "user" });
    return exitCode;
  } catch (error) {
    // Commander has told about these itself, except for what our own checks found in combination.
    if (error instanceof InvalidArgumentError) host.stderr.write(`error: ${error.message}\n`);
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : exitCodes.errored.code;
    const { lines, exitCode: code } = explain(error);
    const { paint, safe } = createContext({ ...host, stdout: host.stderr }, program.opts<GlobalOptions>());
    host.stderr.write(`${paint("red", "error:")} ${lines.map(safe).join("\n")}\n`);
    return code;
  }
}

const verbs = (serve: Serve): Verb[] => [
  serving(serve),
  quota(serve),
  apiKeys,
  run,
  logs,
  runs,
  show,
  cancel,
  tests,
  upload,
  schedules,
  notices,
  people,
  analysis,
  audit(serve),
  workers,
];

export class NotCarriedOut extends Error {}

/** The command line as it is, to be told of: parsing one that is right rejects with `NotCarriedOut`, a wrong one with commander's error. */
export function describeProgram(): Command {
  const silent = () => undefined;
  const program = addOptions(new Command("aac")).exitOverride().configureOutput({ writeOut: silent, writeErr: silent });
  const refuse = () => Promise.reject(new NotCarriedOut());
  for (const verb of verbs(refuse)) verb(program, () => refuse);
  return program;
}

const addOptions = (program: Command): Command =>
  program
    .description("Agnostic Automation Center: runs containerised test suites of any language.")
    .version(manifest.version)
    .option("--url <url>", "address of the center (AAC_URL; default: the one running here)")
    .option("--api-key <key>", "API key (AAC_API_KEY; default: that of the center running here)")
    .option("--data <folder>", "data folder of the center on this host (AAC_DATA; default: .aac, searched upwards)")
    .option("--no-color", "no colours (NO_COLOR)");

function createProgram(host: Host): Command {
  return addOptions(new Command("aac"))
    .addHelpText("afterAll", exitCodeHelp)
    .configureHelp({ showGlobalOptions: true })
    .exitOverride()
    .configureOutput({
      writeOut: (text) => void host.stdout.write(text),
      writeErr: (text) => void host.stderr.write(text),
      getOutHelpWidth: () => host.stdout.columns,
      getErrHelpWidth: () => host.stderr.columns,
      getOutHasColors: () => false,
      getErrHasColors: () => false,
    })
    .showHelpAfterError("(--help tells what there is)");
}

const exitCodeHelp = `
Exit codes:
${Object.values(exitCodes)
  .map(({ code, meaning }) => `  ${String(code).padEnd(5)}${meaning}`)
  .join("\n")}`;
