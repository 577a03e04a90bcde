import { readdir } from "node:fs/promises";
import { connect } from "node:net";
import { join } from "node:path";
import type { Run } from "@aac/contract";
import { Problem } from "@aac/core";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { apiCaller, addKey, expectProblem } from "../../../../../tests/scenarios/api-caller.ts";
import { appOptions } from "../../../../../tests/scenarios/app-options.ts";
import { junit, startTestCenter, type TestCenter, until } from "../../../../../tests/scenarios/test-center.ts";
import { createApp } from "../app.ts";

let center: TestCenter;
let project: string;
let projects = 0;
beforeAll(async () => {
  center = await startTestCenter({ withoutWorker: true });
});
beforeEach(() => {
  project = `p${++projects}`;
});
afterAll(() => center.stop());

type File = [name: string, content: string];
const formOf = (files: readonly File[]) => {
  const form = new FormData();
  for (const [name, content] of files) form.append("files", new Blob([content]), name);
  return form;
};

interface Sent {
  query?: string;
  headers?: Record<string, string>;
  key?: string;
  to?: string;
}
const upload = (body: NonNullable<RequestInit["body"]>, { query = "", headers, key, to }: Sent = {}) =>
  fetch(`${to ?? center.url}/api/v1/results?project=${project}${query}`, {
    method: "POST",
    headers: { authorization: `Bearer ${key ?? center.apiKey}`, ...headers },
    body,
  });
const uploaded = async (files: readonly File[], sent: Sent = {}) => {
  const response = await upload(formOf(files), sent);
  expect([response.status, await response.clone().text()]).toEqual([201, expect.any(String)]);
  return (await response.json()) as Run;
};
const artifactsOf = async (run: Run) =>
  (await center.client.call("listArtifacts", { params: { run: run.id } })).items.map(({ path }) => path);

/** What is kept anywhere of runs that were not made. */
async function leftovers(): Promise<string[]> {
  const { system } = center.center.store;
  const known = new Set((await system.runs.find({ where: {} })).map(({ id }) => id));
  const left: string[] = [];
  for (const noun of ["results", "artifacts", "attempts", "jobs"] as const) {
    const found = await system[noun].find({ where: {} });
    left.push(...found.filter(({ runId }) => !known.has(runId)).map(({ id }) => `${noun} ${id}`));
  }
  const folders = await readdir(join(center.dir, "reports", center.caller.orgId)).catch(() => []);
  return [...left, ...folders.filter((id) => !known.has(id)).map((id) => `blobs of ${id}`)];
}

describe("201", () => {
  test("reports become a run that has ended, of a project that is made for it", async () => {
    const key = await addKey(center.center, center.caller.orgId, ["ingest"]);
    const files: File[] = [["junit.xml", junit({ passed: 3, failed: 1 })]];
    const run = await uploaded(files, { query: "&suite=nightly&branch=main&commit=abc&label=a&label=b", key });
    expect(run).toMatchObject({
      project,
      suite: "nightly",
      number: 1,
      state: "failed",
      reason: { code: "tests_failed", detail: "1 of 4 tests failed." },
      totals: { tests: 4, failed: 1 },
      branch: "main",
      commit: "abc",
      labels: ["a", "b"],
      trigger: { kind: "upload", by: "may ingest" },
    });
    const { items } = await center.client.call("listResults", { params: { run: run.id } });
    expect(items.map(({ status, report }) => [status, report])).toEqual([
      ["passed", "junit.xml"],
      ["passed", "junit.xml"],
      ["passed", "junit.xml"],
      ["failed", "junit.xml"],
    ]);
  });

  test("one that passed has passed, with the suite's default name", async () => {
    const run = await uploaded([["junit.xml", junit({ passed: 1 })]]);
    expect(run).toMatchObject({ suite: "uploaded", verdict: "passed", reason: null, labels: [] });
  });

  test("files keep their folders, and files of one name are kept apart", async () => {
    const files: File[] = [
      ["web/junit.xml", junit({ passed: 1 })],
      ["api/junit.xml", junit({ passed: 2 })],
      ["api/junit.xml", junit({ failed: 1 })],
    ];
    const run = await uploaded(files);
    expect((await artifactsOf(run)).toSorted()).toEqual(["2/api/junit.xml", "api/junit.xml", "web/junit.xml"]);
    expect(run.totals.tests).toBe(4);
  });

  test("whatever a file is called: it lies within its run, and is fetched by its URL", async () => {
    const odd = [
      "../../../etc/passwd.xml",
      `${"x".repeat(511)}🎉.xml`,
      "a",
      "a/b",
      `"quo'te";.xml`,
      "..",
      "🎉".repeat(400),
    ];
    const run = await uploaded(odd.map((name, index): File => [name, junit({ passed: index + 1 })]));
    expect(run.totals.tests).toBe(28);
    const { items } = await center.client.call("listArtifacts", { params: { run: run.id } });
    expect(items).toHaveLength(odd.length);
    for (const { url, sizeBytes } of items) {
      const response = await apiCaller(center.url, center.apiKey)("GET", url);
      expect([response.status, (await response.arrayBuffer()).byteLength]).toEqual([200, sizeBytes]);
    }
    expect(await readdir(join(center.dir, "reports", center.caller.orgId))).toContain(run.id);
  });

  test("a damaged report and a file that is none cost only themselves, and are told", async () => {
    const run = await uploaded([
      ["good.xml", junit({ passed: 2 })],
      ["cut.xml", junit({ passed: 5 }).slice(0, 200)],
      ["notes.txt", "no report"],
    ]);
    expect(run.verdict).toBe("passed");
    expect(run.warnings.map(({ code }) => code).toSorted()).toEqual(["report_damaged", "report_not_recognised"]);
  });

  test("the same again under one key is the same run, however many send it at once", async () => {
    const headers = { "idempotency-key": `nightly-${project}` };
    const send = () => uploaded([["junit.xml", junit({ passed: 1 })]], { headers });
    const runs = [...(await Promise.all([send(), send(), send()])), await send()];
    expect(new Set(runs.map(({ id }) => id)).size).toBe(1);
    const { items } = await center.client.call("listRuns", { query: { project } });
    expect(items).toHaveLength(1);
  });
});

