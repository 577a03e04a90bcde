import { Problem } from "@aac/core";
import type { FastifyInstance } from "fastify";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { appOptions } from "../../../../../tests/scenarios/app-options.ts";
import { startTestCenter, type TestCenter } from "../../../../../tests/scenarios/test-center.ts";
import { type Checks, optional } from "../../observe/checks.ts";
import { createApp } from "../app.ts";

let center: TestCenter;
let app: FastifyInstance | undefined;
beforeAll(async () => {
  center = await startTestCenter({ withoutWorker: true });
});
afterEach(() => app?.close());
afterAll(() => center.stop());

async function ask(path: string, checks: Checks) {
  app = await createApp(center.center, appOptions({ checks }));
  const response = await app.inject({ path });
  return { status: response.statusCode, body: response.json<{ status: string; checks: Record<string, string> }>() };
}
const fine = async () => ({ detail: "SQLite at /var/lib/aac/center.db" });

describe.each(["/health", "/health/ready"])("%s", (path) => {
  test("200: everything answers, and nobody is told where it is", async () => {
    const answer = await ask(path, { store: fine, queue: fine });
    expect(answer).toEqual({ status: 200, body: { status: "ok", checks: { store: "ok", queue: "ok" } } });
  });

  test("200: without what the center can do without, and that is told", async () => {
    const away = optional(() => Promise.reject(new Problem("unavailable", "Redis at 10.0.0.7:6379 does not answer.")));
    const checks = {
      store: "ok",
      cache: "unavailable: The shared cache does not answer: limits are counted by each process for itself",
    };
    expect(await ask(path, { store: fine, cache: away })).toEqual({
      status: 200,
      body: { status: "degraded", checks },
    });
    const back = await ask(path, { store: fine, cache: optional(fine) });
    expect(back.body).toEqual({ status: "ok", checks: { store: "ok", cache: "ok" } });
    const both = await ask(path, { store: () => Promise.reject(new Error("gone")), cache: away });
    expect([both.status, both.body.status]).toEqual([503, "unavailable"]);
  });

  test("503: what does not answer is named, with what that means and nothing of where it is", async () => {
    const answer = await ask(path, {
      store: () => Promise.reject(new Problem("data_folder_unusable", "/var/lib/aac/center.db was deleted.")),
      blobs: () => Promise.reject(new Error("connect ECONNREFUSED 10.0.0.7:9000")),
      queue: fine,
    });
    const checks = {
      store: "unavailable: The data folder cannot be used",
      blobs: "unavailable: Reports and artifacts can be neither kept nor read",
      queue: "ok",
    };
    expect(answer).toEqual({ status: 503, body: { status: "unavailable", checks } });
  });
});

test("503: what hangs is waited for only so long", async () => {
  const answer = await ask("/health", { bus: () => new Promise(() => undefined), queue: fine });
  expect(answer.status).toBe(503);
  expect(answer.body.checks).toEqual({
    bus: "unavailable: The bus does not answer: news reaches viewers every two seconds",
    queue: "ok",
  });
});

test("200: /health/live, whatever else is missing", async () => {
  const answer = await ask("/health/live", { store: () => Promise.reject(new Error("gone")) });
  expect(answer).toEqual({ status: 200, body: { status: "ok", checks: {} } });
});
