import type { Project } from "@aac/contract";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { apiCaller, type ApiCaller, expectProblem } from "../../../../../tests/scenarios/api-caller.ts";
import { startTestCenter, type TestCenter } from "../../../../../tests/scenarios/test-center.ts";

let center: TestCenter;
let call: ApiCaller;
beforeAll(async () => {
  center = await startTestCenter({ withoutWorker: true });
  call = apiCaller(center.url, center.apiKey);
});
afterAll(() => center.stop());

const create = (body: object) => call("POST", "/api/v1/projects", { body });

describe("POST /api/v1/projects", () => {
  test("201: with what was not said filled in", async () => {
    const response = await create({ slug: "plain" });
    expect(response.status).toBe(201);
    const project = (await response.json()) as Project;
    expect(project).toMatchObject({ slug: "plain", name: "plain", description: "", maxConcurrentJobs: null });
    expect(project.updatedAt).toBe(project.createdAt);
  });

  test("201: organizations do not see each other's slugs", async () => {
    const { client } = await center.addOrganization("neighbour");
    await client.call("createProject", { body: { slug: "theirs" } });
    expect((await create({ slug: "theirs", name: "Ours" })).status).toBe(201);
    expect(await client.call("getProject", { params: { project: "theirs" } })).toMatchObject({ name: "theirs" });
  });

  test("409: a slug that is taken, also when two take it at once", async () => {
    const answers = await Promise.all([create({ slug: "raced" }), create({ slug: "raced" })]);
    const refused = answers.filter(({ status }) => status !== 201);
    expect(refused).toHaveLength(1);
    const { detail } = await expectProblem(refused[0]!, 409, "slug_taken");
    expect(detail).toContain('"raced"');
  });

  test.each([
    [{}, "slug"],
    [{ slug: "Has Capitals" }, "slug"],
    [{ slug: "a".repeat(65) }, "slug"],
    [{ slug: "a/b" }, "slug"],
    [{ slug: "a", name: "" }, "name"],
    [{ slug: "a", maxConcurrentJobs: 0 }, "maxConcurrentJobs"],
    [{ slug: "a", maxConcurrentJobs: 1.5 }, "maxConcurrentJobs"],
  ])("400: %o, by the field's name", async (body, path) => {
    const { errors } = await expectProblem(await create(body), 400, "invalid_request");
    expect(errors).toMatchObject([{ path, message: expect.stringMatching(/\S/) }]);
  });

  test("400: several wrong fields are all named at once", async () => {
    const { errors, detail } = await expectProblem(await create({ slug: "A", name: 7, x: 1 }), 400, "invalid_request");
    expect(errors?.map(({ path }) => path).toSorted()).toEqual(["name", "slug", "x"]);
    for (const name of ["slug", "name", "x"]) expect(detail).toContain(`${name}: `);
  });

  test("400: names that JSON must not have", async () => {
    const body = '{"slug": "a", "__proto__": {"admin": true}}';
    const { detail } = await expectProblem(await call("POST", "/api/v1/projects", { body }), 400, "malformed_json");
    expect(detail).toContain("__proto__");
  });

  test("400: JSON that breaks off tells where", async () => {
    const response = await call("POST", "/api/v1/projects", { body: '{"slug": "a",' });
    const { detail } = await expectProblem(response, 400, "malformed_json");
    expect(detail).toMatch(/position \d+/);
  });
});

describe("GET /api/v1/projects", () => {
  test("200: page by page, each once, oldest first", async () => {
    const { client } = await center.addOrganization("many");
    const slugs = ["one", "two", "three", "four", "five"];
    for (const slug of slugs) await client.call("createProject", { body: { slug } });
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const page: { items: Project[]; nextCursor: string | null } = await client.call("listProjects", {
        query: { limit: 2, ...(cursor === null ? {} : { cursor }) },
      });
      expect(page.items.length).toBeLessThanOrEqual(2);
      seen.push(...page.items.map(({ slug }) => slug));
      cursor = page.nextCursor;
    } while (cursor !== null);
    expect(seen).toEqual(slugs);
  });

  test("400: a cursor that was not given out, and a limit out of bounds", async () => {
    await expectProblem(await call("GET", "/api/v1/projects?cursor=!!"), 400, "invalid_cursor");
    for (const limit of ["0", "501", "-1", "ten", "1e9"]) {
      const response = await call("GET", `/api/v1/projects?limit=${limit}`);
      const { errors } = await expectProblem(response, 400, "invalid_request");
      expect(errors).toMatchObject([{ path: "query.limit" }]);
    }
  });
});

describe("GET, PATCH and DELETE /api/v1/projects/:project", () => {
  test("200: what is not named in a change stays", async () => {
    await create({ slug: "changed", name: "Before", description: "Stays", maxConcurrentJobs: 3 });
    const response = await call("PATCH", "/api/v1/projects/changed", {
      body: { name: "After", maxConcurrentJobs: null },
    });
    expect(response.status).toBe(200);
    const project = (await (await call("GET", "/api/v1/projects/changed")).json()) as Project;
    expect(project).toMatchObject({ name: "After", description: "Stays", maxConcurrentJobs: null });
    expect(project.updatedAt >= project.createdAt).toBe(true);
  });

  test("400: a slug cannot be changed, for it stands in addresses", async () => {
    await create({ slug: "fixed" });
    const response = await call("PATCH", "/api/v1/projects/fixed", { body: { slug: "other" } });
    await expectProblem(response, 400, "invalid_request");
  });

  test("204: deleted with its suites and environments, and its runs stay readable", async () => {
    await create({ slug: "gone" });
    await call("POST", "/api/v1/projects/gone/suites", { body: { slug: "s", image: "i" } });
    await call("POST", "/api/v1/projects/gone/environments", { body: { slug: "e" } });
    const run = await center.client.call("createRun", { body: { project: "gone", suite: "s" } });
    await center.client.call("cancelRun", { params: { run: run.id } });
    const response = await call("DELETE", "/api/v1/projects/gone");
    expect([response.status, await response.text()]).toEqual([204, ""]);
    await expectProblem(await call("GET", "/api/v1/projects/gone"), 404, "project_not_found");
    expect(await center.client.call("getRun", { params: { run: run.id } })).toMatchObject({ project: "gone" });

    await create({ slug: "gone" });
    const suites = await center.client.call("listSuites", { params: { project: "gone" } });
    expect(suites.items).toEqual([]);
  });

  test("404: of a project that is not there", async () => {
    for (const method of ["GET", "PATCH", "DELETE"]) {
      const body = method === "PATCH" ? { body: { name: "x" } } : {};
      const { detail } = await expectProblem(await call(method, "/api/v1/projects/no", body), 404, "project_not_found");
      expect(detail).toContain('"no"');
    }
  });

  test("409: not deleted while one of its runs goes on", async () => {
    await create({ slug: "busy" });
    await call("POST", "/api/v1/projects/busy/suites", { body: { slug: "s", image: "i" } });
    const run = await center.client.call("createRun", { body: { project: "busy", suite: "s" } });
    await expectProblem(await call("DELETE", "/api/v1/projects/busy"), 409, "run_is_not_final");
    expect((await call("GET", "/api/v1/projects/busy")).status).toBe(200);
    await center.client.call("cancelRun", { params: { run: run.id } });
    expect((await call("DELETE", "/api/v1/projects/busy")).status).toBe(204);
  });
});
