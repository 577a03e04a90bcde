import { createMemoryCache } from "@aac/adapters/cache/memory";
import { createSystemClock } from "@aac/adapters/clock/system";
import pino from "pino";
import type { ProducerOptions } from "../../apps/server/src/producer/app.ts";

export const cookieSecret = "a secret of tests that is long enough";

/** Of an API without a dashboard, for tests that want some of it otherwise. */
export function appOptions(wanted: Partial<ProducerOptions> = {}): ProducerOptions {
  return {
    cache: createMemoryCache({ clock: createSystemClock() }),
    mode: "local",
    version: "0.0.0-test",
    executor: null,
    cookieSecret,
    isSecure: false,
    dashboardDir: null,
    checks: {},
    analysts: { own: [] },
    log: pino({ level: "silent" }),
    checkAnswers: true,
    ...wanted,
  };
}
