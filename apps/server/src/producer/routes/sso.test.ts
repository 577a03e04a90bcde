import type { SsoSettings } from "@aac/contract";
import { verifyDomain } from "@aac/core";
import type { FastifyInstance, LightMyRequestResponse } from "fastify";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { appOptions, cookieSecret } from "../../../../../tests/scenarios/app-options.ts";
import { addPerson, sessionOf } from "../../../../../tests/scenarios/people.ts";
import { startTestCenter, type TestCenter } from "../../../../../tests/scenarios/test-center.ts";
import { type OidcServer, startOidcServer } from "../../../../../tests/services/oidc-server.ts";
import { createApp } from "../app.ts";
import { vouchedUser } from "../identity/vouched-user.ts";

const publicUrl = "https://aac.invalid";
const callback = "/api/v1/session/sso/callback";
const password = "a quiet lake at dawn";

let center: TestCenter;
let app: FastifyInstance;
let provider: OidcServer;
/** What stands in the DNS. */
const dns = new Map<string, string>();
let orgId: string;
let owner: Record<string, string>;
let count = 0;
let domain: string;
let slug: string;

beforeAll(async () => {
  provider = await startOidcServer({ redirectUri: () => publicUrl + callback });
  center = await startTestCenter({ withoutWorker: true });
  const resolveTxt = async (name: string) => [dns.get(name) ?? []].flat();
  app = await createApp(center.center, appOptions({ publicUrl, resolveTxt }));
});
afterAll(async () => {
  await app.close();
  await center.stop();
  await provider.stop();
});
beforeEach(async () => {
  [slug, domain] = [`org-${++count}`, `org-${count}.example`];
  ({ orgId, owner } = await organization(slug));
});

async function organization(name: string) {
  const { caller } = await center.addOrganization(name);
  const { userId } = await addPerson(center.center, { orgId: caller.orgId });
  return { orgId: caller.orgId, owner: await cookiesOf(userId) };
}
const cookiesOf = async (userId: string) => ({ aac_session: await sessionOf(center.center, userId, cookieSecret) });

type Method = "GET" | "POST" | "PATCH" | "DELETE";
const ask = (cookies: Record<string, string>, method: Method, url: string, body?: object) =>
  app.inject({ method, url, cookies, headers: { "sec-fetch-site": "same-origin" }, ...(body ? { body } : {}) });
const setUp = (change: object = {}, by = owner) => {
  const { issuer, clientId, clientSecret } = provider;
  const given = { name: "Okta", issuer, clientId, clientSecret, domains: [domain], defaultRole: "developer" };
  return ask(by, "PATCH", "/api/v1/organization/sso", { ...given, ...change });
};
const verify = async (by = owner, of = orgId) => {
  dns.set(`_aac.${domain}`, `aac-organization=${of}`);
  return ask(by, "POST", "/api/v1/organization/sso/domain", { domain });
};
/** With single sign-on as most organizations have it. */
async function ready(change: object = {}) {
  expect((await setUp(change)).statusCode).toBe(200);
  expect((await verify()).json()).toMatchObject({ domain, isVerified: true });
}

const start = (email: string) => app.inject({ method: "POST", url: "/api/v1/session/sso", body: { email } });
const cookieOf = (answer: LightMyRequestResponse, name: string) =>
  answer.cookies.find((cookie) => cookie.name === name && cookie.value !== "")?.value;

/** Signs in as a browser does; answers the last answer, and the cookies of a session that has begun. */
async function signOn(subject: string, claims: Record<string, unknown> = {}) {
  const email = `${subject}@${domain}`;
  provider.people.set(subject, { email, email_verified: true, name: subject, ...claims });
  const begun = await start(email);
  expect(begun.statusCode).toBe(200);
  const back = await provider.visit(begun.json().url, subject);
  return finish(back, cookieOf(begun, "aac_sso"));
}
async function finish(back: URL, cookie: string | undefined) {
  const answer = await app.inject({ url: back.pathname + back.search, cookies: cookie ? { aac_sso: cookie } : {} });
  expect(answer.statusCode).toBe(302);
  const session = cookieOf(answer, "aac_session");
  return { location: String(answer.headers.location), cookies: session ? { aac_session: session } : null };
}
const roleOf = async (cookies: Record<string, string> | null) => {
  const answer = await ask(cookies!, "GET", "/api/v1/session");
  return answer.statusCode === 200 ? [answer.json().organization.slug, answer.json().role] : answer.json().code;
};
const refused = (code: string, detail: RegExp) => ({
  location: expect.stringMatching(new RegExp(`^/sign-in#problem=${code}&detail=${detail.source}`)),
  cookies: null,
});

