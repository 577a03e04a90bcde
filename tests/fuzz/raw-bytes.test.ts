import { connect } from "node:net";
import fc from "fast-check";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { announceSeed } from "../../packages/reports/src/testing/seed.ts";
import { junit, startTestCenter, type TestCenter } from "../scenarios/test-center.ts";
import { heapAfterCollection, megabytes } from "./memory.ts";

// What no HTTP client would send. Whatever comes, the answer is a refusal or a closed connection, and the next is served.

// oxlint-disable-next-line node/no-process-env -- of the person who looks deeper, not of the product
const cases = Number(process.env["FUZZ_CASES"] ?? 20) * 10;
const seed = announceSeed("tests/fuzz/raw-bytes.test.ts");

let center: TestCenter;
let key: string;
beforeAll(async () => {
  center = await startTestCenter({ withoutWorker: true });
  key = `x-api-key: ${center.apiKey}`;
});
const isAlive = async () => {
  const { status } = await fetch(`${center.url}/health/live`);
  if (status !== 200) throw new Error(`The center answers ${status}.`);
};
beforeEach(isAlive);
afterAll(async () => {
  await isAlive();
  await center.stop();
});

/** The statuses of what is answered, until the other side has said all it has to. */
function send(bytes: string | Uint8Array, patienceMs = 400): Promise<number[]> {
  return new Promise((resolve) => {
    const socket = connect(Number(new URL(center.url).port), "127.0.0.1");
    let answer = "";
    // Whatever more the server waits for will not come.
    socket.setTimeout(patienceMs, () => socket.destroy());
    socket.setEncoding("latin1").on("data", (text) => (answer += String(text)));
    socket.on("error", () => undefined);
    socket.on("close", () =>
      resolve([...answer.matchAll(/^HTTP\/1\.1 (\d{3}) /gm)].map(([, status]) => Number(status))),
    );
    socket.write(typeof bytes === "string" ? Buffer.from(bytes, "latin1") : bytes);
  });
}

const request = (line: string, headers: readonly string[] = [], body = "") =>
  [line, "host: a", key, ...headers, "", body].join("\r\n");
const post = (headers: readonly string[], body: string) =>
  request("POST /api/v1/projects HTTP/1.1", ["content-type: application/json", ...headers], body);
const form = (body: string, type = "multipart/form-data; boundary=b") =>
  request(
    "POST /api/v1/results?project=raw HTTP/1.1",
    [`content-type: ${type}`, `content-length: ${Buffer.byteLength(body, "latin1")}`, "connection: close"],
    body,
  );
const file = (disposition: string, content: string) =>
  `--b\r\ncontent-disposition: ${disposition}\r\n\r\n${content}\r\n`;

const refused: Record<string, () => string> = {
  "two requests in one, by length and chunks": () =>
    post(["content-length: 4", "transfer-encoding: chunked"], "0\r\n\r\nGET /metrics HTTP/1.1\r\nhost: a\r\n\r\n"),
  "an obfuscated encoding": () => post(["transfer-encoding: xchunked"], "0\r\n\r\n"),
  "two encodings": () => post(["transfer-encoding: chunked", "transfer-encoding: identity"], "0\r\n\r\n"),
  "a chunk without a size": () => post(["transfer-encoding: chunked"], "zz\r\n{}\r\n0\r\n\r\n"),
  "a chunk of a size beyond numbers": () => post(["transfer-encoding: chunked"], "fffffffffffffffff\r\n{}\r\n"),
  "a length below zero": () => post(["content-length: -1"], "{}"),
  "a length that is no number": () => post(["content-length: 1e3"], "{}"),
  "a length beyond numbers": () => post(["content-length: 99999999999999999999"], "{}"),
  "a header that goes on in the next line": () => post(["x: a\r\n b: c", "content-length: 0"], ""),
  "a header with a NUL": () => post(["x: a\0b", "content-length: 0"], ""),
  "a header that ends in a bare line feed": () => "GET /health HTTP/1.1\nhost: a\nx: y\n\n",
  "a space before the colon": () => post(["content-length : 2"], "{}"),
  "HTTP 2": () => "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
  "HTTP 3.7": () => "GET /health HTTP/3.7\r\nhost: a\r\n\r\n",
  "a method that is none": () => "G\u0000T /health HTTP/1.1\r\nhost: a\r\n\r\n",
  "an address with a space": () => "GET /hea lth HTTP/1.1\r\nhost: a\r\n\r\n",
  "no host": () => "GET /health HTTP/1.1\r\n\r\n",
  "headers without end": () =>
    request(
      "GET /health HTTP/1.1",
      Array.from({ length: 5_000 }, (_, i) => `x${i}: y`),
    ),
  "a name of a header without end": () => request("GET /health HTTP/1.1", [`${"x".repeat(40_000)}: y`]),
  "an address without end": () => request(`GET /health?${"a&".repeat(20_000)} HTTP/1.1`),
  "a form whose parts have no end": () => form(file('form-data; name="files"; filename="a"', "x")),
  "a form with another boundary": () => form("--c\r\n\r\n--c--\r\n"),
  "a form without a boundary": () => form("x", "multipart/form-data"),
  "a form whose boundary has no end": () => form("x", `multipart/form-data; boundary=${"b".repeat(8_000)}`),
  "a part whose headers have no end": () => form(`--b\r\n${"x: y\r\n".repeat(30_000)}`),
  "a part with a header without end": () => form(`--b\r\nx: ${"y".repeat(200_000)}\r\n\r\n`),
  "ten thousand parts": () => form(`${file('form-data; name="a"', "").repeat(10_000)}--b--\r\n`),
  "ten thousand files": () => form(`${file('form-data; name="files"; filename="a"', "").repeat(10_000)}--b--\r\n`),
  "fields named as what objects have": () =>
    form(
      `${["__proto__", "constructor", "toString"].map((name) => file(`form-data; name="${name}"`, "x")).join("")}--b--\r\n`,
    ),
};

