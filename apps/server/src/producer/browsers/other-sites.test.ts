import type { FastifyInstance } from "fastify";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { appOptions } from "../../../../../tests/scenarios/app-options.ts";
import { startTestCenter, type TestCenter } from "../../../../../tests/scenarios/test-center.ts";
import { createApp } from "../app.ts";

const host = "aac.example";
const dashboard = "https://dashboard.aac.example";
let center: TestCenter;
let app: FastifyInstance;
let cookies: Record<string, string>;

beforeAll(async () => {
  center = await startTestCenter({ withoutWorker: true });
  app = await createApp(center.center, appOptions({ isSecure: true, corsOrigins: [dashboard] }));
  const response = await app.inject({ method: "POST", url: "/api/v1/session", body: { apiKey: center.apiKey } });
  cookies = { aac_session: response.cookies[0]!.value };
});
afterAll(async () => {
  await app.close();
  await center.stop();
});

type Method = "POST" | "PUT" | "PATCH" | "DELETE";
type Headers = Record<string, string>;
const json = { "content-type": "application/json" };

/** A request that changes something, as a browser sends it for some page. */
const change = (headers: Headers, more: { method?: Method; url?: string; body?: string } = {}) =>
  app.inject({
    method: "POST",
    url: "/api/v1/projects",
    body: '{"slug":"Not valid"}',
    cookies,
    ...more,
    headers: { host, ...json, ...headers },
  });
const outcome = ({ statusCode, body }: { statusCode: number; body: string }) =>
  `${statusCode} ${(JSON.parse(body) as { code: string }).code}`;

/** So far an own page comes: to where the body is looked at. */
const letIn = "400 invalid_request";
const refused = "403 cross_site_request";

describe("a request with a session", () => {
  test.each<[string, Headers, string]>([
    ["our own page", { "sec-fetch-site": "same-origin", origin: "https://aac.example" }, letIn],
    ["our own page in an older browser", { origin: "https://aac.example" }, letIn],
    ["our own page in a browser that tells nothing", {}, letIn],
    ["another site", { "sec-fetch-site": "cross-site", origin: "https://evil.example" }, refused],
    ["another site in an older browser", { origin: "https://evil.example" }, refused],
    ["a sandboxed page", { "sec-fetch-site": "cross-site", origin: "null" }, refused],
    ["a sandboxed page in an older browser", { origin: "null" }, refused],
    ["another host of our domain", { "sec-fetch-site": "same-site", origin: "https://evil.aac.example" }, refused],
    ["another host of our domain in an older browser", { origin: "https://evil.aac.example" }, refused],
    ["a host that only begins like ours", { origin: "https://aac.example.evil.example" }, refused],
    ["another port of our host", { origin: "https://aac.example:8443" }, refused],
    ["our host without TLS", { origin: "http://aac.example" }, refused],
    ["what somebody typed", { "sec-fetch-site": "none" }, refused],
    ["an origin that is none", { origin: "aac.example" }, refused],
    ["a liar about its site", { "sec-fetch-site": "same-origin, cross-site" }, refused],
    ["a listed origin", { "sec-fetch-site": "same-site", origin: dashboard }, letIn],
    ["a listed origin on another port", { "sec-fetch-site": "same-site", origin: `${dashboard}:1` }, refused],
    ["a listed origin without TLS", { "sec-fetch-site": "same-site", origin: "http://dashboard.aac.example" }, refused],
  ])("of %s: as it should be", async (_, headers, expected) => {
    expect(outcome(await change(headers))).toBe(expected);
  });

  test.each(["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=b"])(
    "403: is no form of type %s that another site made an old browser send",
    async (type) => {
      expect(outcome(await change({ "content-type": type }))).toBe(refused);
    },
  );

  test("403: is no form without a body, on a route that wants none", async () => {
    const response = await app.inject({ method: "POST", url: "/api/v1/runs/x/cancel", cookies, headers: { host } });
    expect(outcome(response)).toBe(refused);
  });

  test.each(["text/plain; application/json", "text/plain; charset=application/json", "text/plain\t; application/json"])(
    "is not JSON because its type, %s, names it",
    async (type) => {
      const headers = { "sec-fetch-site": "same-origin", "content-type": type };
      expect(outcome(await change(headers))).toBe("415 unsupported_media_type");
      expect(outcome(await change({ "content-type": type }))).toBe(refused);
    },
  );

  test("is not changed in its method by a header or a field", async () => {
    await center.client.call("createProject", { body: { slug: "kept" } });
    for (const headers of [{ "x-http-method-override": "DELETE" }, { "x-method-override": "DELETE" }] as Headers[]) {
      const url = "/api/v1/projects/kept?_method=DELETE";
      expect((await app.inject({ url, cookies, headers: { host, ...headers } })).statusCode).toBe(200);
    }
    expect(await center.client.call("getProject", { params: { project: "kept" } })).toMatchObject({ slug: "kept" });
  });

  test("200: may be read by any page that the browser lets read it", async () => {
    const headers = { host, "sec-fetch-site": "cross-site", origin: "https://evil.example" };
    const response = await app.inject({ url: "/api/v1/session", cookies, headers });
    expect(response.statusCode).toBe(200);
    expect(response.headers["access-control-allow-origin"]).toBeUndefined();
    expect(response.headers["access-control-allow-credentials"]).toBeUndefined();
    expect(response.headers["cross-origin-resource-policy"]).toBe("same-origin");
  });

  test("400: with a key it is whoever has the key, from wherever", async () => {
    const headers = { "x-api-key": center.apiKey, "sec-fetch-site": "cross-site", origin: "https://evil.example" };
    expect(outcome(await change(headers))).toBe(letIn);
  });

  test("403: nobody is signed in, or out, by another site", async () => {
    const headers = { host, "sec-fetch-site": "cross-site", origin: "https://evil.example" };
    for (const method of ["POST", "DELETE"] as const) {
      const body = method === "POST" ? { body: { apiKey: center.apiKey } } : {};
      const response = await app.inject({ method, url: "/api/v1/session", headers, ...body });
      expect(outcome(response)).toBe(refused);
      expect(response.cookies).toEqual([]);
    }
  });
});

