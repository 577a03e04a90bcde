import { createMemoryCache } from "@aac/adapters/cache/memory";
import type { Account, AccountSession } from "@aac/contract";
import type { Mail, Mailer } from "@aac/core";
import type { FastifyInstance, LightMyRequestResponse } from "fastify";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { appOptions, cookieSecret } from "../../../../../tests/scenarios/app-options.ts";
import { addPerson, type Person, sessionOf } from "../../../../../tests/scenarios/people.ts";
import { startTestCenter, type TestCenter } from "../../../../../tests/scenarios/test-center.ts";
import { codeOf as codeNow } from "../../../../../tests/scenarios/totp.ts";
import { createApp } from "../app.ts";
import { createCredentials } from "../credentials.ts";
import { createIdentity } from "../identity/identity.ts";
import { type Postman, startPostman } from "../identity/letters.ts";

const password = "a quiet lake at dawn";
const next = "a new and longer one";
let center: TestCenter;
let app: FastifyInstance;
let postman: Postman;
let person: Person;
let mails: Mail[];

beforeAll(async () => {
  center = await startTestCenter({ withoutWorker: true });
});
beforeEach(async () => {
  mails = [];
  const mailer: Mailer = {
    async send(mail) {
      mails.push(mail);
      return { result: "taken", detail: "Taken." };
    },
    check: async () => ({ detail: "" }),
    close: async () => undefined,
  };
  const cache = createMemoryCache({ clock: center.center.clock });
  const credentials = createCredentials(center.center);
  const identity = createIdentity(center.center, { cache, credentials, secret: cookieSecret });
  postman = startPostman(center.center, { tokens: identity.tokens, mailer, publicUrl: "https://aac.example" });
  const wakePostman = () => postman.wake();
  app = await createApp(center.center, appOptions({ cache, credentials, identity, wakePostman, signUp: "open" }));
  person = await addPerson(center.center, { orgId: center.caller.orgId, password });
});
afterEach(async () => {
  await app.close();
  await postman.stop();
});
afterAll(() => center.stop());

type Cookies = Record<string, string>;
type Method = "GET" | "POST" | "PATCH" | "DELETE";
const ask = (method: Method, path: string, body?: object, cookies: Cookies = {}) =>
  app.inject({ method, url: `/api/v1/${path}`, cookies, ...(body ? { body } : {}) });
const cookieOf = (response: LightMyRequestResponse): Cookies => {
  const { value } = response.cookies.find(({ name }) => name === "aac_session")!;
  return { aac_session: value };
};
const signIn = async (given: string = password, email: string = person.email) =>
  ask("POST", "session", { email, password: given });
const codeOf = (response: LightMyRequestResponse) => [response.statusCode, response.json<{ code: string }>().code];
const statusOf = async (cookies: Cookies) => (await ask("GET", "account", undefined, cookies)).statusCode;
/** What the newest mail's link is redeemed by. */
const mailed = async (to: string, count = 1) => {
  const own = () => mails.filter((mail) => mail.to === to);
  await vi.waitFor(() => expect(own()).toHaveLength(count));
  const { text } = own().at(-1)!;
  const [, page, token] = /https:\/\/aac\.example\/sign-in\/(\w+)#token=(\S+)/.exec(text)!;
  return { page, token: decodeURIComponent(token!) };
};

