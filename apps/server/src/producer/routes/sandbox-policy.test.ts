import type { SandboxPolicy } from "@aac/contract";
import { afterAll, beforeAll, expect, test } from "vitest";
import { addKey, apiCaller, type ApiCaller, expectProblem } from "../../../../../tests/scenarios/api-caller.ts";
import { startTestCenter, type TestCenter } from "../../../../../tests/scenarios/test-center.ts";

const path = "/api/v1/sandbox-policy";
const password = "correct horse battery staple";
const preset: SandboxPolicy = { allowedImages: null, requireDigest: false, runtime: null, registries: [] };

let center: TestCenter;
let call: ApiCaller;
beforeAll(async () => {
  center = await startTestCenter();
  call = apiCaller(center.url, center.apiKey);
  // Its suite is made with the first run.
  await center.finished((await center.trigger()).id);
});
afterAll(() => center.stop());

const change = async (body: object) => {
  const response = await call("PATCH", path, { body });
  expect(response.status).toBe(200);
  return response.json() as Promise<SandboxPolicy>;
};
const trigger = () => call("POST", "/api/v1/runs", { body: { project: "web", suite: "scripted" } });

test("200: what nobody has set is preset; what is not named stays", async () => {
  expect(await (await call("GET", path)).json()).toEqual(preset);
  expect(await change({ requireDigest: true })).toEqual({ ...preset, requireDigest: true });
  expect(await change({ requireDigest: false, runtime: "runsc" })).toEqual({ ...preset, runtime: "runsc" });
  expect(await change({ runtime: null })).toEqual(preset);
});

test("200: a registry's password goes in and never comes out, nor does it lie in the store", async () => {
  const set = await change({
    registries: { "ghcr.io": { username: "robot", password }, "docker.io": { username: "hub", password } },
  });
  expect(set.registries).toEqual([
    { host: "ghcr.io", username: "robot" },
    { host: "docker.io", username: "hub" },
  ]);
  expect(await (await call("GET", path)).text()).not.toContain("horse");
  const { orgId } = center.caller;
  const stored = await center.center.store.tenant(orgId).sandboxPolicies.get(orgId);
  expect(JSON.stringify(stored)).not.toContain("horse");
  expect((await change({ registries: { "docker.io": null } })).registries).toEqual([set.registries[0]]);
  await change({ registries: { "ghcr.io": null } });
});

test("200: changes at the same time are all there afterwards", async () => {
  const hosts = ["a.example", "b.example", "c.example", "d.example"];
  await Promise.all(hosts.map((host) => change({ registries: { [host]: { username: "u", password } } })));
  const { registries } = await change({});
  expect(new Set(registries.map((one) => one.host))).toEqual(new Set(hosts));
  await change({ registries: Object.fromEntries(hosts.map((host) => [host, null])) });
});

test("400: what is no image pattern, no registry, no runtime", async () => {
  for (const body of [
    { allowedImages: ["with space"] },
    { registries: { "https://ghcr.io": { username: "u", password } } },
    { registries: { "ghcr.io": { username: "u" } } },
    { runtime: "../runsc" },
  ]) {
    await expectProblem(await call("PATCH", path, { body }), 400, "invalid_request");
  }
});

test("403: a key that only reads may look and not change", async () => {
  const reader = apiCaller(center.url, await addKey(center.center, center.caller.orgId, ["read"]));
  expect((await reader("GET", path)).status).toBe(200);
  await expectProblem(await reader("PATCH", path, { body: { requireDigest: true } }), 403, "forbidden");
});

test("422: a run of an image that is not allowed is refused, with what to do", async () => {
  await change({ allowedImages: ["ghcr.io/acme/*"] });
  const refused = await expectProblem(await trigger(), 422, "image_not_allowed");
  expect(refused.detail).toContain("ghcr.io/acme/*");
  expect(refused.remedy).toContain("sandbox-policy");
  await change({ allowedImages: ["scripted"], requireDigest: true });
  expect((await expectProblem(await trigger(), 422, "image_not_allowed")).detail).toContain("digest");
  await change({ allowedImages: null, requireDigest: false });
});

test("201: one organization's policy is not another's", async () => {
  await change({ allowedImages: [] });
  const other = await center.addOrganization("free");
  const key = await addKey(center.center, other.caller.orgId, ["read"]);
  expect(await (await apiCaller(center.url, key)("GET", path)).json()).toEqual(preset);
  await change({ allowedImages: null });
  expect((await trigger()).status).toBe(201);
});

test("a run that was triggered before its image was forbidden is not run, and says why", async () => {
  const before = await startTestCenter({ withoutWorker: true });
  const { id } = await before.trigger();
  const patched = await apiCaller(before.url, before.apiKey)("PATCH", path, { body: { allowedImages: [] } });
  expect(patched.status).toBe(200);
  await before.stop({ keep: true });
  const after = await startTestCenter({ dir: before.dir });
  const { run } = await after.finished(id);
  expect(run).toMatchObject({ verdict: "errored", reason: { code: "image_not_allowed" } });
  expect(run.jobs[0]?.attempts).toHaveLength(1);
  await after.stop();
});

test("an executor that has no runtimes says so, and runs nothing in another", async () => {
  await change({ runtime: "runsc" });
  const { run } = await center.finished((await center.trigger()).id);
  expect(run).toMatchObject({ verdict: "errored", reason: { code: "isolation_not_available" } });
  expect(run.reason?.detail).toContain('"runsc"');
  await change({ runtime: null });
});
