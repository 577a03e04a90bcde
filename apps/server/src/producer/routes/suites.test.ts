import type { Suite } from "@aac/contract";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { apiCaller, type ApiCaller, expectProblem } from "../../../../../tests/scenarios/api-caller.ts";
import { appOptions } from "../../../../../tests/scenarios/app-options.ts";
import { startTestCenter, type TestCenter } from "../../../../../tests/scenarios/test-center.ts";
import { createApp } from "../app.ts";

let center: TestCenter;
let call: ApiCaller;
beforeAll(async () => {
  center = await startTestCenter({ withoutWorker: true });
  call = apiCaller(center.url, center.apiKey);
  await center.client.call("createProject", { body: { slug: "web" } });
  await center.client.call("createProject", { body: { slug: "empty" } });
});
afterAll(() => center.stop());

const suites = "/api/v1/projects/web/suites";
const create = (body: object) => call("POST", suites, { body });

describe("POST /api/v1/projects/:project/suites", () => {
  test("201: with every default, among them every limit", async () => {
    const response = await create({ slug: "plain", image: "ghcr.io/acme/e2e:1" });
    expect(response.status).toBe(201);
    expect(await response.json()).toMatchObject({
      project: "web",
      name: "plain",
      directory: null,
      command: null,
      workingDirectory: "/app",
      folder: "all",
      runsOn: [],
      onWorkerLoss: "retry",
      limits: { cpus: 2, memoryBytes: 2 * 1024 ** 3, timeoutMs: 1_800_000, network: "egress" },
    });
  });

  test("201: of a directory of this host", async () => {
    const response = await create({ slug: "local", directory: center.dir });
    expect(response.status).toBe(201);
    expect(await response.json()).toMatchObject({ directory: center.dir, image: null });
  });

  test("404: in a project that is not there", async () => {
    const response = await call("POST", "/api/v1/projects/no/suites", { body: { slug: "s", image: "i" } });
    await expectProblem(response, 404, "project_not_found");
  });

  test("409: a slug that the project has already, while another project may have it too", async () => {
    await create({ slug: "taken", image: "i" });
    await expectProblem(await create({ slug: "taken", image: "i" }), 409, "slug_taken");
    const other = await call("POST", "/api/v1/projects/empty/suites", { body: { slug: "taken", image: "i" } });
    expect(other.status).toBe(201);
  });

  test.each([
    [{ slug: "s" }, "image"],
    [{ slug: "s", image: "two words" }, "image"],
    [{ slug: "s", image: "i", command: [] }, "command"],
    [{ slug: "s", image: "i", workingDirectory: "app" }, "workingDirectory"],
    [{ slug: "s", image: "i", reports: ["../secrets/*"] }, "reports.0"],
    [{ slug: "s", image: "i", artifacts: ["ok", "/etc/*"] }, "artifacts.1"],
    [{ slug: "s", image: "i", variables: { "A-B": "x" } }, "variables.A-B"],
    [{ slug: "s", image: "i", variables: { TASK_ID: "x" } }, "variables.TASK_ID"],
    [{ slug: "s", image: "i", variables: { A: "nul\0" } }, "variables.A"],
    [{ slug: "s", image: "i", limits: { timeoutMs: 1 } }, "limits.timeoutMs"],
    [{ slug: "s", image: "i", limits: { memory: "2g" } }, "limits.memory"],
  ])("400: %o, by the field's name and with a sentence", async (body, path) => {
    const { errors } = await expectProblem(await create(body), 400, "invalid_request");
    expect(errors).toMatchObject([{ path }]);
    expect(errors![0]!.message).toMatch(/^[A-Z].*\.$/);
    expect(errors![0]!.message).not.toBe("Invalid input.");
  });

  test("422: a directory that is not there, is no directory, or is not told from the root", async () => {
    for (const directory of [`${center.dir}/none`, `${center.dir}/center.db`, "examples/node"]) {
      const { detail } = await expectProblem(await create({ slug: "s", directory }), 422, "directory_not_found");
      expect(detail).toContain(directory);
    }
  });

  test("422: any directory where this is not the caller's own host, and nobody learns what is there", async () => {
    const app = await createApp(center.center, appOptions({ mode: "server" }));
    const headers = { "x-api-key": center.apiKey };
    for (const directory of ["/etc", "/no/such/place"]) {
      const body = { slug: "s", directory };
      const response = await app.inject({ method: "POST", url: suites, headers, body });
      expect([response.statusCode, response.json()]).toMatchObject([422, { code: "directory_not_allowed" }]);
      const change = await app.inject({ method: "PATCH", url: `${suites}/plain`, headers, body: { directory } });
      expect([change.statusCode, change.json()]).toMatchObject([422, { code: "directory_not_allowed" }]);
    }
    await app.close();
  });
});

describe("GET, PATCH and DELETE …/suites/:suite", () => {
  test("200: listed with the project's other suites only", async () => {
    const response = await call("GET", "/api/v1/projects/empty/suites");
    const { items } = (await response.json()) as { items: Suite[] };
    expect(items.map(({ slug, project }) => [slug, project])).toEqual([["taken", "empty"]]);
  });

  test("200: limits are changed one by one", async () => {
    await create({ slug: "limited", image: "i", limits: { cpus: 4, timeoutMs: 1000 } });
    const response = await call("PATCH", `${suites}/limited`, { body: { limits: { timeoutMs: 2000 } } });
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({ image: "i", limits: { cpus: 4, timeoutMs: 2000 } });
  });

  test("200: runs that were triggered before keep the suite as it was", async () => {
    await create({ slug: "renamed", name: "Before", image: "i" });
    const run = await center.client.call("createRun", { body: { project: "web", suite: "renamed" } });
    await call("PATCH", `${suites}/renamed`, { body: { name: "After" } });
    expect(await center.client.call("getRun", { params: { run: run.id } })).toMatchObject({ suiteName: "Before" });
  });

  test("400: a change that would leave nothing to run", async () => {
    await create({ slug: "sole", image: "i" });
    const response = await call("PATCH", `${suites}/sole`, { body: { image: null } });
    const { errors } = await expectProblem(response, 400, "invalid_request");
    expect(errors).toMatchObject([{ path: "image" }]);
  });

  test("422: a change to a directory that is not there", async () => {
    const response = await call("PATCH", `${suites}/plain`, { body: { directory: "/no/such/place" } });
    await expectProblem(response, 422, "directory_not_found");
  });

  test("204: deleted once, and then it is not there", async () => {
    await create({ slug: "old", image: "i" });
    expect((await call("DELETE", `${suites}/old`)).status).toBe(204);
    await expectProblem(await call("DELETE", `${suites}/old`), 404, "suite_not_found");
  });

  test("404: names the suites that are there", async () => {
    for (const method of ["GET", "PATCH", "DELETE"]) {
      const body = method === "PATCH" ? { body: { name: "x" } } : {};
      const response = await call(method, "/api/v1/projects/empty/suites/no", body);
      const { detail } = await expectProblem(response, 404, "suite_not_found");
      expect(detail).toContain("taken");
    }
  });
});
