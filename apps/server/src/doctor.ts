import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chooseExecutor, compose } from "./compose.ts";
import { type Config, describeSettings, type Flags, readConfig } from "./config.ts";
import { Problem, toProblem } from "@aac/core";
import pino from "pino";

/**
 * Prints what would be used here, where each setting comes from, and what is missing with its remedy. Answers 0 when
 * a center could start, else 1.
 */
export async function doctor(flags: Flags, say: (text: string) => void): Promise<number> {
  say(`Node ${process.version} on ${process.platform} ${process.arch}`);
  say("\nSettings");
  for (const { name, value, source, description } of describeSettings(flags)) {
    say(`  ${name.padEnd(20)} ${value.padEnd(28)} ${source.padEnd(12)} ${description}`);
  }
  say("\nChecks");
  let failures = 0;
  const check = async <T>(name: string, look: () => Promise<T>, tell: (found: T) => string): Promise<T | null> => {
    const before = performance.now();
    try {
      const found = await look();
      say(`  ok    ${name.padEnd(14)} ${tell(found)} (${Math.round(performance.now() - before)} ms)`);
      return found;
    } catch (error) {
      failures++;
      const problem = error instanceof Problem ? error : toProblem(error);
      say(`  FAIL  ${name.padEnd(14)} ${problem.title}. ${problem.message}\n        ${problem.remedy}`);
      return null;
    }
  };
  const config = await check(
    "configuration",
    async () => readConfig("up", flags),
    ({ mode }) => `${mode} mode`,
  );
  if (!config) return 1;
  await checkData(config, check, say);
  const scratch = await mkdtemp(join(tmpdir(), "aac-doctor-"));
  await check(
    "executor",
    async () => {
      const executor = await chooseExecutor({ ...config, dataDir: scratch }, pino({ level: "silent" }));
      const { detail } = await executor.check();
      await executor.close();
      return { name: executor.name, isolates: executor.isolates, detail };
    },
    ({ name, isolates, detail }) =>
      `${name}: ${isolates ? detail : "plain processes of this host; suites are not isolated from it"}`,
  );
  await rm(scratch, { recursive: true, force: true });
  say(failures === 0 ? "\nReady." : `\n${failures} to mend.`);
  return failures === 0 ? 0 : 1;
}

type Check = <T>(name: string, look: () => Promise<T>, tell: (found: T) => string) => Promise<T | null>;

/** Looks into the data folder, and makes none: the next command would take it for that of a center. */
async function checkData(config: Config, check: Check, say: (text: string) => void): Promise<void> {
  if (!existsSync(config.dataDir)) {
    say(`  ok    data folder    ${config.dataDir} is made at the first start`);
    return;
  }
  // Without an executor: each failure is told by itself.
  const open = () => compose({ ...config, role: "producer" } satisfies Config);
  const composition = await check("data folder", open, () => config.dataDir);
  if (!composition) return;
  for (const [name, look] of Object.entries(composition.checks)) await check(name, look, ({ detail }) => detail);
  const { couriers } = composition;
  if (couriers)
    await check(
      "mail",
      () => couriers.mailer.check(),
      ({ detail }) => detail,
    );
  await composition.close();
}
