import { createMemoryCache } from "@aac/adapters/cache/memory";
import { createSystemClock } from "@aac/adapters/clock/system";
import { createHttpPoster } from "@aac/adapters/poster/http";
import { createGuardedFetch } from "@aac/adapters/fetch/guarded";
import { createOidcSignOn } from "@aac/adapters/sign-on/oidc";
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
    poster: createHttpPoster({ allowedHosts: ["127.0.0.1"] }),
    signOn: createOidcSignOn({
      fetch: createGuardedFetch({ allowedHosts: ["127.0.0.1"] }).fetch,
      isInsecureAllowed: ({ hostname }) => hostname === "127.0.0.1",
    }),
    log: pino({ level: "silent" }),
    checkAnswers: true,
    ...wanted,
  };
}
