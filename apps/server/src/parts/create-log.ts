import { open } from "node:fs/promises";
import { join } from "node:path";
import { Problem } from "@aac/core";
import pino, { type Logger } from "pino";
import type { Config } from "../config.ts";

/** What every line has, whatever it is about: see docs/operations.md. */
export const logOptions = ({ logLevel, role, hostName }: Pick<Config, "logLevel" | "role" | "hostName">) => ({
  level: logLevel,
  base: { role, host: hostName, pid: process.pid },
  serializers: { error: pino.stdSerializers.err, err: pino.stdSerializers.err },
});

/** In local mode the terminal is for people, so the log goes to a file; elsewhere to the standard output, as JSON. */
export async function createLog(config: Config): Promise<Logger> {
  const options = logOptions(config);
  if (config.mode !== "local") return pino(options);
  const dest = join(config.dataDir, "center.log");
  try {
    // Opened by us first: what the logger cannot open, it would throw at the first line, or at the end.
    await (await open(dest, "a", 0o600)).close();
  } catch (cause) {
    throw new Problem("data_folder_unusable", `${(cause as Error).message}.`, { cause });
  }
  const file = pino.destination({ dest, sync: false, maxLength: unwrittenBytes });
  // On a full disk the center goes on without a log: the next line tries to write what waits. Unheard, it would end us.
  file.on("error", () => undefined);
  return pino(options, file);
}

/** What of the log is kept in memory at most while it cannot be written. */
const unwrittenBytes = 4 * 1024 * 1024;