describe("a page of a listed origin", () => {
  const preflight = (origin: string, url = "/api/v1/projects") =>
    app.inject({
      method: "OPTIONS",
      url,
      headers: {
        host,
        origin,
        "access-control-request-method": "PATCH",
        "access-control-request-headers": "content-type",
      },
    });

  test("204: is told what it may send, with credentials", async () => {
    const response = await preflight(dashboard);
    expect(response.statusCode).toBe(204);
    expect(response.headers).toMatchObject({
      "access-control-allow-origin": dashboard,
      "access-control-allow-credentials": "true",
      "access-control-allow-methods": expect.stringContaining("PATCH"),
      "access-control-allow-headers": expect.stringContaining("content-type"),
      vary: expect.stringMatching(/origin/i),
    });
  });

  test("200: reads answers, also refusals and event streams", async () => {
    const headers = { host, origin: dashboard, "sec-fetch-site": "same-site" };
    const session = await app.inject({ url: "/api/v1/session", cookies, headers });
    const nobody = await app.inject({ url: "/api/v1/session", headers });
    expect([session.statusCode, nobody.statusCode]).toEqual([200, 401]);
    for (const response of [session, nobody]) {
      expect(response.headers).toMatchObject({
        "access-control-allow-origin": dashboard,
        "access-control-allow-credentials": "true",
      });
    }
    const url = await app.listen({ port: 0, host: "127.0.0.1" });
    const cookie = `aac_session=${cookies["aac_session"]}`;
    const giveUp = new AbortController();
    const stream = await fetch(`${url}/api/v1/events`, { headers: { ...headers, cookie }, signal: giveUp.signal });
    expect([stream.status, stream.headers.get("access-control-allow-origin")]).toEqual([200, dashboard]);
    giveUp.abort();
  });

  test.each(["https://evil.example", "null", "https://dashboard.aac.example.evil.example"])(
    "403: %s is none, and is told so",
    async (origin) => {
      const response = await preflight(origin);
      expect(outcome(response)).toBe(refused);
      expect(response.headers["access-control-allow-origin"]).toBeUndefined();
      const read = await app.inject({ url: "/api/v1/session", cookies, headers: { host, origin } });
      expect(read.headers["access-control-allow-origin"]).toBeUndefined();
      expect(read.headers["access-control-allow-credentials"]).toBeUndefined();
    },
  );

  test("403: where none is listed, no preflight passes", async () => {
    const alone = await createApp(center.center, appOptions());
    const headers = { origin: dashboard, "access-control-request-method": "GET" };
    expect(outcome(await alone.inject({ method: "OPTIONS", url: "/api/v1/runs", headers }))).toBe(refused);
    expect((await alone.inject({ url: "/health", headers })).headers["vary"]).toBeUndefined();
    await alone.close();
  });
});
