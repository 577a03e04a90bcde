import type { Run } from "@aac/contract";
import type { Blobs } from "@aac/core";
import type { FastifyInstance } from "fastify";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { apiCaller, type ApiCaller, expectProblem } from "../../../../../tests/scenarios/api-caller.ts";
import { appOptions } from "../../../../../tests/scenarios/app-options.ts";
import { junit, startTestCenter, type TestCenter } from "../../../../../tests/scenarios/test-center.ts";
import { createApp } from "../app.ts";

let center: TestCenter;
let call: ApiCaller;
/** Its first attempt was lost after it had told results: it has two. */
let retried: Run;
let sharded: Run;
let withFiles: Run;

const digits = "0123456789";
const names = {
  html: "test-results/report.html",
  odd: `test-results/it's (a) "näme" 🎉; .html`,
  digits: "test-results/digits.txt",
  empty: "test-results/empty.txt",
  script: "test-results/app.js",
  image: "test-results/shot.png",
  pdf: "test-results/paper.pdf",
};

beforeAll(async () => {
  center = await startTestCenter();
  call = apiCaller(center.url, center.apiKey);
  const files = { ...Object.fromEntries(Object.values(names).map((name) => [name, digits])), [names.empty]: "" };
  const finish = async (variables: Record<string, string>, more = {}) =>
    (await center.finished((await center.trigger(variables, more)).id)).run;
  const report = junit({ passed: 3, failed: 1, skipped: 1 });
  [withFiles, sharded] = await Promise.all([
    finish({ FILES: JSON.stringify(files), REPORT: report, LOG_LINES: "30" }),
    finish({ REPORT: junit({ passed: 2 }), LOG_LINES: "3" }, { shards: 3 }),
  ]);
  retried = await finish({ EXIT_CODE: "0", REPORT: junit({ passed: 2 }), LOG_LINES: "4" });
  await addLostAttempt(retried);
});
afterAll(() => center.stop());

/** As a worker leaves it that was lost while it collected: some of everything, and another attempt after it. */
async function addLostAttempt(run: Run): Promise<void> {
  const { system } = center.center.store;
  const attemptId = `${run.id}-1-1`;
  const [attempt, [result], [artifact], [chunk]] = await Promise.all([
    system.attempts.get(attemptId),
    system.results.find({ where: { attemptId } }),
    system.artifacts.find({ where: { attemptId } }),
    system.logChunks.find({ where: { attemptId } }),
  ]);
  const second = { attemptId: `${run.id}-1-2`, id: `${run.id}-1-2-0000000` };
  await system.attempts.insert({ ...attempt!, id: second.attemptId, number: 2 });
  await system.results.insert({ ...result!, ...second, attempt: 2 });
  await system.artifacts.insert({ ...artifact!, ...second, attempt: 2, path: "second.xml" });
  await system.logChunks.insert({ ...chunk!, ...second });
}

const get = (run: Run, path: string, headers: Record<string, string> = {}) =>
  call("GET", `/api/v1/runs/${run.id}/${path}`, { headers });
const itemsOf = async <T = Record<string, unknown>>(response: Response) => {
  expect(response.status).toBe(200);
  return ((await response.json()) as { items: T[] }).items;
};

describe("GET /api/v1/runs/:run/results", () => {
  test("200: page by page, each once", async () => {
    const seen: unknown[] = [];
    for (let cursor: string | null = ""; cursor !== null;) {
      const response = await get(withFiles, `results?limit=2${cursor && `&cursor=${cursor}`}`);
      const page = (await response.json()) as { items: { index: number }[]; nextCursor: string | null };
      seen.push(...page.items.map(({ index }) => index));
      cursor = page.nextCursor;
    }
    expect(seen).toEqual([0, 1, 2, 3, 4]);
  });

  test("200: of one status", async () => {
    const items = await itemsOf<{ status: string }>(await get(withFiles, "results?status=failed"));
    expect(items.map(({ status }) => status)).toEqual(["failed"]);
  });

  test("200: of one shard", async () => {
    const items = await itemsOf(await get(sharded, "results?shard=2"));
    expect(items).toMatchObject([
      { shard: 2, index: 0 },
      { shard: 2, index: 1 },
    ]);
    expect(await itemsOf(await get(sharded, "results"))).toHaveLength(6);
    expect(await itemsOf(await get(sharded, "results?shard=9"))).toEqual([]);
  });

  test("200: of the newest attempt, and of an older one where it is named", async () => {
    expect(await itemsOf(await get(retried, "results"))).toMatchObject([{ attempt: 2 }]);
    expect(await itemsOf(await get(retried, "results?attempt=1"))).toMatchObject([{ attempt: 1 }, { attempt: 1 }]);
    expect(await itemsOf(await get(retried, "results?attempt=2&status=passed&shard=1"))).toHaveLength(1);
  });

  test("400: a status, a shard or a limit that there cannot be, by its name", async () => {
    for (const [query, path] of [
      ["status=broken", "query.status"],
      ["shard=0", "query.shard"],
      ["limit=501", "query.limit"],
      ["limit=1&limit=2", "query.limit"],
    ]) {
      const { errors } = await expectProblem(await get(withFiles, `results?${query}`), 400, "invalid_request");
      expect(errors).toMatchObject([{ path }]);
    }
  });

  test("400: a cursor that this server did not make", async () => {
    await expectProblem(await get(withFiles, "results?cursor=%00%01"), 400, "invalid_cursor");
  });
});

