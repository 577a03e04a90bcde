import type { ApiKey, ApiKeySecret, Scope } from "@aac/contract";
import { isKeySecret } from "@aac/core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { signedInAs, type SignedIn } from "../../../../../tests/scenarios/access-callers.ts";
import { apiCaller, type ApiCaller, expectProblem } from "../../../../../tests/scenarios/api-caller.ts";
import { startTestCenter, type TestCenter, until } from "../../../../../tests/scenarios/test-center.ts";

let center: TestCenter;
let orgId: string;
let webId: string;
let admin: SignedIn;

beforeAll(async () => {
  center = await startTestCenter({ withoutWorker: true });
  ({ orgId } = center.caller);
  await center.client.call("createProject", { body: { slug: "web" } });
  await center.client.call("createProject", { body: { slug: "api" } });
  webId = (await center.client.call("getProject", { params: { project: "web" } })).id;
  admin = await signedInAs(center, { orgId, role: "admin" });
});
afterAll(() => center.stop());

const json = async <T>(answer: Promise<Response>, status: number): Promise<T> => {
  const response = await answer;
  const text = await response.text();
  expect({ status: response.status, text }).toMatchObject({ status });
  return JSON.parse(text) as T;
};
const body = (scopes: Scope[], more: object = {}) => ({ body: { name: "ci", scopes, ...more } });
const own = (call: ApiCaller, scopes: Scope[], more = {}) =>
  json<ApiKeySecret>(call("POST", "/api/v1/account/api-keys", body(scopes, more)), 201);
const as = (secret: string) => apiCaller(center.url, secret);
const statusOf = async (secret: string, path = "/api/v1/projects") => (await as(secret)("GET", path)).status;
const slugs = async (secret: string) =>
  (await json<{ items: { slug: string }[] }>(as(secret)("GET", "/api/v1/projects"), 200)).items.map(({ slug }) => slug);

async function serviceAccountKey(slug: string, scopes: Scope[], more = {}): Promise<ApiKeySecret> {
  await json(admin.call("POST", "/api/v1/service-accounts", { body: { slug } }), 201);
  const path = `/api/v1/service-accounts/${slug}/api-keys`;
  return json<ApiKeySecret>(admin.call("POST", path, body(scopes, more)), 201);
}

describe("a key of one's own", () => {
  test("201: is told once, and is kept as a digest only", async () => {
    const { key, secret } = await own(admin.call, ["read", "run"]);
    expect(isKeySecret(secret)).toBe(true);
    expect(secret.startsWith(key.start)).toBe(true);
    expect(await statusOf(secret)).toBe(200);
    const { items } = await json<{ items: ApiKey[] }>(admin.call("GET", "/api/v1/account/api-keys"), 200);
    expect(items).toContainEqual({ ...key, lastUsedAt: items.find(({ id }) => id === key.id)!.lastUsedAt });
    expect(key.owner).toEqual({ kind: "person", id: admin.userId, name: "Ada" });
    const stored = JSON.stringify(await center.center.store.system.apiKeys.find({ where: {} }));
    expect(stored).not.toContain(secret);
    expect(stored).not.toContain(secret.slice(12));
  });

  test.each([
    ["viewer", "run"],
    ["viewer", "ingest"],
    ["developer", "admin"],
  ] as const)("403: a %s makes no key that may %s", async (role, scope) => {
    const { call } = await signedInAs(center, { orgId, role });
    const answer = await call("POST", "/api/v1/account/api-keys", body(["read", scope]));
    await expectProblem(answer, 403, "forbidden");
  });

  test("403: who sees some projects only makes a key for those only", async () => {
    const projects = { [webId]: "developer" } as const;
    const { call } = await signedInAs(center, { orgId, role: "developer", projects });
    const post = (more: object) => call("POST", "/api/v1/account/api-keys", body(["read", "run"], more));
    await expectProblem(await post({}), 403, "forbidden");
    await expectProblem(await post({ projects: ["api"] }), 404, "project_not_found");
    const { secret } = await json<ApiKeySecret>(post({ projects: ["web"] }), 201);
    expect(await slugs(secret)).toEqual(["web"]);
  });

  test("403: it may never do more than its owner may now, and 401 once the owner is gone", async () => {
    const { userId, call } = await signedInAs(center, { orgId, role: "developer" });
    const { secret } = await own(call, ["read", "run"]);
    const trigger = () => as(secret)("POST", "/api/v1/runs", { body: { project: "web", suite: "none" } });
    await expectProblem(await trigger(), 404, "suite_not_found");
    const { memberships } = center.center.store.system;
    const [membership] = await memberships.find({ where: { orgId, userId }, limit: 1 });
    await memberships.update(membership!.id, {}, { role: "viewer" });
    await expectProblem(await trigger(), 403, "forbidden");
    expect(await statusOf(secret, "/api/v1/deliveries")).toBe(403);
    await memberships.update(membership!.id, {}, { role: "developer", projects: { [webId]: "viewer" } });
    expect(await slugs(secret)).toEqual(["web"]);
    await expectProblem(await trigger(), 403, "forbidden");
    await memberships.delete(membership!.id);
    expect(await statusOf(secret)).toBe(401);
  });

  test("404: another's key is not there", async () => {
    const { key } = await own(admin.call, ["read"]);
    const { call } = await signedInAs(center, { orgId, role: "owner" });
    const path = `/api/v1/account/api-keys/${key.id}`;
    await expectProblem(await call("DELETE", path), 404, "api_key_not_found");
    await expectProblem(await call("POST", `${path}/rotate`, { body: {} }), 404, "api_key_not_found");
  });

  test("403: an admin does not rotate a person's key, but can revoke it", async () => {
    const { call } = await signedInAs(center, { orgId, role: "developer" });
    const { key, secret } = await own(call, ["read"]);
    await expectProblem(await admin.call("POST", `/api/v1/api-keys/${key.id}/rotate`, { body: {} }), 403, "forbidden");
    expect((await admin.call("DELETE", `/api/v1/api-keys/${key.id}`)).status).toBe(204);
    expect(await statusOf(secret)).toBe(401);
  });

  test("401: after its end", async () => {
    const expiresAt = new Date(Date.now() + 300).toISOString();
    const { secret } = await own(admin.call, ["read"], { expiresAt });
    await until("the key's end", async () => (await statusOf(secret)) === 401);
    const past = body(["read"], { expiresAt: "2020-01-01T00:00:00.000Z" });
    await expectProblem(await admin.call("POST", "/api/v1/account/api-keys", past), 400, "invalid_request");
  });

  test("its last use is noted", async () => {
    const { key, secret } = await own(admin.call, ["read"]);
    expect(key.lastUsedAt).toBeNull();
    expect(await statusOf(secret)).toBe(200);
    const used = await until("the last use", async () => {
      const stored = await center.center.store.system.apiKeys.get(key.id);
      return stored?.lastUsedAt;
    });
    expect(Date.now() - used).toBeLessThan(10_000);
  });
});

