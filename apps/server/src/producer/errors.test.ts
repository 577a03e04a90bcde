import { connect } from "node:net";
import { text } from "node:stream/consumers";
import type { ProblemDetails } from "@aac/contract";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { apiCaller, expectProblem } from "../../../../tests/scenarios/api-caller.ts";
import { startTestCenter, type TestCenter } from "../../../../tests/scenarios/test-center.ts";

let center: TestCenter;
beforeAll(async () => {
  center = await startTestCenter({ withoutWorker: true });
});
afterAll(() => center.stop());

/** Sends bytes as they are, and reads until the server closes. */
async function sendRaw(bytes: string): Promise<{ status: number; problem: ProblemDetails }> {
  const socket = connect(Number(new URL(center.url).port), "127.0.0.1");
  socket.write(bytes);
  const [head = "", body = ""] = (await text(socket)).split("\r\n\r\n");
  expect(head.toLowerCase()).toContain("content-type: application/problem+json");
  expect(head.toLowerCase()).toContain(`content-length: ${Buffer.byteLength(body)}`);
  return { status: Number(head.split(" ")[1]), problem: JSON.parse(body) as ProblemDetails };
}
const isAlive = async () => (await fetch(`${center.url}/health/live`)).status === 200;

describe("what is no request at all is answered as a problem too", () => {
  test.each([
    ["garbage", "\u0016\u0003\u0001 hello\r\n\r\n", 400],
    ["a header without a name", "GET /health HTTP/1.1\r\nhost: a\r\n: x\r\n\r\n", 400],
    ["two lengths", "POST /api/v1/runs HTTP/1.1\r\nhost: a\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\nx", 400],
    ["headers that are too large", `GET /health HTTP/1.1\r\nhost: a\r\nx: ${"x".repeat(20_000)}\r\n\r\n`, 431],
  ])("%s", async (_, bytes, expected) => {
    const { status, problem } = await sendRaw(bytes);
    expect(status).toBe(expected);
    expect(problem).toMatchObject({ status: expected, code: "invalid_request" });
    for (const part of [problem.title, problem.detail, problem.remedy]) expect(part).toMatch(/\S/);
    expect(await isAlive()).toBe(true);
  });
});

describe("an address that leads nowhere", () => {
  const call = (method: string, path: string) => apiCaller(center.url, null)(method, path);

  test("404: names the route, whatever the method", async () => {
    for (const method of ["GET", "POST", "PUT", "DELETE", "OPTIONS"]) {
      const { detail } = await expectProblem(await call(method, "/api/v1/nothing"), 404, "route_not_found");
      expect(detail).toContain(`${method} /api/v1/nothing`);
    }
    await expectProblem(await call("PUT", "/api/v1/projects"), 404, "route_not_found");
  });

  test("400: a path whose escapes are broken", async () => {
    for (const path of ["/api/v1/runs/%E0%A4%A", "/api/v1/runs/%zz", "/%"]) {
      await expectProblem(await call("GET", path), 400, "invalid_request");
    }
  });

  test("400: a part of a path that is longer than any name", async () => {
    await expectProblem(await call("GET", `/api/v1/projects/${"a".repeat(4_200)}`), 400, "invalid_request");
  });
});

test("a body that is shorter than it says does not hold the server up", async () => {
  const head = `POST /api/v1/projects HTTP/1.1\r\nhost: a\r\nx-api-key: ${center.apiKey}\r\ncontent-type: application/json`;
  const socket = connect(Number(new URL(center.url).port), "127.0.0.1");
  socket.write(`${head}\r\ncontent-length: 100\r\n\r\n{"slug":`);
  socket.end();
  await text(socket);
  expect(await isAlive()).toBe(true);
  expect(await center.client.call("listProjects", {})).toMatchObject({ items: [] });
});
