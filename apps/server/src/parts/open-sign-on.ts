import type { SignOn } from "@aac/core";
import type { Config } from "../config.ts";

/** What asks providers of single sign-on. */
export async function openSignOn({ ssoAllowedHosts: allowedHosts }: Config): Promise<SignOn> {
  const { allowHosts, createGuardedFetch } = await import("@aac/adapters/fetch/guarded");
  const { createOidcSignOn } = await import("@aac/adapters/sign-on/oidc");
  const { fetch, close } = createGuardedFetch({ allowedHosts });
  return createOidcSignOn({ fetch, close, isInsecureAllowed: allowHosts(allowedHosts) });
}
