import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { ForbiddenAddress, type Resolve } from "./guard-address.ts";
import { createGuardedFetch } from "./guarded-fetch.ts";

// A host of the network that the center stands in, which must not be reached.
let inner: Server;
let port: number;
let connections: number;
let redirect: string | null;
let bodyBytes: number;

beforeAll(async () => {
  inner = createServer((_, response) => {
    if (redirect !== null) response.writeHead(302, { location: redirect }).end();
    else response.end("x".repeat(bodyBytes));
  });
  inner.on("connection", () => connections++);
  await new Promise<void>((resolve) => inner.listen(0, "127.0.0.1", resolve));
  port = (inner.address() as AddressInfo).port;
});
afterAll(() => new Promise((resolve) => inner.close(resolve)));
beforeEach(() => {
  [connections, redirect, bodyBytes] = [0, null, 3];
});

const loopback: Resolve = (_, done) => done(null, [{ address: "127.0.0.1", family: 4 }]);
const causeOf = (asking: Promise<unknown>) =>
  asking.then(
    () => "answered",
    (error: Error) => error.cause ?? error,
  );

describe("an address that is not public is not connected to", () => {
  const guarded = createGuardedFetch({ resolve: loopback });
  afterAll(() => guarded.close());

  test.each([
    "https://127.0.0.1:PORT/",
    "https://127.1:PORT/",
    "https://0x7f.0.0.1:PORT/",
    "https://0177.0.0.1:PORT/",
    "https://2130706433:PORT/",
    "https://127.0.0.1.:PORT/",
    "https://0.0.0.0:PORT/",
    "https://0:PORT/",
    "https://[::1]:PORT/",
    "https://[::]:PORT/",
    "https://[::ffff:127.0.0.1]:PORT/",
    "https://[::ffff:7f00:1]:PORT/",
    "https://[64:ff9b::7f00:1]:PORT/",
    "https://localhost:PORT/",
    "https://a.localhost:PORT/",
    "https://LOCALHOST.:PORT/",
    "https://\u24db\u24de\u24d2\u24d0\u24db\u24d7\u24de\u24e2\u24e3:PORT/",
    "https://169.254.169.254/latest/meta-data/",
    "https://[fd00:ec2::254]/latest/meta-data/",
    "https://10.0.0.1/",
    "https://named.example:PORT/",
    "http://8.8.8.8/",
    "http://named.example:PORT/",
  ])("%s", async (url) => {
    const cause = await causeOf(guarded.fetch(url.replace("PORT", String(port))));
    expect(cause).toBeInstanceOf(ForbiddenAddress);
    expect((cause as Error).message).toMatch(/^\S.*\.$/);
    expect(connections).toBe(0);
  });

  test("a name is asked for once for each connection, and that answer is what is connected to", async () => {
    let asked = 0;
    const rebinding: Resolve = (_, done) =>
      done(null, [{ address: asked++ === 0 ? "127.0.0.1" : "8.8.8.8", family: 4 }]);
    const { fetch, close } = createGuardedFetch({ resolve: rebinding });
    expect(await causeOf(fetch(`https://named.example:${port}/`))).toBeInstanceOf(ForbiddenAddress);
    expect([asked, connections]).toEqual([1, 0]);
    await close();
  });
});

describe("what the deployment allows", () => {
  const allowing = (host: string, more = {}) => createGuardedFetch({ allowedHosts: [host], ...more });

  test("is asked, on the port it names, also without TLS", async () => {
    const { fetch, close } = allowing(`127.0.0.1:${port}`);
    expect(await (await fetch(`http://127.0.0.1:${port}/`)).text()).toBe("xxx");
    await close();
    const other = allowing("127.0.0.1:1");
    expect(await causeOf(other.fetch(`http://127.0.0.1:${port}/`))).toBeInstanceOf(ForbiddenAddress);
    await other.close();
  });

  test("leads nowhere else: each hop is looked at", async () => {
    const { fetch, close } = allowing(`127.0.0.1:${port}`);
    for (redirect of [
      `http://localhost:${port}/`,
      "https://169.254.169.254/",
      "https://[::1]/",
      "file:///etc/passwd",
    ]) {
      const cause = await causeOf(fetch(`http://127.0.0.1:${port}/`));
      expect([redirect, cause instanceof Error]).toEqual([redirect, true]);
    }
    redirect = `http://localhost:${port}/`;
    expect(await causeOf(fetch(`http://127.0.0.1:${port}/`))).toBeInstanceOf(ForbiddenAddress);
    await close();
  });

  test("is not read without end", async () => {
    bodyBytes = 200_000;
    const { fetch, close } = allowing(`127.0.0.1:${port}`, { maxAnswerBytes: 100_000 });
    const reading = fetch(`http://127.0.0.1:${port}/`).then((response) => response.text());
    expect(await causeOf(reading)).toMatchObject({ code: "UND_ERR_RES_EXCEEDED_MAX_SIZE" });
    await close();
  });
});
