import { connect, type Socket } from "node:net";
import { text } from "node:stream/consumers";
import type { FastifyInstance } from "fastify";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { appOptions } from "../../../../../tests/scenarios/app-options.ts";
import { startTestCenter, type TestCenter } from "../../../../../tests/scenarios/test-center.ts";
import { createApp } from "../app.ts";

let center: TestCenter;
let app: FastifyInstance;
let port: number;
beforeAll(async () => {
  center = await startTestCenter({ withoutWorker: true });
  app = await createApp(center.center, appOptions({ patience: { connectionTimeout: 1_500, bodyMs: 300 } }));
  port = Number(new URL(await app.listen({ port: 0, host: "127.0.0.1" })).port);
});
afterAll(async () => {
  await app.close();
  await center.stop();
});

const head = (path: string, type: string, length: number) =>
  `POST ${path} HTTP/1.1\r\nhost: a\r\nx-api-key: ${center.apiKey}\r\ncontent-type: ${type}\r\ncontent-length: ${length}\r\n\r\n`;
const gone = (socket: Socket) =>
  new Promise<void>((resolve) => (socket.destroyed ? resolve() : socket.resume().once("close", () => resolve())));
const open = (bytes: string): Socket => {
  const socket = connect(port, "127.0.0.1");
  socket.on("error", () => undefined);
  socket.write(bytes);
  return socket;
};

describe("who sends slowly", () => {
  test("408: a body that comes byte by byte is not waited for", async () => {
    const socket = open(head("/api/v1/projects", "application/json", 1_000));
    const drip = setInterval(() => socket.writable && socket.write(" ", () => undefined), 20);
    const answer = await text(socket).finally(() => clearInterval(drip));
    expect(answer).toMatch(/^HTTP\/1\.1 408 /);
    expect(answer).toContain('"code":"request_too_slow"');
    expect(answer.toLowerCase()).toContain("connection: close");
  });

  test("is let go when nothing comes any more, in a header, a body or a form", async () => {
    const form = "multipart/form-data; boundary=b";
    const part = '--b\r\ncontent-disposition: form-data; name="files"; filename="a.xml"\r\n\r\n<testsuite>';
    for (const bytes of [
      "",
      "GET /health HTTP/1.1\r\nhost:",
      head("/api/v1/results?project=slow", form, 9_999) + part,
    ]) {
      const socket = open(bytes);
      await gone(socket);
    }
  });

  test("holds nobody else up, however many there are", async () => {
    const slow = Array.from({ length: 100 }, () => open(head("/api/v1/projects", "application/json", 1_000)));
    for (let count = 0; count < 20; count++) {
      expect((await fetch(`http://127.0.0.1:${port}/health/live`)).status).toBe(200);
    }
    await Promise.all(slow.map(gone));
  });
});

test("by default every request, and every header, has to come to its end", async () => {
  const usual = await createApp(center.center, appOptions());
  const { requestTimeout, headersTimeout, maxHeadersCount, timeout } = usual.server;
  expect({ requestTimeout, headersTimeout, timeout }).toEqual({
    requestTimeout: 1_800_000,
    headersTimeout: 60_000,
    timeout: 120_000,
  });
  expect(maxHeadersCount ?? 2_000).toBe(2_000);
  await usual.close();
});

test("200: a request that is under way when the server stops is answered, and its connection ends", async () => {
  const stopping = await createApp(center.center, appOptions());
  const { port: own } = new URL(await stopping.listen({ port: 0, host: "127.0.0.1" }));
  const socket = connect(Number(own), "127.0.0.1");
  const arrived = new Promise((resolve) => stopping.server.once("connection", (one) => one.once("data", resolve)));
  socket.write("GET /health/live HTTP/1.1\r\nhost: a\r\n");
  await arrived;
  const stopped = stopping.close();
  await expect.poll(() => stopping.server.listening).toBe(false);
  socket.write("\r\n");
  const answer = await text(socket);
  expect(answer).toMatch(/^HTTP\/1\.1 200 /);
  expect(answer.toLowerCase()).toContain("connection: close");
  await stopped;
});
