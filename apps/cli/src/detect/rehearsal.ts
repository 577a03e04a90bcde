import { spawn } from "node:child_process";
import { cp, glob, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { detectSetUp } from "./detect-set-up.ts";
import { openDirectory } from "./directory.ts";

/** What the tests of a directory did, run as a center without containers runs them: recognised, in a copy, by command. */
export interface Rehearsal {
  name: string;
  exitCode: number | null;
  output: string;
  /** The reports that were left, by path, as text. */
  reports: Record<string, string>;
}

export interface RehearsalOptions {
  folder?: string;
  shard?: [number, number];
  /** Stands before all else in the PATH. */
  path?: string;
}

const conventional = ["junit*.xml", "ctrf*.json", "**/TEST-*.xml"];

/** For the tests of the recognisers: what they answer is only worth something if it runs. */
export async function rehearse(path: string, options: RehearsalOptions = {}): Promise<Rehearsal> {
  const setUp = await detectSetUp(await openDirectory(path), { containers: false });
  if (!setUp?.command) throw new Error(`Nothing to run was recognised in ${path}.`);
  const copy = await mkdtemp(join(tmpdir(), "aac-rehearsal-"));
  try {
    await cp(path, copy, { recursive: true, verbatimSymlinks: true });
    const [shard, shards] = options.shard ?? [1, 1];
    const command = setUp.command.map((argument) => argument.replaceAll("{folder}", options.folder ?? "all"));
    const { PATH, HOME } = hostVariables();
    const { exitCode, output } = await run(command, copy, {
      PATH: [options.path, PATH].filter(Boolean).join(":"),
      HOME,
      CI: "true",
      AAC_SHARD: String(shard),
      AAC_SHARDS: String(shards),
    });
    const reports: Record<string, string> = {};
    const globs = [...conventional, ...setUp.reports];
    for await (const file of glob(globs, { cwd: copy, exclude: ["node_modules/**"] })) {
      reports[file] = await readFile(join(copy, file), "utf8");
    }
    return { name: setUp.name, exitCode, output, reports };
  } finally {
    await rm(copy, { recursive: true, force: true });
  }
}

/** A rehearsal runs on the host, as a center without containers does. */
function hostVariables(): NodeJS.ProcessEnv {
  // oxlint-disable-next-line node/no-process-env -- the settings of this command are not what is read
  return process.env;
}

function run(
  [program = "", ...rest]: string[],
  cwd: string,
  env: NodeJS.ProcessEnv,
): Promise<{ exitCode: number | null; output: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, rest, { cwd, env, stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding("utf8").on("data", (text: string) => (output += text));
    }
    child.on("error", reject).on("close", (exitCode) => resolve({ exitCode, output }));
  });
}
