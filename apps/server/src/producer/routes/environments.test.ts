import type { Environment, SavedEnvironment } from "@aac/contract";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { apiCaller, type ApiCaller, expectProblem } from "../../../../../tests/scenarios/api-caller.ts";
import { startTestCenter, type TestCenter } from "../../../../../tests/scenarios/test-center.ts";

let center: TestCenter;
let call: ApiCaller;
beforeAll(async () => {
  center = await startTestCenter({ withoutWorker: true });
  call = apiCaller(center.url, center.apiKey);
  await center.client.call("createProject", { body: { slug: "web" } });
});
afterAll(() => center.stop());

const environments = "/api/v1/projects/web/environments";
const create = (body: object) => call("POST", environments, { body });
const change = (slug: string, body: object) => call("PATCH", `${environments}/${slug}`, { body });

describe("POST /api/v1/projects/:project/environments", () => {
  test("201: of secrets only the names come back, and only sealed values are stored", async () => {
    const response = await create({
      slug: "staging",
      baseUrl: "https://staging.example",
      variables: { REGION: "eu" },
      secrets: { TOKEN: "5ecret-token", PASSWORD: "5ecret-password" },
    });
    expect(response.status).toBe(201);
    const text = await response.text();
    expect(JSON.parse(text)).toMatchObject({
      project: "web",
      name: "staging",
      baseUrl: "https://staging.example",
      variables: { REGION: "eu" },
      secretNames: ["PASSWORD", "TOKEN"],
    });
    const stored = await center.center.store.system.environments.find({ where: {} });
    expect(text + JSON.stringify(stored)).not.toContain("5ecret");
  });

  test.each([
    [{ slug: "e", baseUrl: "ftp://example.org" }, "baseUrl"],
    [{ slug: "e", baseUrl: "javascript:alert(1)" }, "baseUrl"],
    [{ slug: "e", variables: { "1A": "x" } }, "variables.1A"],
    [{ slug: "e", variables: { A: 1 } }, "variables.A"],
    [{ slug: "e", secrets: { CI: "x" } }, "secrets.CI"],
    [{ slug: "e", secrets: { A: "x".repeat(32_769) } }, "secrets.A"],
  ])("400: %o, by the field's name", async (body, path) => {
    const { errors } = await expectProblem(await create(body), 400, "invalid_request");
    expect(errors).toMatchObject([{ path }]);
  });

  test("400: what is refused of a secret does not tell its value", async () => {
    const response = await create({ slug: "e", secrets: { CI: "5ecret" } });
    expect(JSON.stringify(await expectProblem(response, 400, "invalid_request"))).not.toContain("5ecret");
  });

  test("201 and 200: secrets that cannot be masked are named, with the reason and without the value", async () => {
    const secrets = { PIN: "007", WORD: "Production", PORT: "8080", EMPTY: "", GOOD: "correct horse" };
    const created = await create({ slug: "warned", secrets });
    expect(created.status).toBe(201);
    const { warnings } = (await created.json()) as SavedEnvironment;
    expect(warnings.map(({ code, secret }) => [secret, code])).toEqual([
      ["PIN", "secret_too_short"],
      ["WORD", "secret_too_common"],
      ["PORT", "secret_too_common"],
      ["EMPTY", "secret_too_short"],
    ]);
    expect(JSON.stringify(warnings)).not.toMatch(/007|Production|8080/);
    const changed = await change("warned", { secrets: { GOOD: "x", PIN: null } });
    expect(((await changed.json()) as SavedEnvironment).warnings).toMatchObject([{ secret: "GOOD" }]);
    const unchanged = await change("warned", { name: "Warned" });
    expect(((await unchanged.json()) as SavedEnvironment).warnings).toEqual([]);
  });

  test("404: in a project that is not there", async () => {
    const response = await call("POST", "/api/v1/projects/no/environments", { body: { slug: "e" } });
    await expectProblem(response, 404, "project_not_found");
  });

  test("409: a slug that the project has already", async () => {
    await create({ slug: "taken" });
    await expectProblem(await create({ slug: "taken" }), 409, "slug_taken");
  });
});

describe("GET, PATCH and DELETE …/environments/:environment", () => {
  test("200: listed and got without a secret's value", async () => {
    await create({ slug: "listed", secrets: { TOKEN: "5ecret" } });
    for (const path of [environments, `${environments}/listed`]) {
      const response = await call("GET", path);
      const text = await response.text();
      expect([response.status, text]).toEqual([200, expect.stringContaining('"secretNames":["TOKEN"]')]);
      expect(text).not.toContain("5ecret");
    }
  });

  test("200: a change sets the secrets it names, null removes one, the others stay", async () => {
    await create({ slug: "changed", variables: { A: "1" }, secrets: { KEEP: "a-keep", DROP: "a-drop" } });
    const response = await change("changed", { secrets: { DROP: null, NEW: "a-new" }, baseUrl: "http://x.example" });
    expect(response.status).toBe(200);
    const environment = (await response.json()) as Environment;
    expect(environment).toMatchObject({ secretNames: ["KEEP", "NEW"], variables: { A: "1" } });
    expect(environment.baseUrl).toBe("http://x.example");
  });

  test("200: changes at the same time lose none of each other's secrets", async () => {
    await create({ slug: "raced" });
    const names = Array.from({ length: 8 }, (_, index) => `S${index}`);
    await Promise.all(names.map((name) => change("raced", { secrets: { [name]: "a value" } })));
    const response = await call("GET", `${environments}/raced`);
    expect(((await response.json()) as Environment).secretNames).toEqual(names);
  });

  test.each([
    [{ secrets: { "A B": "x" } }, "secrets.A B"],
    [{ secrets: { CI: "x" } }, "secrets.CI"],
    [{ secrets: { A: "nul\0" } }, "secrets.A"],
    [{ baseUrl: "nonsense" }, "baseUrl"],
  ])("400: %o, by the field's name", async (body, path) => {
    await create({ slug: "strict" });
    const { errors } = await expectProblem(await change("strict", body), 400, "invalid_request");
    expect(errors).toMatchObject([{ path }]);
  });

  test("204: deleted once, and then it is not there", async () => {
    await create({ slug: "old" });
    expect((await call("DELETE", `${environments}/old`)).status).toBe(204);
    await expectProblem(await call("DELETE", `${environments}/old`), 404, "environment_not_found");
  });

  test("404: of an environment that is not there", async () => {
    await expectProblem(await call("GET", `${environments}/no`), 404, "environment_not_found");
    await expectProblem(await change("no", { name: "x" }), 404, "environment_not_found");
  });
});
