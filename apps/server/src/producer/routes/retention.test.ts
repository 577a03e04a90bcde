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

describe("PATCH /api/v1/retention", () => {
  test("200: what is not named stays, null keeps for ever, and another organization's is its own", async () => {
    const before = await center.client.call("getRetention");
    const response = await call("PATCH", "/api/v1/retention", { body: { logsDays: 7, runsDays: null } });
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({ ...before, logsDays: 7, runsDays: null });
    const { client } = await center.addOrganization("neighbour");
    expect(await client.call("getRetention")).toEqual(before);
  });

  test.each([[{ logsDays: 0 }], [{ logsDays: 1.5 }], [{ runsDays: "7" }]])(
    "400: %o, by the field's name",
    async (body) => {
      const { errors } = await expectProblem(
        await call("PATCH", "/api/v1/retention", { body }),
        400,
        "invalid_request",
      );
      expect(errors).toMatchObject([{ path: Object.keys(body)[0] }]);
    },
  );
});

describe("PATCH /api/v1/runs/:run", () => {
  test("200: a run is pinned and labelled, which its lists show and a viewer hears", async () => {
    const { id, revision } = await center.trigger();
    const response = await call("PATCH", `/api/v1/runs/${id}`, { body: { pinned: true, labels: ["release"] } });
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({ pinned: true, labels: ["release"], revision: revision + 1 });
    const { items } = await center.client.call("listRuns");
    expect(items.find((run) => run.id === id)).toMatchObject({ pinned: true });
  });

  test("400: a label that is empty", async () => {
    const { id } = await center.trigger();
    await expectProblem(await call("PATCH", `/api/v1/runs/${id}`, { body: { labels: [""] } }), 400, "invalid_request");
  });
});
