import { randomUUID } from "node:crypto";
import { createS3Blobs } from "@aac/adapters/blobs/s3";
import { type Blobs, enforceRetention, silentLog } from "@aac/core";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { s3Credentials } from "../services/s3.ts";
import { apiCaller, expectProblem } from "./api-caller.ts";
import { startTestCenter, type TestCenter } from "./test-center.ts";

const endpoint = inject("s3.endpoint");

describe.skipIf(endpoint === null)("a center whose blobs are on S3", () => {
  let center: TestCenter;
  let blobs: Blobs;
  let artifacts: string;
  const page = "<p>a report</p>".repeat(1_000);

  beforeAll(async () => {
    blobs = await createS3Blobs({
      endpoint: endpoint!,
      bucket: `aac-test-${randomUUID()}`,
      prefix: "reports/",
      credentials: s3Credentials,
      presign: {},
      log: silentLog,
    });
    center = await startTestCenter({ instead: () => ({ blobs }) });
    const FILES = JSON.stringify({ "test-results/a b.html": page });
    const { run } = await center.finished((await center.trigger({ FILES })).id);
    artifacts = `/api/v1/runs/${run.id}/artifacts`;
  });
  afterAll(async () => {
    await center.stop();
    await blobs.close();
  });
  const get = (path: string, headers: Record<string, string> = {}) =>
    apiCaller(center.url, center.apiKey)("GET", `${artifacts}${path}`, { headers });
  const file = "/1/1/test-results/a%20b.html";

  test("serves a file and ranges of it itself, with its own headers", async () => {
    const whole = await get(file);
    expect([whole.status, await whole.text()]).toEqual([200, page]);
    expect(whole.headers.get("content-security-policy")).toMatch(/^sandbox/);
    const part = await get(file, { range: "bytes=3-10" });
    expect([part.status, await part.text()]).toEqual([206, page.slice(3, 11)]);
  });

  test("sends a download to where the file lies, and there it is, without a key", async () => {
    const redirect = await get(`${file}?download=true`);
    expect(redirect.status).toBe(302);
    const link = redirect.headers.get("location")!;
    expect(link).toContain(new URL(endpoint!).host);
    expect(await (await fetch(link)).text()).toBe(page);
    expect(new URL(link).searchParams.get("response-content-disposition")).toBe(
      "attachment; filename*=UTF-8''a%20b.html",
    );
  });

  test("what retention deletes is gone from the bucket", async () => {
    const { items } = (await (await get("")).json()) as { items: unknown[] };
    expect(items).toHaveLength(1);
    const [stored] = await center.center.store.system.artifacts.find({ where: {} });
    expect(await blobs.get(stored!.blob)).not.toBeNull();
    await center.client.call("changeRetention", { body: { artifactsDays: 1 } });
    const later = { ...center.center.clock, now: () => Date.now() + 2 * 24 * 3_600_000 };
    await enforceRetention({ ...center.center, clock: later });
    expect(await blobs.get(stored!.blob)).toBeNull();
    await expectProblem(await get(file), 404, "artifact_not_found");
  });
});