describe("a key of a service account", () => {
  test("200: rotated, both secrets are taken for a while; a second rotation ends the first at once", async () => {
    const { key, secret: first } = await serviceAccountKey("pipeline", ["read"]);
    const rotate = (overlapHours: number) =>
      json<ApiKeySecret>(admin.call("POST", `/api/v1/api-keys/${key.id}/rotate`, { body: { overlapHours } }), 200);
    const second = await rotate(1);
    expect(second.key).toMatchObject({ id: key.id, formerUntil: expect.any(String) });
    expect([await statusOf(first), await statusOf(second.secret)]).toEqual([200, 200]);
    const third = await rotate(1);
    expect([await statusOf(first), await statusOf(second.secret), await statusOf(third.secret)]).toEqual([
      401, 200, 200,
    ]);
    const fourth = await rotate(0);
    expect([await statusOf(second.secret), await statusOf(third.secret)]).toEqual([401, 401]);
    expect(await statusOf(fourth.secret)).toBe(200);
  });

  test("401: a former secret whose time is over", async () => {
    const { key, secret } = await serviceAccountKey("late", ["read"]);
    await admin.call("POST", `/api/v1/api-keys/${key.id}/rotate`, { body: { overlapHours: 1 } });
    await center.center.store.system.apiKeys.update(key.id, {}, { formerUntil: Date.now() - 1 });
    expect(await statusOf(secret)).toBe(401);
  });

  test("204: all end with the account, and who made it does not matter", async () => {
    const maker = await signedInAs(center, { orgId, role: "admin" });
    await json(maker.call("POST", "/api/v1/service-accounts", { body: { slug: "bot" } }), 201);
    const path = "/api/v1/service-accounts/bot/api-keys";
    const { secret } = await json<ApiKeySecret>(maker.call("POST", path, body(["read"])), 201);
    const { memberships } = center.center.store.system;
    const [membership] = await memberships.find({ where: { orgId, userId: maker.userId }, limit: 1 });
    await memberships.delete(membership!.id);
    expect(await statusOf(secret)).toBe(200);
    expect((await admin.call("DELETE", "/api/v1/service-accounts/bot")).status).toBe(204);
    expect(await statusOf(secret)).toBe(401);
    await expectProblem(await admin.call("POST", path, body(["read"])), 404, "service_account_not_found");
  });

  test("409: a slug that is taken", async () => {
    const create = () => admin.call("POST", "/api/v1/service-accounts", { body: { slug: "twice" } });
    await json(create(), 201);
    await expectProblem(await create(), 409, "slug_taken");
  });
});

test("an open stream ends with its key", async () => {
  const { key, secret } = await own(admin.call, ["read"]);
  const stream = await as(secret)("GET", "/api/v1/events");
  expect(stream.status).toBe(200);
  const startedAt = performance.now();
  expect((await admin.call("DELETE", `/api/v1/account/api-keys/${key.id}`)).status).toBe(204);
  for await (const _ of stream.body!) void _;
  expect(performance.now() - startedAt).toBeLessThan(5_000);
});

test("400: scopes that are none, or twice the same", async () => {
  for (const scopes of [[], ["read", "read"], ["write"]] as Scope[][]) {
    await expectProblem(await admin.call("POST", "/api/v1/account/api-keys", body(scopes)), 400, "invalid_request");
  }
});
