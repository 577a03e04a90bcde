/** Where people of an organization sign in, and as whom we come. */
export interface SignOnAccess {
  issuer: string;
  clientId: string;
  /** Null: a public client. */
  clientSecret: string | null;
}

/** What a sign-in is bound to, from its beginning to its end. None of it but `state` and `nonce` goes through the browser. */
export interface SignOnAttempt {
  redirectUri: string;
  state: string;
  nonce: string;
  verifier: string;
}

/**
 * Single sign-on by OpenID Connect, with the authorization code flow and PKCE. The issuer is an address that a user has
 * given: no other hosts are asked than public ones, and those that the deployment allows.
 */
export interface SignOn {
  /** Where the browser has to go. Throws Problem `sso_unreachable`. */
  begin(
    access: SignOnAccess,
    options: { redirectUri: string; loginHint: string },
  ): Promise<{ url: string; attempt: SignOnAttempt }>;
  /**
   * What the provider says of who came back to `url`: signed by it, for us, in answer to this attempt. Throws Problem
   * `sso_failed` when anything of that does not hold, or `sso_unreachable`.
   */
  finish(access: SignOnAccess, attempt: SignOnAttempt, url: URL): Promise<Record<string, unknown> & { sub: string }>;
  /** Reads the provider's settings and keys. Throws Problem `sso_unreachable`. */
  check(access: SignOnAccess): Promise<{ detail: string }>;
  /** Closing twice is fine. */
  close(): Promise<void>;
}