describe("signing up", () => {
  const ada = { email: "Ada@Example.org", name: " Ada ", password };

  test("204: a mail asks to confirm the address; its link lets in", async () => {
    expect((await ask("POST", "account", ada)).statusCode).toBe(204);
    expect(codeOf(await signIn(password, "ada@example.org"))).toEqual([403, "email_not_verified"]);
    const { page, token } = await mailed("ada@example.org");
    expect(page).toBe("verify");
    expect((await ask("POST", "account/verification/redeem", { token })).statusCode).toBe(204);
    const signedIn = await signIn(password, "ada@example.org");
    const account = await ask("GET", "account", undefined, cookieOf(signedIn));
    const expected = {
      email: "ada@example.org",
      name: "Ada",
      emailVerified: true,
      hasPassword: true,
      twoFactor: false,
    };
    expect(account.json<Account>()).toMatchObject(expected);
  });

  test("204: again, with an address that is taken; another mail only while it is not confirmed", async () => {
    const eve = { email: "eve@example.org", name: "Eve", password };
    await ask("POST", "account", eve);
    await mailed(eve.email);
    const again = await ask("POST", "account", { ...eve, name: "Mallory" });
    expect([again.statusCode, again.body]).toEqual([204, ""]);
    await mailed(eve.email, 2);
    expect((await ask("POST", "account/verification", { email: eve.email })).statusCode).toBe(204);
    const { token } = await mailed(eve.email, 3);
    await ask("POST", "account/verification/redeem", { token });
    expect((await ask("POST", "account", eve)).statusCode).toBe(204);
    await vi.waitFor(async () => expect(await center.center.store.system.letters.count({})).toBe(0));
    expect(mails).toHaveLength(3);
  });

  test("429: a mailbox is not flooded by invitations, either", async () => {
    const { userId } = await addPerson(center.center, { orgId: center.caller.orgId });
    const owner = { aac_session: await sessionOf(center.center, userId, cookieSecret) };
    const email = "flooded@example.org";
    const invited = await ask("POST", "invitations", { email, role: "viewer" }, owner);
    const { id } = invited.json<{ invitation: { id: string } }>().invitation;
    const again = async () => {
      const url = `/api/v1/invitations/${id}/mail`;
      const headers = { "sec-fetch-site": "same-origin" };
      return (await app.inject({ method: "POST", url, cookies: owner, headers })).statusCode;
    };
    for (let time = 2; time <= 5; time++) expect(await again()).toBe(200);
    expect(await again()).toBe(429);
    expect((await ask("POST", "invitations", { email, role: "viewer" }, owner)).statusCode).toBe(429);
  });

  test("400: a password that is too short, or guessed easily", async () => {
    const short = await ask("POST", "account", { ...ada, password: "short" });
    expect(codeOf(short)).toEqual([400, "invalid_request"]);
    const common = await ask("POST", "account", { ...ada, password: "password1234" });
    expect(codeOf(common)).toEqual([400, "weak_password"]);
    expect(common.json()).toMatchObject({ errors: [{ path: "password" }] });
  });

  test("403: where only who is invited may; 409: where no mail can be sent", async () => {
    const closed = await createApp(center.center, appOptions({ wakePostman: () => undefined }));
    const request = { method: "POST" as const, url: "/api/v1/account", body: ada };
    expect(codeOf(await closed.inject(request))).toEqual([403, "sign_up_closed"]);
    await closed.close();
    const mailless = await createApp(center.center, appOptions({ signUp: "open" }));
    expect(codeOf(await mailless.inject(request))).toEqual([409, "mail_not_set_up"]);
    const reset = { ...request, url: "/api/v1/account/password-reset", body: { email: person.email } };
    expect(codeOf(await mailless.inject(reset))).toEqual([409, "mail_not_set_up"]);
    await mailless.close();
  });

  test("400: a link that is made up", async () => {
    const redeemed = await ask("POST", "account/verification/redeem", { token: "made up" });
    expect(codeOf(redeemed)).toEqual([400, "invalid_link"]);
  });
});

describe("a password that was forgotten", () => {
  test("204: is set anew by a mail's link, once, and every session ends", async () => {
    const cookies = cookieOf(await signIn());
    expect((await ask("POST", "account/password-reset", { email: person.email })).statusCode).toBe(204);
    const { page, token } = await mailed(person.email);
    expect(page).toBe("reset");
    const body = { token, password: next };
    expect((await ask("POST", "account/password-reset/redeem", body)).statusCode).toBe(204);
    expect(await statusOf(cookies)).toBe(401);
    expect((await signIn(next)).statusCode).toBe(200);
    expect(codeOf(await ask("POST", "account/password-reset/redeem", body))).toEqual([400, "invalid_link"]);
  });

  test("204: whatever the address is, and nobody gets a mail who is not there", async () => {
    const answers = await Promise.all(
      [person.email, "nobody@example.org"].map((email) => ask("POST", "account/password-reset", { email })),
    );
    expect(answers.map(({ statusCode, body }) => [statusCode, body])).toEqual([
      [204, ""],
      [204, ""],
    ]);
    await mailed(person.email);
    await vi.waitFor(async () => expect(await center.center.store.system.letters.count({})).toBe(0));
    expect(mails).toHaveLength(1);
  });

  test("204: however often it is asked for, an address gets five mails an hour", async () => {
    for (let i = 1; i <= 8; i++) {
      expect((await ask("POST", "account/password-reset", { email: person.email })).statusCode).toBe(204);
      await vi.waitFor(async () => expect(await center.center.store.system.letters.count({})).toBe(0));
    }
    expect(mails).toHaveLength(5);
  });
});