describe("refused", () => {
  test("400: without a project, or with one that cannot be", async () => {
    const call = apiCaller(center.url, center.apiKey);
    for (const query of ["", "?project=No%20Slug", "?project=a&label="]) {
      const response = await call("POST", `/api/v1/results${query}`, { body: {} });
      if (query.includes("label")) await expectProblem(response, 415, "unsupported_media_type");
      else await expectProblem(response, 400, "invalid_request");
    }
  });

  test("400: a form that is cut off, and nothing is kept of it", async () => {
    const body = `--b\r\ncontent-disposition: form-data; name="files"; filename="a.xml"\r\n\r\n${junit({ passed: 1 })}`;
    const headers = { "content-type": "multipart/form-data; boundary=b" };
    const { detail } = await expectProblem(await upload(body, { headers }), 400, "invalid_request");
    expect(detail).toMatch(/^The form is broken: /);
    expect(await leftovers()).toEqual([]);
  });

  test("400: a form without a boundary", async () => {
    const response = await upload("x", { headers: { "content-type": "multipart/form-data" } });
    await expectProblem(response, 400, "invalid_request");
  });

  test("413: a file that is larger than the limit, or one file too many; nothing is kept", async () => {
    const app = await createApp(center.center, appOptions({ uploads: { files: 2, fileBytes: 64 * 1024 } }));
    const to = await app.listen({ port: 0, host: "127.0.0.1" });
    const good: File = ["junit.xml", junit({ passed: 1 })];
    const large: File = ["large.xml", `<testsuite>${" ".repeat(64 * 1024)}`];
    const tooLarge = await expectProblem(await upload(formOf([good, large]), { to }), 413, "body_too_large");
    expect(tooLarge.detail).toBe("A file is larger than 64 KiB.");
    expect(await leftovers()).toEqual([]);
    const tooMany = await expectProblem(await upload(formOf([good, good, good]), { to }), 413, "body_too_large");
    expect(tooMany.detail).toBe("There are more than 2 files in the form.");
    expect(await leftovers()).toEqual([]);
    await app.close();
  });

  test("415: what is no form", async () => {
    const bodies: [string, string][] = [
      ["application/json", "{}"],
      ["application/xml", junit({ passed: 1 })],
    ];
    for (const [type, body] of bodies) {
      const response = await upload(body, { headers: { "content-type": type } });
      await expectProblem(response, 415, "unsupported_media_type");
    }
  });

  test("422: reports without a test, with what was wrong with each; nothing is kept", async () => {
    const { detail } = await expectProblem(await upload(formOf([["a.bin", "\0\u0001"]])), 422, "no_reports");
    expect(detail).toContain('"a.bin"');
    expect(await leftovers()).toEqual([]);
    await expectProblem(await upload(formOf([])), 422, "no_reports");
  });

  test("422: a key that was used for a triggered run", async () => {
    await center.trigger();
    const headers = { "idempotency-key": "shared" };
    await center.client.call("createRun", { body: { project: "web", suite: "scripted" }, headers });
    const response = await upload(formOf([["junit.xml", junit({ passed: 1 })]]), { headers });
    await expectProblem(response, 422, "idempotency_mismatch");
  });

  test("507: a full disk, and nothing is kept", async () => {
    let room = 1;
    const blobs = {
      ...center.center.blobs,
      put: (key: string, bytes: AsyncIterable<Uint8Array>) =>
        room-- > 0
          ? center.center.blobs.put(key, bytes)
          : Promise.reject(new Problem("disk_full", "ENOSPC: /var/lib/aac/reports.")),
    };
    const app = await createApp({ ...center.center, blobs }, appOptions());
    const to = await app.listen({ port: 0, host: "127.0.0.1" });
    const files: File[] = [
      ["a.xml", junit({ passed: 1 })],
      ["b.xml", junit({ passed: 1 })],
    ];
    const { detail } = await expectProblem(await upload(formOf(files), { to }), 507, "disk_full");
    expect(detail).not.toContain("/var/lib");
    expect(await leftovers()).toEqual([]);
    await app.close();
  });
});

test("an uploader that leaves in the middle leaves nothing behind", async () => {
  const { port } = new URL(center.url);
  const socket = connect(Number(port), "127.0.0.1");
  socket.write(
    `POST /api/v1/results?project=${project} HTTP/1.1\r\nhost: a\r\nx-api-key: ${center.apiKey}\r\n` +
      `content-type: multipart/form-data; boundary=b\r\ncontent-length: 100000\r\n\r\n` +
      `--b\r\ncontent-disposition: form-data; name="files"; filename="a.xml"\r\n\r\n${junit({ passed: 1 })}\r\n` +
      `--b\r\ncontent-disposition: form-data; name="files"; filename="b.xml"\r\n\r\n<testsuite>`,
  );
  await until("the first file to be kept", async () => (await leftovers()).length > 0);
  socket.destroy();
  await until("everything to be taken back", async () => (await leftovers()).length === 0);
});
