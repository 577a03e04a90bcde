import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chooseExecutor } from "./parts/choose-executor.ts";
import { openBlobs } from "./parts/open-blobs.ts";
import { openCache } from "./parts/open-cache.ts";
import { openSender } from "./parts/open-couriers.ts";
import { openMessaging } from "./parts/open-messaging.ts";
import { openStore } from "./parts/open-store.ts";
import { checkKeys, openVault } from "./parts/open-vault.ts";
import { type Config, describeSettings, type Flags, readConfig } from "./config.ts";
import { type Clock, Problem, toProblem } from "@aac/core";
import pino, { type Logger } from "pino";

/**
 * Prints what would be used here (by the role that is named, else by all in one process), where each setting comes from, and what is missing with its remedy. Answers 0 when
 * a center could start, else 1.
 */
export async function doctor(flags: Flags, say: Say): Promise<number> {
  say(`Node ${process.version} on ${process.platform} ${process.arch}`);
  say("\nSettings");
  for (const { name, value, source, description } of describeSettings(flags)) {
    say(`  ${name.padEnd(20)} ${value.padEnd(28)} ${source.padEnd(12)} ${description}`);
  }
  say("\nChecks");
  let failures = 0;
  const check: Check = async (name, look, tell, remedy) => {
    const before = performance.now();
    try {
      const found = await look();
      say(`  ok    ${name.padEnd(14)} ${tell(found)} (${Math.round(performance.now() - before)} ms)`);
      return found;
    } catch (error) {
      failures++;
      const problem = error instanceof Problem ? error : toProblem(error);
      // That a part does not answer is said to whoever asks a center to try again; here it is to be mended.
      const isAway = remedy !== undefined && problem.code === "unavailable";
      const said = isAway ? problem.message : `${problem.title}. ${problem.message}`;
      say(`  FAIL  ${name.padEnd(14)} ${said}\n        ${isAway ? remedy : problem.remedy}`);
      return null;
    }
  };
  const config = await check(
    "configuration",
    async () => readConfig(flags.for ?? "up", flags),
    ({ mode }) => `${mode} mode`,
  );
  if (!config) return 1;
  const log = pino({ level: "silent" });
  await checkParts(config, check, { say, log });
  if (config.role !== "producer") await checkExecutor(config, check, log);
  say(failures === 0 ? "\nReady." : `\n${failures} to mend.`);
  return failures === 0 ? 0 : 1;
}

async function checkExecutor(config: Config, check: Check, log: Logger): Promise<void> {
  const scratch = await mkdtemp(join(tmpdir(), "aac-doctor-"));
  await check(
    "executor",
    async () => {
      const executor = await chooseExecutor({ ...config, dataDir: scratch }, { center: scratch, log });
      const { detail } = await executor.check();
      await executor.close();
      return { name: executor.name, isolates: executor.isolates, detail };
    },
    ({ name, isolates, detail }) =>
      `${name}: ${isolates ? detail : "plain processes of this host; suites are not isolated from it"}`,
  );
  await rm(scratch, { recursive: true, force: true });
}

type Say = (text: string) => void;
type Check = <T>(
  name: string,
  look: () => Promise<T>,
  tell: (found: T) => string,
  /** What to do when it does not answer. */
  remedy?: string,
) => Promise<T | null>;

const startOrMend = (server: string, setting: string) =>
  `Start ${server}, or mend ${setting}: host, port, user and password.`;

/**
 * Looks at every part by itself, so that each failure is told. What lies in the data folder is looked at only where that
 * is there: made now, the next command would take it for that of a center.
 */
async function checkParts(config: Config, check: Check, { say, log }: { say: Say; log: Logger }): Promise<void> {
  const isMade = existsSync(config.dataDir);
  say(`  ok    data folder    ${config.dataDir}${isMade ? "" : " is made at the first start"}`);
  const { createSystemClock } = await import("@aac/adapters/clock/system");
  const surroundings = { clock: createSystemClock(), log };
  const look = (name: string, open: () => Promise<readonly Part[]>, remedy?: string) =>
    check(
      name,
      () => checkAndClose(open),
      ({ detail }) => detail,
      remedy,
    );
  const { mongoUri, s3, mail } = config;
  if (mongoUri !== null || isMade) {
    const openParts = async () => [await openStore(config, log)];
    const store = await look("store", openParts, startOrMend("MongoDB", "MONGO_URI"));
    if (store) await look("keys", async () => [await openKeys(config, surroundings)]);
  }
  await look(
    "queue and bus",
    async () => Object.values(await openMessaging(config, surroundings)),
    startOrMend("RabbitMQ", "RABBITMQ_URL"),
  );
  await look("cache", async () => [(await openCache(config, surroundings)).cache], startOrMend("Redis", "REDIS_URL"));
  if (s3 !== null || isMade)
    await look(
      "blobs",
      async () => [await openBlobs(config, log)],
      "Start that server, or mend S3_ENDPOINT and what belongs to it.",
    );
  if (mail.kind !== "outbox") await look("mail", async () => [(await openSender(config))!]);
}

async function openKeys(config: Config, { clock, log }: { clock: Clock; log: Logger }): Promise<Part> {
  const { createIds } = await import("@aac/adapters/ids/ulid");
  const store = await openStore(config, log);
  const { vault } = await openVault(config, { store, ids: createIds(clock), clock });
  return { check: () => checkKeys(vault, store), close: () => store.close() };
}

interface Part {
  check(): Promise<{ detail: string }>;
  close(): Promise<void>;
}

/** What the first of the parts says, when all are well. */
async function checkAndClose(open: () => Promise<readonly Part[]>): Promise<{ detail: string }> {
  const parts = await open();
  try {
    const [first] = await Promise.all(parts.map((part) => part.check()));
    return first!;
  } finally {
    for (const part of parts) await part.close();
  }
}