describe("GET /api/v1/runs/:run/artifacts", () => {
  test("200: of the newest attempt of each shard, or of one that is named", async () => {
    expect(await itemsOf(await get(retried, "artifacts"))).toMatchObject([{ path: "second.xml", attempt: 2 }]);
    expect(await itemsOf(await get(retried, "artifacts?attempt=1"))).toMatchObject([{ path: "junit.xml", attempt: 1 }]);
    const shards = await itemsOf<{ shard: number }>(await get(sharded, "artifacts"));
    expect(shards.map(({ shard }) => shard)).toEqual([1, 2, 3]);
    expect(await itemsOf(await get(sharded, "artifacts?shard=3"))).toMatchObject([{ shard: 3 }]);
  });

  test("200: each with a URL that fetches it, whatever it is called", async () => {
    const items = await itemsOf<{ path: string; url: string; sizeBytes: number }>(await get(withFiles, "artifacts"));
    expect(items.map(({ path }) => path).toSorted()).toEqual([...Object.values(names), "junit.xml"].toSorted());
    for (const { url, sizeBytes } of items) {
      const response = await call("GET", url);
      expect([response.status, (await response.arrayBuffer()).byteLength]).toEqual([200, sizeBytes]);
    }
  });
});

const artifact = (path: string, headers: Record<string, string> = {}, query = "") =>
  get(withFiles, `artifacts/1/1/${path.split("/").map(encodeURIComponent).join("/")}${query}`, headers);

