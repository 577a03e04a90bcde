import { Agent, buildConnector, fetch as fetchBy } from "undici";
import {
  allowHosts,
  ForbiddenAddress,
  guardedLookup,
  type Resolve,
  resolveByHost,
  whyForbidden,
} from "./guard-address.ts";

export interface GuardedFetchOptions {
  /** See `AllowedHosts`. */
  allowedHosts?: readonly string[];
  resolve?: Resolve;
  /** How long an answer may be; one that is longer ends in an error. */
  maxAnswerBytes?: number;
  /** How long connecting, and waiting for more of an answer, may take. */
  patienceMs?: number;
}

export interface GuardedFetch {
  /** As the platform's own. What must not be asked rejects with a `ForbiddenAddress` as the error's `cause`. */
  fetch: typeof globalThis.fetch;
  /** Closing twice is fine. */
  close(): Promise<void>;
}

/**
 * A `fetch` for addresses that users have given, such as those of an identity provider. Like the poster it asks public
 * hosts only, by https, unless the deployment allows a host. It is the connection that is guarded, and so each hop of a
 * redirect; and it is made to what was looked at, whatever a name resolves to a moment later.
 */
export function createGuardedFetch({
  allowedHosts,
  resolve = resolveByHost,
  maxAnswerBytes = 1024 * 1024,
  patienceMs = 10_000,
}: GuardedFetchOptions = {}): GuardedFetch {
  const isAllowed = allowHosts(allowedHosts);
  const connectToAny = buildConnector({ timeout: patienceMs });
  const connectToPublic = buildConnector({ timeout: patienceMs, lookup: guardedLookup(resolve) });
  const agent = new Agent({
    connect(options, done) {
      const url = new URL(`${options.protocol}//${options.host ?? options.hostname}`);
      if (isAllowed(url)) return connectToAny(options, done);
      const forbidden = whyForbidden(url);
      if (forbidden !== null) return done(new ForbiddenAddress(forbidden), null);
      return connectToPublic(options, done);
    },
    headersTimeout: patienceMs,
    bodyTimeout: patienceMs,
    maxResponseSize: maxAnswerBytes,
  });
  return {
    fetch: ((input: string | URL, init?: object) =>
      fetchBy(input, { ...init, dispatcher: agent })) as unknown as typeof globalThis.fetch,
    close: () => agent.close(),
  };
}
