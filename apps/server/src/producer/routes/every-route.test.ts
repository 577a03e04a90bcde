import { type AuditEntry, type MutationName, type RouteName, Scope } from "@aac/contract";
import { permissions, type ProblemCode } from "@aac/core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { addKey, apiCaller, type ApiCaller, expectProblem } from "../../../../../tests/scenarios/api-caller.ts";
import { addPerson } from "../../../../../tests/scenarios/people.ts";
import { audited } from "../audit/audited.ts";
import { startTestCenter, type TestCenter } from "../../../../../tests/scenarios/test-center.ts";
import {
  bodies,
  makeSamples,
  routeNames,
  routeOf,
  type Samples,
} from "../../../../../tests/scenarios/route-samples.ts";

/** The scope of a key that may ask for it; null: no key may. */
const scopeOf = (name: RouteName): Scope | null => permissions[routeOf(name).permission!].scope;
const guarded = routeNames.filter((name) => routeOf(name).permission !== null);
const withBody = routeNames.filter((name) => routeOf(name).body !== undefined);
/** Routes that say whose thing they are about in their path. */
const withIds = guarded.filter((name) => routeOf(name).params !== undefined);

const told: Record<string, ProblemCode> = {
  project: "project_not_found",
  run: "run_not_found",
  channel: "channel_not_found",
  rule: "rule_not_found",
  subscription: "subscription_not_found",
  delivery: "delivery_not_found",
  mail: "mail_not_found",
  session: "session_not_found",
  person: "person_not_found",
  invitation: "invitation_not_found",
  key: "api_key_not_found",
  account: "service_account_not_found",
  job: "job_not_found",
  worker: "worker_not_found",
  filter: "saved_filter_not_found",
};

let center: TestCenter;
let other: { orgId: string };
let samples: Samples;

beforeAll(async () => {
  center = await startTestCenter();
  samples = await makeSamples(center);
  other = (await center.addOrganization("other")).caller;
});
afterAll(() => center.stop());

const pathOf = (name: RouteName) => samples.pathOf(name);
const send = (caller: ApiCaller, name: RouteName) => samples.send(caller, name);
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
    const [, what = ""] = /:(\w+)/.exec(routeOf(name).path) ?? [];
    await expectProblem(response, 404, told[what]!);
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

const mutations = routeNames.filter((name) => routeOf(name).method !== "GET");
/** What is deeper goes first, and what deletes last. */
const inOrder = mutations.toSorted(
  (a, b) =>
    Number(routeOf(a).method === "DELETE") - Number(routeOf(b).method === "DELETE") ||
    routeOf(b).path.length - routeOf(a).path.length,
);

describe("the audit log", () => {
  test("has a row for each route that changes something, and for no other", () => {
    expect(Object.keys(audited).toSorted()).toEqual(mutations.toSorted());
  });

  // What is uploaded is no body that could be sent like the others: see audit.test.ts.
  const kept = inOrder.filter(
    (name) => !("notHere" in audited[name as MutationName]) && routeOf(name).consumes === undefined,
  );

  test.each(kept)("%s leaves one entry that it is begun and one that concludes it", async (name) => {
    const key = await addKey(center.center, center.caller.orgId, Scope.options);
    const response = await send(apiCaller(center.url, key), name);
    const requestId = response.headers.get("x-request-id");
    expect(requestId).toMatch(/^[\w-]{36}$/);
    const found = await entriesOf(requestId!);
    const how = await outcomesOf(response);
    expect(found.map(({ outcome }) => outcome)).toEqual(how);
    const [begun, end] = [found[0]!, found.at(-1)!];
    expect(end.concludes).toBe(how.length > 1 ? begun.sequence : null);
    const row = audited[name as MutationName];
    const action = "action" in row ? row.action : "";
    expect(end).toMatchObject({ action, actor: { kind: "key" }, address: "127.0.0.1" });
    expect(end.target.id !== null || !response.ok).toBe(true);
  });

  /** No key is a person: those are refused before anything is begun. */
  async function outcomesOf(response: Response) {
    if (response.status === 403) return ["refused"];
    const text = await response.text();
    const isDone = response.ok && !/"outcomes":\[\{"run":"\w+","problem":\{/.test(text);
    return ["begun", isDone ? "done" : "refused"];
  }

  test.each(kept)("%s leaves one entry when it is refused", async (name) => {
    const scope = scopeOf(name);
    const without = Scope.options.filter((one) => one !== scope);
    const response = await send(await callerOf(center.caller.orgId, without), name);
    const found = await entriesOf(response.headers.get("x-request-id")!);
    expect(found).toMatchObject([{ outcome: "refused", problem: "forbidden", concludes: null }]);
  });

  test("is whole after all of that", async () => {
    const verified = await center.client.call("verifyAudit", { query: { limit: 100_000 } });
    expect(verified).toMatchObject({ isWhole: true, next: null });
    expect(verified.checked).toBeGreaterThan(kept.length);
  });

  async function entriesOf(requestId: string) {
    const response = await center.client.request("exportAudit", { query: { format: "json", text: requestId } });
    const done = (await response.json()) as AuditEntry[];
    const begun = await center.client.request("exportAudit", {
      query: { format: "json", text: requestId, outcome: "begun" },
    });
    return [...((await begun.json()) as AuditEntry[]), ...done].toSorted((a, b) => a.sequence - b.sequence);
  }
});