describe("one's account", () => {
  test("200: a name is changed, and told in the session", async () => {
    const cookies = cookieOf(await signIn());
    const changed = await ask("PATCH", "account", { name: "Ada Lovelace" }, cookies);
    expect(changed.json<Account>()).toMatchObject({ name: "Ada Lovelace", email: person.email });
    expect((await ask("GET", "session", undefined, cookies)).json()).toMatchObject({ name: "Ada Lovelace" });
  });

  test("204: the password is changed; this session goes on with another cookie, the others end", async () => {
    const [own, other] = [cookieOf(await signIn()), cookieOf(await signIn())];
    const change = { currentPassword: password, newPassword: next };
    const wrong = await ask("POST", "account/password", { ...change, currentPassword: "not this one" }, own);
    expect(codeOf(wrong)).toEqual([403, "wrong_password"]);
    const response = await ask("POST", "account/password", change, own);
    expect(response.statusCode).toBe(204);
    expect(await Promise.all([own, other, cookieOf(response)].map(statusOf))).toEqual([401, 401, 200]);
  });

  test("200: one's sessions are listed, and ended", async () => {
    const [own, other, third] = [cookieOf(await signIn()), cookieOf(await signIn()), cookieOf(await signIn())];
    const list = async () =>
      (await ask("GET", "account/sessions", undefined, own)).json<{ items: AccountSession[] }>().items;
    const all = await list();
    expect(all).toHaveLength(3);
    expect(all.filter(({ isCurrent }) => isCurrent)).toHaveLength(1);
    expect(all[0]).toMatchObject({ address: "127.0.0.1", userAgent: expect.stringContaining("light") });
    expect(JSON.stringify(all)).not.toMatch(/digest|token/);
    const one = all.find(({ isCurrent }) => !isCurrent);
    expect((await ask("DELETE", `account/sessions/${one!.id}`, undefined, own)).statusCode).toBe(204);
    expect(await list()).toHaveLength(2);
    expect((await ask("DELETE", "account/sessions", undefined, own)).statusCode).toBe(204);
    expect(await Promise.all([own, other, third].map(statusOf))).toEqual([200, 401, 401]);
  });

  test("404: another's session is not there", async () => {
    const own = cookieOf(await signIn());
    const { userId } = await addPerson(center.center, { orgId: center.caller.orgId });
    await center.signIn(userId);
    const [foreign] = await center.center.store.system.sessions.find({ where: { userId } });
    const response = await ask("DELETE", `account/sessions/${foreign!.id}`, undefined, own);
    expect(codeOf(response)).toEqual([404, "session_not_found"]);
    expect(await center.center.store.system.sessions.get(foreign!.id)).not.toBeNull();
  });

  test("two-factor sign-in: set up, confirmed, asked for, turned off", async () => {
    const own = cookieOf(await signIn());
    const setUp = await ask("POST", "account/two-factor", { password }, own);
    const { uri, backupCodes } = setUp.json<{ uri: string; backupCodes: string[] }>();
    const wrong = await ask("POST", "account/two-factor/confirm", { code: "000000" }, own);
    expect(codeOf(wrong)).toEqual([401, "invalid_code"]);
    const confirmed = await ask("POST", "account/two-factor/confirm", { code: codeNow(uri) }, own);
    expect(confirmed.statusCode).toBe(204);
    const cookies = cookieOf(confirmed);
    expect([await statusOf(own), await statusOf(cookies)]).toEqual([401, 200]);

    const first = await signIn();
    expect([first.statusCode, first.cookies]).toEqual([200, []]);
    const { session, challenge } = first.json<{ session: unknown; challenge: string }>();
    expect(session).toBeNull();
    const step = (body: object) => ask("POST", "session/second-step", body);
    expect(codeOf(await step({ challenge, code: "000000" }))).toEqual([401, "invalid_code"]);
    expect(codeOf(await step({ challenge: "made up", code: "000000" }))).toEqual([401, "sign_in_over"]);
    // The one that turned it on was used already.
    const second = await step({ challenge, code: codeNow(uri, Date.now() + 30_000) });
    expect(second.json()).toMatchObject({ session: { name: "Ada" }, challenge: null });
    expect(await statusOf(cookieOf(second))).toBe(200);

    const renewed = await ask("POST", "account/two-factor/backup-codes", { password }, cookies);
    const [backupCode] = renewed.json<{ backupCodes: string[] }>().backupCodes;
    const { challenge: another } = (await signIn()).json<{ challenge: string }>();
    const old = await step({ challenge: another, backupCode: backupCodes[0] });
    expect(codeOf(old)).toEqual([401, "invalid_code"]);
    expect((await step({ challenge: another, backupCode })).statusCode).toBe(200);

    const off = await ask("POST", "account/two-factor/end", { password }, cookies);
    expect(off.statusCode).toBe(204);
    expect((await signIn()).json()).toMatchObject({ challenge: null, session: { name: "Ada" } });
  });

  test("403: acts for no other site", async () => {
    const request = { method: "PATCH" as const, url: "/api/v1/account", body: { name: "Eve" } };
    const headers = { "sec-fetch-site": "cross-site", origin: "https://evil.example" };
    const response = await app.inject({ ...request, cookies: cookieOf(await signIn()), headers });
    expect(codeOf(response)).toEqual([403, "cross_site_request"]);
  });
});