describe("a person of a verified domain", () => {
  test("is made at the first sign-in, a member with the default role, and is the same at the next", async () => {
    await ready();
    const first = await signOn("ada");
    expect(first.location).toBe("/");
    expect(await roleOf(first.cookies)).toEqual([slug, "developer"]);
    expect(await roleOf((await signOn("ada")).cookies)).toEqual([slug, "developer"]);
    expect(await center.center.store.tenant(orgId).memberships.count({})).toBe(2);
  });

  test("gets the highest role of their groups at each sign-in; who has none is refused", async () => {
    await ready({ defaultRole: null, roleClaim: "groups", roles: { dev: "developer", ops: "admin" } });
    const groups = async (...names: string[]) => (await signOn("bob", { groups: names })).cookies;
    expect(await roleOf(await groups("dev", "ops"))).toEqual([slug, "admin"]);
    const before = await groups("dev");
    expect(await roleOf(before)).toEqual([slug, "developer"]);
    expect(await signOn("bob", { groups: ["guests"] })).toEqual(refused("sso_refused", /None\+of\+your\+groups/));
  });

  test("stays owner whatever the provider says", async () => {
    await ready({ roleClaim: "groups", roles: { dev: "viewer" } });
    const { userId, email } = await addPerson(center.center, { orgId, email: `boss@${domain}` });
    const { cookies } = await signOn("boss", { email, groups: ["dev"] });
    expect(await roleOf(cookies)).toEqual([slug, "owner"]);
    expect(await center.center.store.tenant(orgId).memberships.count({ userId, role: "owner" })).toBe(1);
  });

  test("acts in that organization only, wherever else they are", async () => {
    await ready();
    const other = await organization(`elsewhere-${count}`);
    const { cookies } = await signOn("cleo");
    const [user] = await center.center.store.system.users.find({ where: { email: `cleo@${domain}` } });
    const membership = { orgId: other.orgId, userId: user!.id, role: "admin" as const, projects: null };
    await center.center.store.system.memberships.insert({ id: center.center.ids(), ...membership, createdAt: 0 });
    const there = await ask(cookies!, "PATCH", "/api/v1/session", { organization: `elsewhere-${count}` });
    expect(there.json().code).toBe("sso_required");
    expect(await roleOf(cookies)).toEqual([slug, "developer"]);
    expect((await ask(cookies!, "GET", "/api/v1/organizations")).json().items).toHaveLength(1);

    // Nor does whoever holds the provider see or end the person's other sessions, or rename them for others.
    const elsewhere = await cookiesOf(user!.id);
    const { items } = (await ask(cookies!, "GET", "/api/v1/account/sessions")).json();
    expect(items).toMatchObject([{ isCurrent: true }]);
    const all = (await ask(elsewhere, "GET", "/api/v1/account/sessions")).json().items as { id: string }[];
    const foreign = all.find(({ id }) => id !== items[0].id)!;
    const end = await ask(cookies!, "DELETE", `/api/v1/account/sessions/${foreign.id}`);
    expect(end.json().code).toBe("session_not_found");
    expect((await ask(cookies!, "DELETE", "/api/v1/account/sessions")).statusCode).toBe(204);
    expect((await ask(elsewhere, "GET", "/api/v1/account")).statusCode).toBe(200);
    expect((await ask(cookies!, "PATCH", "/api/v1/account", { name: "Boss" })).json().code).toBe("forbidden");
    expect((await ask(elsewhere, "PATCH", "/api/v1/account", { name: "Cleo" })).statusCode).toBe(200);
  });

  test("is nobody else where another issuer, that the settings were moved to, has the same subject", async () => {
    await ready();
    const boss = await addPerson(center.center, { orgId, email: `boss@${domain}` });
    expect(await roleOf((await signOn("boss")).cookies)).toEqual([slug, "owner"]);
    // As if the settings had been another issuer's until now.
    const { accounts, ssoProviders } = center.center.store.system;
    const [linked] = await accounts.find({ where: { userId: boss.userId, accountId: "boss" } });
    expect(linked).toBeDefined();
    const [settings] = await center.center.store.tenant(orgId).ssoProviders.find({ where: {} });
    await accounts.delete(linked!.id);
    await ssoProviders.update(settings!.id, {}, { issuer: "https://former.example" });
    const former = { ...settings!, issuer: "https://former.example" };
    const identity = { findUser: (id: string) => center.center.store.system.users.get(id) } as never;
    const claims = { email: boss.email, name: "boss", role: null };
    const full = { ...(identity as object), ensureUser: () => center.center.store.system.users.get(boss.userId) };
    await vouchedUser(center.center, full as never, { provider: former, claims, subject: "1" });
    await ssoProviders.update(settings!.id, {}, { issuer: settings!.issuer });
    const { cookies } = await signOn("1", { email: `newcomer@${domain}` });
    expect(await roleOf(cookies)).toEqual([slug, "developer"]);
  });
});

