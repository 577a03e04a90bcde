import { join } from "node:path";
import type { UserRecord } from "@aac/core";
import type { Composition } from "./compose.ts";
import type { Config } from "./config.ts";
import { makeSignInCode } from "./producer/auth.ts";
import { say } from "./say.ts";
import { version } from "./version.ts";

export interface Started {
  address: string;
  /** Whom the link signs in. */
  person: UserRecord;
  demo: { suites: string[]; runs: number } | null;
  /** It was built: its pages are there. */
  hasDashboard: boolean;
}

/** Tells whoever started a center in local mode where it is and how to get in. */
export async function announce(
  config: Config,
  { cache, executor }: Composition,
  { address, person, demo, hasDashboard }: Started,
): Promise<void> {
  const base = config.publicUrl ?? address;
  const link = `${base}/sign-in#code=${await makeSignInCode(cache, person.id)}`;
  const how = !executor
    ? "none in this process"
    : executor.isolates
      ? `${executor.name} (containers)`
      : `${executor.name}: suites run as plain processes and are NOT isolated from this machine; start Docker for that`;
  say("");
  say(`  Agnostic Automation Center ${version}`);
  say("");
  if (hasDashboard) {
    say(`  Dashboard  ${base}`);
    say(`  Sign in    ${link}   (works once, for 15 minutes)`);
  } else {
    say("  Dashboard  is not built in this checkout: `npm start` builds it and starts the center");
  }
  say(`  API        ${base}/api/docs`);
  say(`  API key    ${config.apiKey ? "the one of AAC_API_KEY" : join(config.dataDir, "api-key")}`);
  say(`  Sandboxes  ${how}`);
  say(`  Data       ${config.dataDir}`);
  if (demo) say(`  Examples   ${demo.suites.join(", ")}; ${demo.runs} are running now`);
  say("");
  say("  Try: npx aac run ./my-tests      Stop: Ctrl-C");
  say("");
  if (config.open && hasDashboard) {
    const { default: open } = await import("open");
    await open(link).catch(() => say("  The browser could not be opened; use the link above."));
  }
}
