import { createGuardedFetch } from "@aac/adapters/fetch/guarded";
import type { SignOnAttempt } from "@aac/core";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type OidcServer, startOidcServer } from "../../../../../tests/services/oidc-server.ts";
import { createOidcSignOn } from "./oidc-sign-on.ts";

const redirectUri = "http://aac.invalid/api/v1/session/sso/callback";
const open = (allowedHosts: string[] = ["127.0.0.1"]) =>
  createOidcSignOn({
    ...createGuardedFetch({ allowedHosts }),
    isInsecureAllowed: ({ hostname }) => allowedHosts.includes(hostname),
  });

let server: OidcServer;
let signOn: ReturnType<typeof open>;
beforeEach(async () => {
  server = await startOidcServer({ redirectUri: () => redirectUri });
  server.people.set("ada", { email: "ada@example.org", email_verified: true, name: "Ada", groups: ["dev", "qa"] });
  signOn = open();
});
afterEach(async () => {
  await signOn.close();
  await server.stop();
});

async function come(): Promise<{ attempt: SignOnAttempt; back: URL }> {
  const { url, attempt } = await signOn.begin(server, { redirectUri, loginHint: "ada@example.org" });
  return { attempt, back: await server.visit(url, "ada") };
}
const failed = (detail: RegExp) =>
  expect.objectContaining({ code: "sso_failed", message: expect.stringMatching(detail) });

test("the provider's claims are told, of whoever has signed in there", async () => {
  const { attempt, back } = await come();
  expect(await signOn.finish(server, attempt, back)).toMatchObject({
    sub: "ada",
    email: "ada@example.org",
    email_verified: true,
    groups: ["dev", "qa"],
  });
});

test("the browser is sent with a challenge, a state and a nonce, and not with what proves them", async () => {
  const { url, attempt } = await signOn.begin(server, { redirectUri, loginHint: "ada@example.org" });
  const { searchParams } = new URL(url);
  expect(Object.fromEntries(searchParams)).toMatchObject({
    code_challenge_method: "S256",
    state: attempt.state,
    nonce: attempt.nonce,
    redirect_uri: redirectUri,
    login_hint: "ada@example.org",
  });
  expect(url).not.toContain(attempt.verifier);
});

describe("refused is", () => {
  test.each([
    ["another state", { state: "another" }, /state/],
    ["another nonce", { nonce: "another" }, /nonce/],
    ["another verifier", { verifier: "a".repeat(43) }, /invalid_grant|grant request is invalid/],
  ] as const)("%s", async (_, change, detail) => {
    const { attempt, back } = await come();
    await expect(signOn.finish(server, { ...attempt, ...change }, back)).rejects.toEqual(failed(detail));
  });

  test("a code that was used before", async () => {
    const { attempt, back } = await come();
    await signOn.finish(server, attempt, back);
    await expect(signOn.finish(server, attempt, back)).rejects.toEqual(failed(/invalid_grant/));
  });

  test("a code that has expired", async () => {
    const { attempt, back } = await come();
    server.expireCodes();
    await expect(signOn.finish(server, attempt, back)).rejects.toEqual(failed(/invalid_grant/));
  });

  test("what the provider refuses, in its word and none that stands in the address", async () => {
    const { attempt } = await come();
    const back = new URL(`${redirectUri}?error=access_denied&error_description=Call+0900&state=${attempt.state}`);
    back.searchParams.set("iss", server.issuer);
    await expect(signOn.finish(server, attempt, back)).rejects.toEqual(failed(/access_denied/));
    await expect(signOn.finish(server, attempt, back)).rejects.not.toEqual(failed(/0900/));
  });

  test("a wrong secret of the client", async () => {
    const { attempt, back } = await come();
    const access = { ...server, clientSecret: "another secret" };
    await expect(signOn.finish(access, attempt, back)).rejects.toEqual(failed(/invalid_client/));
  });
});

test("keys that were rotated while somebody signed in are read anew", async () => {
  const { attempt, back } = await come();
  expect((await signOn.finish(server, attempt, back)).sub).toBe("ada");
  server.rotateKeys();
  const after = await come();
  server.rotateKeys();
  expect((await signOn.finish(server, after.attempt, after.back)).sub).toBe("ada");
});

describe("a provider that cannot be used", () => {
  const unreachable = (detail: RegExp) =>
    expect.objectContaining({ code: "sso_unreachable", message: expect.stringMatching(detail) });

  test("is not asked at an address that is not public", async () => {
    const guarded = open([]);
    await expect(guarded.check(server)).rejects.toEqual(unreachable(/./));
    await expect(guarded.check({ ...server, issuer: server.issuer.replace("http:", "https:") })).rejects.toEqual(
      unreachable(/not public/),
    );
    await guarded.close();
  });

  test("is told of, and one that can is told of too", async () => {
    await expect(signOn.check({ ...server, issuer: "http://127.0.0.1:1" })).rejects.toEqual(
      unreachable(/does not answer/),
    );
    await expect(signOn.check({ ...server, issuer: `${server.issuer}/other` })).rejects.toEqual(unreachable(/./));
    expect((await signOn.check(server)).detail).toContain("1 key");
  });
});