describe("refused is", () => {
  test("an address that the provider does not vouch for", async () => {
    await ready();
    for (const email_verified of [false, undefined]) {
      expect(await signOn("dan", { email_verified })).toEqual(refused("sso_refused", /.*email_verified/));
    }
  });

  test("an address of a domain that is not the provider's, also of another organization", async () => {
    await ready();
    const own = domain;
    for (const email of [`eve@not-${own}`, `eve@sub.${own}`, `eve@${own}.evil.example`]) {
      expect(await signOn("eve", { email })).toEqual(refused("sso_refused", /.*may\+not\+speak/));
    }
    expect(await center.center.store.system.users.count({ email: `eve@not-${own}` })).toBe(0);
  });

  test("whoever comes back in another browser, or again, or with what another sign-in was answered", async () => {
    await ready();
    provider.people.set("fay", { email: `fay@${domain}`, email_verified: true });
    const [mine, theirs] = [await start(`fay@${domain}`), await start(`fay@${domain}`)];
    const back = await provider.visit(theirs.json().url, "fay");
    expect(await finish(back, undefined)).toEqual(refused("sso_failed", /This\+browser/));
    expect(await finish(back, cookieOf(mine, "aac_sso"))).toEqual(refused("sso_failed", /.*state/));
    expect((await finish(back, cookieOf(theirs, "aac_sso"))).location).toBe("/");
    expect(await finish(back, cookieOf(theirs, "aac_sso"))).toEqual(refused("sso_failed", /This\+browser/));
  });

  test("another subject of the provider with an address that was somebody's before", async () => {
    await ready();
    await signOn("gil");
    expect(await signOn("gil-again", { email: `gil@${domain}` })).toEqual(refused("sso_refused", /.*somebody\+else/));
  });
});

test("whoever took the address before its owner came gets nothing of what the owner gets", async () => {
  await ready();
  const email = `hal@${domain}`;
  const { userId } = await addPerson(center.center, { email, password });
  const before = await cookiesOf(userId);
  expect(await roleOf((await signOn("hal")).cookies)).toEqual([slug, "developer"]);
  expect(await roleOf(before)).toBe("unauthenticated");
  const byPassword = await app.inject({ method: "POST", url: "/api/v1/session", body: { email, password } });
  expect(byPassword.statusCode).toBe(401);
});