describe("GET /api/v1/runs/:run/artifacts/*", () => {
  test("200: whole, with its length and type", async () => {
    const response = await artifact(names.digits);
    expect(await response.text()).toBe(digits);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      "accept-ranges": "bytes",
      "content-length": "10",
      "content-type": "text/plain; charset=utf-8",
      "x-content-type-options": "nosniff",
      "cache-control": "no-store",
    });
  });

  test("200: HEAD tells the same and sends nothing", async () => {
    const url = `/api/v1/runs/${withFiles.id}/artifacts/1/1/${names.digits}`;
    const response = await call("HEAD", url);
    expect([response.status, await response.text()]).toEqual([200, ""]);
    expect(response.headers.get("content-length")).toBe("10");
  });

  test.each([
    ["bytes=0-3", "0123", "bytes 0-3/10"],
    ["bytes=4-", "456789", "bytes 4-9/10"],
    ["bytes=-2", "89", "bytes 8-9/10"],
    ["bytes=-99", digits, "bytes 0-9/10"],
    ["bytes=8-99", "89", "bytes 8-9/10"],
  ])("206: %s", async (range, text, told) => {
    const response = await artifact(names.digits, { range });
    expect([response.status, await response.text()]).toEqual([206, text]);
    expect(response.headers.get("content-range")).toBe(told);
    expect(response.headers.get("content-length")).toBe(String(text.length));
  });

  test.each(["bytes=0-1,4-5", "items=0-1", "bytes=a-b", "bytes=-"])("200: all of it for %s", async (range) => {
    const response = await artifact(names.digits, { range });
    expect([response.status, await response.text()]).toEqual([200, digits]);
  });

  test.each([
    ["bytes=10-", names.digits, "10"],
    ["bytes=5-3", names.digits, "10"],
    ["bytes=-0", names.digits, "10"],
    ["bytes=0-", names.empty, "0"],
  ])("416: %s of %s", async (range, path, size) => {
    const response = await artifact(path, { range });
    await expectProblem(response, 416, "range_not_satisfiable");
    expect(response.headers.get("content-range")).toBe(`bytes */${size}`);
    expect(response.headers.get("content-disposition")).toBeNull();
  });

  test("200: what a browser would open is opened without our origin", async () => {
    for (const path of [names.html, names.script, names.image, names.odd, names.digits]) {
      const policy = (await artifact(path)).headers.get("content-security-policy");
      expect(policy).toMatch(/^sandbox( allow-(scripts|popups|modals|downloads))*$/);
    }
    // Browsers refuse to show these in a sandbox, and their own viewers give them no origin.
    expect((await artifact(names.pdf)).headers.get("content-security-policy")).toBe("frame-ancestors 'self'");
  });

  test("200: a name cannot end the header it stands in", async () => {
    const { artifacts } = center.center.store.system;
    const [stored] = await artifacts.find({ where: { attemptId: `${withFiles.id}-1-1`, path: names.digits } });
    const broken = "test-results/a\r\nx-evil: 1.html";
    await artifacts.insert({ ...stored!, id: `${stored!.id}-broken`, path: broken });
    for (const path of [names.odd, broken]) {
      const { headers } = await artifact(path);
      expect(headers.get("x-evil")).toBeNull();
      const encoded = /^inline; filename\*=UTF-8''([\w.%!~-]+)$/.exec(headers.get("content-disposition")!)![1]!;
      expect(decodeURIComponent(encoded)).toBe(path.split("/").at(-1));
    }
    const download = await artifact(names.odd, {}, "?download=true");
    expect(download.headers.get("content-disposition")).toMatch(/^attachment; /);
  });

  test("302: a download, where the deployment gives out links; never what a browser would open, and no key goes along", async () => {
    const asked: unknown[] = [];
    const linkTo: Blobs["linkTo"] = async (...given) => {
      asked.push(given);
      return "https://files.example/signed";
    };
    const linking: FastifyInstance = await createApp(
      { ...center.center, blobs: { ...center.center.blobs, linkTo } },
      appOptions(),
    );
    const ask = (path: string, headers: Record<string, string> = {}, method: "GET" | "HEAD" = "GET") =>
      linking.inject({
        method,
        url: `/api/v1/runs/${withFiles.id}/artifacts/1/1/${path}`,
        headers: { authorization: `Bearer ${center.apiKey}`, ...headers },
      });
    const download = await ask(`${names.html}?download=true`);
    expect([download.statusCode, download.headers.location]).toEqual([302, "https://files.example/signed"]);
    expect(download.headers["cache-control"]).toBe("no-store");
    const disposition = "attachment; filename*=UTF-8''report.html";
    expect(asked).toEqual([
      [
        expect.stringContaining(withFiles.id),
        { contentType: "text/html; charset=utf-8", contentDisposition: disposition },
      ],
    ]);
    expect((await ask(names.html)).statusCode).toBe(200);
    expect((await ask(names.html, { accept: "text/html" })).headers.location).toMatch(/^\/reports\//);
    expect((await ask(`${names.html}?download=true`, {}, "HEAD")).statusCode).toBe(200);
    const byOurHeader = { "x-api-key": center.apiKey };
    expect((await ask(`${names.html}?download=true`, byOurHeader)).statusCode).toBe(200);
    expect(asked).toHaveLength(1);
    await linking.close();
  });

  test("404: a path that is not an artifact's, however it tries to be one", async () => {
    const run = `/api/v1/runs/${withFiles.id}/artifacts`;
    for (const path of [
      "1/1/nothing.txt",
      "2/1/junit.xml",
      "junit.xml",
      "1/1/",
      "1/1/..%2f..%2f..%2fcenter.db",
      "1/1/%2e%2e/%2e%2e/center.db",
      "1/1/junit.xml%00.txt",
      "1e0/1/junit.xml",
    ]) {
      await expectProblem(await call("GET", `${run}/${path}`), 404, "artifact_not_found");
    }
  });

  test("404: an artifact whose file is not kept any more", async () => {
    await center.center.blobs.delete(`${center.caller.orgId}/${sharded.id}/${sharded.id}-1-1`);
    const response = await get(sharded, "artifacts/1/1/junit.xml");
    const { detail } = await expectProblem(response, 404, "artifact_not_found");
    expect(detail).toContain("is not kept any more");
  });

  test("500: a file that cannot be read, with nothing of the headers that it would have had", async () => {
    const { blobs } = center.center;
    const broken: FastifyInstance = await createApp(
      {
        ...center.center,
        blobs: {
          ...blobs,
          get: async () => ({
            sizeBytes: 10,
            // oxlint-disable-next-line require-yield
            bytes: (async function* () {
              throw new Error("EIO: /var/lib/aac/reports");
            })(),
          }),
        },
      },
      appOptions(),
    );
    const url = `/api/v1/runs/${withFiles.id}/artifacts/1/1/${names.digits}`;
    const response = await broken.inject({ url, headers: { "x-api-key": center.apiKey } });
    expect(response.statusCode).toBe(500);
    expect(response.json()).toMatchObject({ code: "internal", detail: "The request could not be answered." });
    expect(response.headers["content-length"]).toBe(String(response.body.length));
    expect(response.body).not.toContain("EIO");
    await broken.close();
  });
});

