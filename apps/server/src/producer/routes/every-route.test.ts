import { createClient, type Route, type RouteName, routes, Scope } from "@aac/contract";
import { invite, permissions } from "@aac/core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { addKey, apiCaller, type ApiCaller, expectProblem } from "../../../../../tests/scenarios/api-caller.ts";
import { addPerson } from "../../../../../tests/scenarios/people.ts";
import { junit, startTestCenter, type TestCenter } from "../../../../../tests/scenarios/test-center.ts";

const names = Object.keys(routes) as RouteName[];
const routeOf = (name: RouteName): Route => routes[name];
/** The scope of a key that may ask for it; null: no key may. */
const scopeOf = (name: RouteName): Scope | null => permissions[routeOf(name).permission!].scope;
const guarded = names.filter((name) => routeOf(name).permission !== null);
const withBody = names.filter((name) => routeOf(name).body !== undefined);
/** Routes that say whose thing they are about in their path. */
const withIds = guarded.filter((name) => routeOf(name).params !== undefined);

/** A body that is valid, for each route that has one. */
const bodies: Partial<Record<RouteName, Record<string, unknown>>> = {
  signIn: { code: "unknown" },
  signInSecondStep: { challenge: "unknown", code: "123456" },
  signUp: { email: "ada@example.org", name: "Ada", password: "a quiet lake at dawn" },
  changeAccount: { name: "Ada" },
  askForVerification: { email: "ada@example.org" },
  verifyEmail: { token: "unknown" },
  askForPasswordReset: { email: "ada@example.org" },
  resetPassword: { token: "unknown", password: "a quiet lake at dawn" },
  changePassword: { currentPassword: "a guess", newPassword: "a quiet lake at dawn" },
  beginTwoFactor: { password: "a guess" },
  confirmTwoFactor: { code: "123456" },
  newBackupCodes: { password: "a guess" },
  endTwoFactor: { password: "a guess" },
  createOrganization: { slug: "new" },
  switchOrganization: { organization: "local" },
  changeOrganization: { name: "New" },
  changePerson: { role: "viewer" },
  createInvitation: { email: "bob@example.org", role: "viewer" },
  previewInvitation: { token: "unknown" },
  acceptInvitation: { token: "unknown" },
  startSso: { email: "ada@example.org" },
  changeSso: { name: "Okta" },
  verifySsoDomain: { domain: "example.org" },
  createProject: { slug: "new" },
  changeProject: { name: "New" },
  createSuite: { slug: "new", image: "scripted" },
  changeSuite: { name: "New" },
  createEnvironment: { slug: "new" },
  changeEnvironment: { name: "New" },
  createRun: { project: "web", suite: "scripted" },
  changeRun: { pinned: false },
  rerun: {},
  changeRetention: { logsDays: 90 },
  createSchedule: { slug: "new", cron: "0 4 * * *", suite: "scripted" },
  changeSchedule: { name: "New" },
  createChannel: { slug: "new", kind: "email", to: ["ada@example.org"] },
  changeChannel: { name: "New" },
  createNoticeRule: { name: "New", channels: ["chat"] },
  changeNoticeRule: { name: "New" },
  createSubscription: { address: "ada@example.org" },
  changeSubscription: { onlyOnChange: true },
  changeAnalysisSettings: { mode: "rules" },
  giveFeedback: { isRight: true },
};

type Told =
  | "project"
  | "run"
  | "channel"
  | "rule"
  | "subscription"
  | "delivery"
  | "mail"
  | "session"
  | "person"
  | "invitation";

const sampleMail = (orgId: string) => ({
  id: "a-mail",
  orgId,
  to: "ada@example.org",
  subject: "A mail",
  text: "Text",
  html: "<p>Text</p>",
  createdAt: 0,
});

let center: TestCenter;
let other: { orgId: string };
let pathOf: (name: RouteName) => string;

beforeAll(async () => {
  center = await startTestCenter();
  const { run } = await center.finished((await center.trigger({ REPORT: junit({ passed: 1 }) })).id);
  await center.client.call("createEnvironment", { params: { project: "web" }, body: { slug: "staging" } });
  const nightly = { slug: "nightly", cron: "0 4 * * *", suite: "scripted" };
  await center.client.call("createSchedule", { params: { project: "web" }, body: nightly });
  const { call } = center.client;
  await call("createChannel", { body: { slug: "chat", kind: "webhook", url: "https://chat.invalid/hook" } });
  const { id: rule } = await call("createNoticeRule", { body: { name: "All", channels: ["chat"] } });
  const { id: subscription } = await call("createSubscription", { body: { address: "ada@example.org" } });
  const { id: delivery } = await call("testChannel", { params: { channel: "chat" } });
  await center.center.store.tenant(center.caller.orgId).mails.insert(sampleMail(center.caller.orgId));
  other = (await center.addOrganization("other")).caller;
  const slugs = { project: "web", suite: "scripted", environment: "staging", schedule: "nightly" };
  const notices = { channel: "chat", rule, subscription, delivery, mail: "a-mail" };
  await center.signIn();
  const [session] = await center.center.store.system.sessions.find({ where: {}, limit: 1 });
  const { userId: person } = await addPerson(center.center, { orgId: center.caller.orgId });
  const given = { email: "cleo@example.org", role: "viewer" as const, projects: null, days: 7 };
  const { id: invitation } = await invite(center.center, center.caller, given);
  const params = { ...slugs, ...notices, person, invitation, session: session!.id, run: run.id, "*": "1/1/junit.xml" };
  const { url } = createClient({ baseUrl: "" });
  pathOf = (name) => url(name, { params });
});
afterAll(() => center.stop());