test("where it is enforced, a password opens the organization to owners alone", async () => {
  await ready({ isEnforced: true });
  const sign = (email: string) => app.inject({ method: "POST", url: "/api/v1/session", body: { email, password } });
  const email = `ida@${domain}`;
  const { userId } = await addPerson(center.center, { orgId, role: "admin", email, password });
  expect(await roleOf(await cookiesOf(userId))).toBe("no_organization");
  expect((await sign(email)).json().code).toBe("sso_required");
  expect(await roleOf((await signOn("ida")).cookies)).toEqual([slug, "admin"]);
  const boss = await addPerson(center.center, { orgId, email: `boss@${domain}`, password });
  expect((await sign(boss.email)).json().session).toMatchObject({ role: "owner" });
  const other = await organization(`other-${count}`);
  const membership = { orgId: other.orgId, userId, role: "viewer" as const, projects: null };
  await center.center.store.system.memberships.insert({ id: center.center.ids(), ...membership, createdAt: 0 });
  expect((await sign(email)).json().session).toMatchObject({ organization: { slug: `other-${count}` } });
});

describe("the settings", () => {
  test("200: say all but the secret, which is sealed in the store", async () => {
    const settings = (await setUp()).json() as SsoSettings;
    expect(settings).toMatchObject({ hasClientSecret: true, redirectUri: publicUrl + callback });
    expect(settings.domains).toMatchObject([{ domain, isVerified: false, record: { name: `_aac.${domain}` } }]);
    const stored = await center.center.store.tenant(orgId).ssoProviders.find({ where: {} });
    expect(JSON.stringify([settings, stored])).not.toContain(provider.clientSecret);
    expect((await ask(owner, "POST", "/api/v1/organization/sso/test")).json().detail).toContain("1 key");
  });

  test("400: the secret is sent to no other issuer than it was given for", async () => {
    await setUp();
    const moved = await ask(owner, "PATCH", "/api/v1/organization/sso", { issuer: "https://evil.example" });
    expect(moved.json()).toMatchObject({ code: "invalid_request", errors: [{ path: "clientSecret" }] });
  });

  test("403: are an owner's only", async () => {
    const { userId } = await addPerson(center.center, { orgId, role: "admin" });
    expect((await setUp({}, await cookiesOf(userId))).statusCode).toBe(403);
  });

  test("409: a domain is nobody's who cannot write to its DNS, and one organization's at most", async () => {
    await setUp();
    dns.delete(`_aac.${domain}`);
    const unproven = await ask(owner, "POST", "/api/v1/organization/sso/domain", { domain });
    expect(unproven.json().code).toBe("domain_not_verified");
    expect((await start(`ada@${domain}`)).json().code).toBe("sso_not_found");
    await verify();
    const thief = await organization(`thief-${count}`);
    await setUp({}, thief.owner);
    const foreign = await ask(thief.owner, "POST", "/api/v1/organization/sso/domain", { domain });
    expect(foreign.json().code).toBe("domain_not_verified");
    expect((await verify(thief.owner, thief.orgId)).json().code).toBe("domain_taken");
  });

  test("ended while the DNS is asked, they leave no domain behind that nobody else could have", async () => {
    await setUp();
    const caller = {
      orgId,
      actor: { kind: "person", id: "p", name: "p" },
      grant: { role: "owner" },
      projects: null,
    } as const;
    const resolveTxt = async () => {
      await ask(owner, "DELETE", "/api/v1/organization/sso");
      return [`aac-organization=${orgId}`];
    };
    const verifying = verifyDomain(center.center, caller, { domain, resolveTxt });
    await expect(verifying).rejects.toThrow(expect.objectContaining({ code: "domain_not_verified" }) as Error);
    const next = await organization(`next-${count}`);
    await setUp({}, next.owner);
    expect((await verify(next.owner, next.orgId)).statusCode).toBe(200);
  });

  test("204: with the single sign-on its sessions end", async () => {
    await ready();
    const { cookies } = await signOn("joe");
    expect((await ask(owner, "DELETE", "/api/v1/organization/sso")).statusCode).toBe(204);
    expect(await roleOf(cookies)).toBe("unauthenticated");
    expect((await start(`joe@${domain}`)).json().code).toBe("sso_not_found");
    expect((await ask(owner, "GET", "/api/v1/organization/sso")).json().settings).toBeNull();
  });
});