describe("GET /api/v1/runs/:run/log", () => {
  const lines = (from: number, to: number) =>
    Array.from({ length: to - from + 1 }, (_, index) => `line ${from + index}\n`).join("");

  test("200: as plain text that no browser takes for anything else", async () => {
    const response = await get(withFiles, "log");
    expect(await response.text()).toBe(lines(1, 30));
    expect(response.headers.get("content-type")).toBe("text/plain; charset=utf-8");
    expect(response.headers.get("x-content-type-options")).toBe("nosniff");
  });

  test.each([
    ["from=29", lines(29, 30)],
    ["to=2", lines(1, 2)],
    ["from=5&to=7", lines(5, 7)],
    ["from=31", ""],
    ["from=7&to=5", ""],
  ])("200: the lines that ?%s names", async (query, text) => {
    expect(await (await get(withFiles, `log?${query}`)).text()).toBe(text);
  });

  test("200: of every shard in turn, or of one", async () => {
    expect(await (await get(sharded, "log")).text()).toBe(lines(1, 3).repeat(3));
    expect(await (await get(sharded, "log?shard=2")).text()).toBe(lines(1, 3));
  });

  test("200: of the newest attempt, or of the one that is named", async () => {
    const newest = await (await get(retried, "log")).text();
    expect(newest.length).toBeGreaterThan(0);
    expect(lines(1, 4).startsWith(newest)).toBe(true);
    expect(await (await get(retried, "log?attempt=1")).text()).toBe(lines(1, 4));
  });

  test("400: a line that there cannot be", async () => {
    for (const query of ["from=0", "to=-1", "from=x", "from=1.5"]) {
      await expectProblem(await get(withFiles, `log?${query}`), 400, "invalid_request");
    }
  });
});

describe("GET /api/v1/runs/:run/log/matches", () => {
  const matches = async (run: Run, query: string) => {
    const response = await get(run, `log/matches?${query}`);
    expect(response.status).toBe(200);
    return response.json();
  };

  test("200: the lines that hold a text, whatever its case", async () => {
    expect(await matches(withFiles, "text=LINE%2020")).toEqual({
      items: [{ line: 20, text: "line 20" }],
      searchedTo: 30,
      isThrough: true,
    });
  });

  test("200: any of several texts, from a line on", async () => {
    const { items } = (await matches(withFiles, "text=line%202&text=line%2030&from=25")) as { items: unknown[] };
    expect(items).toMatchObject([25, 26, 27, 28, 29, 30].map((line) => ({ line })));
  });

  test("200: at most so many, and where to go on", async () => {
    expect(await matches(withFiles, "text=line&limit=2&from=4")).toEqual({
      items: [
        { line: 4, text: "line 4" },
        { line: 5, text: "line 5" },
      ],
      searchedTo: 5,
      isThrough: false,
    });
  });

  test("200: of a shard, of the newest attempt or of one that is named; nothing of one that is not there", async () => {
    expect(await matches(sharded, "text=line&shard=2")).toMatchObject({ searchedTo: 3 });
    expect(await matches(retried, "text=line&attempt=1")).toMatchObject({ searchedTo: 4 });
    expect(await matches(sharded, "text=line&shard=9")).toEqual({ items: [], searchedTo: 0, isThrough: true });
  });

  test("200: through colours, which stay in what is answered", async () => {
    const coloured = "\u001b[33mstep\u001b[0m {n}";
    const { id } = await center.trigger({ LOG_LINES: "12", LOG_TEXT: coloured });
    const { run } = await center.finished(id);
    expect(await matches(run, "text=step%2012")).toMatchObject({
      items: [{ line: 12, text: "\u001b[33mstep\u001b[0m 12" }],
    });
  });

  test("400: without a text, or with an empty one", async () => {
    for (const query of ["", "text=", "text=a&limit=5001"]) {
      await expectProblem(await get(withFiles, `log/matches?${query}`), 400, "invalid_request");
    }
  });
});