const send = (caller: ApiCaller, name: RouteName) => caller(routeOf(name).method, pathOf(name), { body: bodies[name] });
const callerOf = async (orgId: string, scopes: readonly Scope[]) =>
  apiCaller(center.url, await addKey(center.center, orgId, scopes));
/** Who has no more than the route needs: a key, or a person where none may. */
async function allowedIn(orgId: string, name: RouteName): Promise<ApiCaller> {
  const scope = scopeOf(name);
  if (scope !== null) return callerOf(orgId, [scope]);
  const { userId } = await addPerson(center.center, { orgId, role: permissions[routeOf(name).permission!].role });
  const cookie = await center.signIn(userId);
  return (method, path, { body, headers } = {}) =>
    apiCaller(center.url, null)(method, path, {
      body,
      headers: { ...cookie, "sec-fetch-site": "same-origin", ...headers },
    });
}

test("every route with a body is tried here", () => {
  expect(Object.keys(bodies).toSorted()).toEqual(withBody.toSorted());
});

describe.each(guarded)("%s", (name) => {
  test("401: without a credential, whatever is sent", async () => {
    await expectProblem(await send(apiCaller(center.url, null), name), 401, "unauthenticated");
    const { method } = routeOf(name);
    if (method === "GET") return;
    const broken = await apiCaller(center.url, null)(method, pathOf(name), { body: "{" });
    await expectProblem(broken, 401, "unauthenticated");
  });

  test("401: with a key that is not known", async () => {
    await expectProblem(await send(apiCaller(center.url, "aac_unknown"), name), 401, "unauthenticated");
  });

  test("403: with a key that has every scope but the one needed", async () => {
    const scope = scopeOf(name);
    const caller = await callerOf(
      center.caller.orgId,
      Scope.options.filter((one) => one !== scope),
    );
    const { detail } = await expectProblem(await send(caller, name), 403, "forbidden");
    expect(detail).toContain(scope === null ? "no key may" : `"${scope}"`);
  });
});

describe.each(withIds)("%s", (name) => {
  test("404: what belongs to another organization is not there, and the one scope is enough to be told so", async () => {
    const response = await send(await allowedIn(other.orgId, name), name);
    const told = /:(project|run|channel|rule|subscription|delivery|mail|session|person|invitation)\b/.exec(
      routeOf(name).path,
    )![1] as Told;
    await expectProblem(response, 404, `${told}_not_found`);
  });
});

describe.each(withBody)("%s", (name) => {
  let caller: ApiCaller;
  beforeAll(async () => {
    const isOpen = routeOf(name).permission === null;
    caller = isOpen ? apiCaller(center.url, null) : await allowedIn(center.caller.orgId, name);
  });
  const sendBody = (body: unknown, headers = {}) => caller(routeOf(name).method, pathOf(name), { body, headers });

  test("400: a body that is not JSON", async () => {
    await expectProblem(await sendBody('{"slug": "a"'), 400, "malformed_json");
    await expectProblem(await sendBody(""), 400, "malformed_json");
  });

  test("400: a field that is not known, by its name", async () => {
    const { errors } = await expectProblem(await sendBody({ ...bodies[name], surprise: 1 }), 400, "invalid_request");
    expect(errors).toContainEqual({ path: "surprise", message: expect.stringMatching(/unknown/i) });
  });

  test("400: a body of another shape", async () => {
    for (const body of ['"text"', "[]", "7"]) await expectProblem(await sendBody(body), 400, "invalid_request");
  });

  test("413: a body beyond the limit, which is told", async () => {
    const body = JSON.stringify({ ...bodies[name], surprise: "x".repeat(1024 * 1024) });
    const { detail } = await expectProblem(await sendBody(body), 413, "body_too_large");
    expect(detail).toContain("1 MiB");
  });

  test("415: a body that does not say it is JSON", async () => {
    const types = ["text/plain", "application/xml", "application/x-www-form-urlencoded", "multipart/form-data"];
    for (const type of types) {
      const response = await sendBody(JSON.stringify(bodies[name]), { "content-type": type });
      const { detail } = await expectProblem(response, 415, "unsupported_media_type");
      expect(detail).toContain(type);
    }
  });
});
