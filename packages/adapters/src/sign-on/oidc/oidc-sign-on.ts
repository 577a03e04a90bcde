import { Problem, type SignOn, type SignOnAccess } from "@aac/core";
import {
  allowInsecureRequests,
  AuthorizationResponseError,
  authorizationCodeGrant,
  buildAuthorizationUrl,
  calculatePKCECodeChallenge,
  ClientError,
  ClientSecretBasic,
  ClientSecretPost,
  Configuration,
  customFetch,
  discovery,
  enableNonRepudiationChecks,
  fetchUserInfo,
  None,
  randomNonce,
  randomPKCECodeVerifier,
  randomState,
  ResponseBodyError,
} from "openid-client";

export interface OidcSignOnOptions {
  /** Asks what users have named, and guards what must not be asked. */
  fetch: typeof globalThis.fetch;
  close?: () => Promise<void>;
  /** Issuers that may be asked without TLS: those of the deployment's own network. */
  isInsecureAllowed?: (issuer: URL) => boolean;
}

const timeoutSeconds = 10;
const scope = "openid email profile";

/**
 * By openid-client, which checks what OpenID Connect wants checked. Nothing of a provider is kept between two sign-ins:
 * they are rare, and so a changed setting or a rotated key counts at once.
 */
export function createOidcSignOn({
  fetch: guarded,
  close = async () => undefined,
  isInsecureAllowed = () => false,
}: OidcSignOnOptions): SignOn {
  async function discover({ issuer, clientId, clientSecret }: SignOnAccess): Promise<Configuration> {
    const url = new URL(issuer);
    const isInsecure = url.protocol === "http:" && isInsecureAllowed(url);
    const asking = discovery(url, clientId, {}, clientSecret === null ? None() : ClientSecretPost(clientSecret), {
      [customFetch]: guarded as never,
      timeout: timeoutSeconds,
      execute: isInsecure ? [allowInsecureRequests, enableNonRepudiationChecks] : [enableNonRepudiationChecks],
    });
    const found = await asking.catch((cause: unknown) => {
      throw new Problem("sso_unreachable", `${url.host} does not answer as an OpenID provider: ${reasonOf(cause)}.`, {
        cause,
      });
    });
    const { token_endpoint_auth_methods_supported: methods } = found.serverMetadata();
    if (clientSecret === null || methods === undefined || methods.includes("client_secret_post")) return found;
    return withBasic(found, clientId, clientSecret, isInsecure);
  }

  return {
    async begin(access, { redirectUri, loginHint }) {
      const configuration = await discover(access);
      const attempt = { redirectUri, state: randomState(), nonce: randomNonce(), verifier: randomPKCECodeVerifier() };
      const url = buildAuthorizationUrl(configuration, {
        redirect_uri: redirectUri,
        scope,
        state: attempt.state,
        nonce: attempt.nonce,
        code_challenge: await calculatePKCECodeChallenge(attempt.verifier),
        code_challenge_method: "S256",
        login_hint: loginHint,
      });
      return { url: url.href, attempt };
    },
    async finish(access, { redirectUri, state, nonce, verifier }, url) {
      const configuration = await discover(access);
      // Where the provider was told to send the browser, whatever proxies have made of the address.
      const current = new URL(redirectUri);
      current.search = url.search;
      try {
        const checks = {
          expectedState: state,
          expectedNonce: nonce,
          pkceCodeVerifier: verifier,
          idTokenExpected: true,
        };
        const tokens = await authorizationCodeGrant(configuration, current, checks);
        const claims = tokens.claims()!;
        // Many providers tell the address and the groups only when they are asked once more.
        const more = configuration.serverMetadata().userinfo_endpoint
          ? await fetchUserInfo(configuration, tokens.access_token, claims.sub)
          : {};
        return merge(claims, more);
      } catch (cause) {
        throw new Problem("sso_failed", `The provider's answer does not hold: ${reasonOf(cause)}.`, { cause });
      }
    },
    async check(access) {
      const configuration = await discover(access);
      const { issuer, jwks_uri: keys } = configuration.serverMetadata();
      const response = await guarded(keys ?? "", { signal: AbortSignal.timeout(timeoutSeconds * 1000) })
        .then((answer) => answer.json() as Promise<{ keys?: unknown[] }>)
        .catch((cause: unknown) => {
          throw new Problem("sso_unreachable", `The keys of ${issuer} cannot be read: ${reasonOf(cause)}.`, { cause });
        });
      if (!response.keys?.length) throw new Problem("sso_unreachable", `${issuer} has no keys.`);
      return { detail: `${issuer} answers, with ${response.keys.length} keys.` };
    },
    close,
  };
}

/** What is signed comes first, and whether an address is confirmed is said of the one that is said beside it. */
function merge<T extends object>(signed: T, asked: object): T {
  const { email: _, email_verified: __, ...others } = asked as Record<string, unknown>;
  return { ...("email" in signed ? others : asked), ...signed };
}

function withBasic(found: Configuration, clientId: string, secret: string, isInsecure: boolean): Configuration {
  const configuration = new Configuration(found.serverMetadata(), clientId, {}, ClientSecretBasic(secret));
  configuration[customFetch] = found[customFetch]!;
  configuration.timeout = timeoutSeconds;
  if (isInsecure) allowInsecureRequests(configuration);
  enableNonRepudiationChecks(configuration);
  return configuration;
}

function reasonOf(error: unknown): string {
  // What stands beside it in the address may have been written by anybody.
  if (error instanceof AuthorizationResponseError) return `it says "${error.error.slice(0, 60)}"`;
  if (error instanceof ResponseBodyError) {
    return [error.error, error.error_description].filter(Boolean).join(", ").slice(0, 300);
  }
  const { message, cause } = error as Error;
  const inner = cause instanceof Error ? cause.message : null;
  return (error instanceof ClientError && inner === null ? message : (inner ?? message)).replace(/\.$/, "");
}