describe("refused, and nobody else is harmed", () => {
  test.each(Object.entries(refused))("%s", async (_, bytes) => {
    const before = performance.now();
    const statuses = await send(bytes());
    expect(statuses.length).toBeLessThanOrEqual(1);
    for (const status of statuses) expect([status, status >= 400 && status < 500]).toEqual([status, true]);
    expect(performance.now() - before).toBeLessThan(10_000);
  });
});

describe("what is odd but allowed", () => {
  test.each([
    ["a request of HTTP 0.9", () => "GET /health/live\r\n\r\n"],
    [
      "an address as a proxy is asked",
      () => request("GET http://other.example/health/live HTTP/1.1", ["connection: close"]),
    ],
    [
      "thousands of parameters",
      () => request(`GET /health/live?${"a=1&".repeat(3_500)} HTTP/1.1`, ["connection: close"]),
    ],
    [
      "a parameter that is given a thousand times",
      () => request(`GET /health/live?${"limit=1&".repeat(1_000)} HTTP/1.1`, ["connection: close"]),
    ],
    [
      "parameters named as what objects have",
      () => request("GET /health/live?__proto__[a]=1&constructor=2&toString HTTP/1.1", ["connection: close"]),
    ],
  ])("200: %s", async (_, bytes) => {
    const before = performance.now();
    expect(await send(bytes(), 20_000)).toEqual([200]);
    expect(performance.now() - before).toBeLessThan(2_000);
    expect(({} as { a?: unknown }).a).toBeUndefined();
  });

  test("a thousand files with hostile names stay below the place of the run", async () => {
    const names = [
      "../../../etc/passwd",
      "..\\\\..\\\\win.ini",
      "/etc/passwd",
      "a/../../b",
      "\u0000.xml",
      "C:/x",
      ".",
      "..",
      "",
    ];
    const report = junit({ passed: 1 });
    const parts = names.map((name) => file(`form-data; name="files"; filename="${name}"`, report)).join("");
    expect(await send(form(`${parts}--b--\r\n`), 20_000)).toEqual([201]);
    const [run] = (await center.client.call("listRuns", { query: { project: "raw" } })).items;
    const { items } = await center.client.call("listArtifacts", { params: { run: run!.id } });
    expect(items.length).toBeGreaterThan(5);
    for (const { path } of items) expect(path).toMatch(/^(?!\/|.*(^|\/)\.\.?(\/|$)|[A-Z]:\/?$)[^\0\\]+$/);
    for (const { blob } of await center.center.store.system.artifacts.find({ where: {} })) {
      expect(blob).toContain(`/${run!.id}/`);
      expect(blob).not.toContain("..");
    }
  });
});

test("a request that was damaged anywhere is answered or dropped, and never a failure of ours", async () => {
  const body = '{"slug":"damaged","name":"A"}';
  const whole = [
    post([`content-length: ${body.length}`, "connection: close"], body),
    request("GET /api/v1/runs?limit=2 HTTP/1.1", ["connection: close", "accept: */*"]),
    form(`${file('form-data; name="files"; filename="a.xml"', junit({ passed: 1 }))}--b--\r\n`),
  ].map((text) => Buffer.from(text, "latin1"));
  const before = await heapAfterCollection();
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...whole),
      fc.array(fc.tuple(fc.double({ min: 0, max: 0.999, noNaN: true }), fc.uint8Array({ maxLength: 4 }), fc.nat(6)), {
        minLength: 1,
        maxLength: 4,
      }),
      async (bytes, damages) => {
        let damaged = bytes;
        for (const [place, put, cut] of damages) {
          const at = Math.floor(place * damaged.length);
          damaged = Buffer.concat([damaged.subarray(0, at), put, damaged.subarray(at + cut)]);
        }
        for (const status of await send(damaged)) expect(status).toBeLessThan(500);
      },
    ),
    { seed, numRuns: cases, endOnFailure: true },
  );
  expect((await heapAfterCollection()) - before).toBeLessThan(30 * megabytes);
});
