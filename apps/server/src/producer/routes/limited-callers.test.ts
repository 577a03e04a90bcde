import { afterAll, beforeAll, expect, test } from "vitest";
import { apiCaller, type ApiCaller, expectProblem } from "../../../../../tests/scenarios/api-caller.ts";
import { junit, startTestCenter, type TestCenter } from "../../../../../tests/scenarios/test-center.ts";
import { digestOf } from "../auth.ts";

let center: TestCenter;
let limited: ApiCaller;
/** A run of the project `web`, which the key is for, and one of `api`, which it is not. */
let seen: string;
let unseen: string;

beforeAll(async () => {
  center = await startTestCenter();
  const { client, center: parts, caller } = center;
  seen = (await center.trigger()).id;
  await client.call("createProject", { body: { slug: "api" } });
  const params = { project: "api" };
  await client.call("createSuite", { params, body: { slug: "scripted", image: "scripted" } });
  await client.call("createSchedule", { params, body: { slug: "nightly", cron: "0 4 * * *", suite: "scripted" } });
  unseen = (await client.call("createRun", { body: { project: "api", suite: "scripted" } })).id;
  await center.finished(unseen);
  const web = await client.call("getProject", { params: { project: "web" } });
  await parts.store.tenant(caller.orgId).apiKeys.insert({
    id: parts.ids(),
    orgId: caller.orgId,
    name: "web only",
    digest: digestOf("aac_web_only"),
    scopes: ["read", "run", "ingest", "admin"],
    projects: [web.id],
    createdAt: 0,
  });
  limited = apiCaller(center.url, "aac_web_only");
});
afterAll(() => center.stop());

const slugsOf = async (response: Response) =>
  ((await response.json()) as { items: { slug: string; project: string }[] }).items;

test("lists only what is of its projects", async () => {
  expect((await slugsOf(await limited("GET", "/api/v1/projects"))).map(({ slug }) => slug)).toEqual(["web"]);
  const runs = await slugsOf(await limited("GET", "/api/v1/runs"));
  expect(new Set(runs.map(({ project }) => project))).toEqual(new Set(["web"]));
});

test("finds what is of its projects", async () => {
  expect((await limited("GET", `/api/v1/runs/${seen}`)).status).toBe(200);
  const triggered = await limited("POST", "/api/v1/runs", { body: { project: "web", suite: "scripted" } });
  expect(triggered.status).toBe(201);
});

test.each([
  ["GET", "/api/v1/projects/api", "project_not_found"],
  ["GET", "/api/v1/projects/api/suites", "project_not_found"],
  ["GET", "/api/v1/projects/api/schedules/nightly", "project_not_found"],
  ["PATCH", "/api/v1/projects/api", "project_not_found"],
  ["DELETE", "/api/v1/projects/api/suites/scripted", "project_not_found"],
  ["GET", "/api/v1/runs?project=api", "project_not_found"],
] as const)("%s %s is not there", async (method, path, code) => {
  const body = method === "PATCH" ? { name: "Mine" } : undefined;
  await expectProblem(await limited(method, path, { body }), 404, code);
});

test("a run of another project is not there, and neither is anything of it", async () => {
  for (const path of ["", "/log", "/events", "/results", "/artifacts", "/artifacts/1/1/junit.xml", "/analysis"])
    await expectProblem(await limited("GET", `/api/v1/runs/${unseen}${path}`), 404, "run_not_found");
  for (const path of ["/cancel", "/rerun"])
    await expectProblem(await limited("POST", `/api/v1/runs/${unseen}${path}`, { body: {} }), 404, "run_not_found");
});

test("triggers and uploads nothing elsewhere, and makes no project", async () => {
  const other = { project: "api", suite: "scripted" };
  await expectProblem(await limited("POST", "/api/v1/runs", { body: other }), 404, "project_not_found");
  await expectProblem(await limited("POST", "/api/v1/projects", { body: { slug: "mine" } }), 403, "forbidden");
});

test("a run that another caller made under the same idempotency key is not given away", async () => {
  const headers = { "idempotency-key": "one" };
  const body = { project: "api", suite: "scripted" };
  expect((await apiCaller(center.url, center.apiKey)("POST", "/api/v1/runs", { body, headers })).status).toBe(201);
  const again = await limited("POST", "/api/v1/runs", { body: { ...body, project: "web" }, headers });
  await expectProblem(again, 422, "idempotency_mismatch");
  const form = new FormData();
  form.append("files", new Blob([junit({ passed: 1 })]), "junit.xml");
  const uploaded = await fetch(`${center.url}/api/v1/results?project=web`, {
    method: "POST",
    headers: { authorization: "Bearer aac_web_only", ...headers },
    body: form,
  });
  await expectProblem(uploaded, 422, "idempotency_mismatch");
});
