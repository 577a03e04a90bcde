import { randomUUID } from "node:crypto";
import { createServer, type Server } from "node:http";
import {
  CreateBucketCommand,
  GetBucketLifecycleConfigurationCommand,
  ListMultipartUploadsCommand,
  ListObjectsV2Command,
  PutBucketLifecycleConfigurationCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { type Blobs, silentLog } from "@aac/core";
import { blobsConformance } from "@aac/core/conformance";
import { afterAll, afterEach, beforeAll, describe, expect, inject, test, vi } from "vitest";
import type { OwnServer } from "../../../../../tests/services/own-server.ts";
import { s3Credentials, startOwnS3 } from "../../../../../tests/services/s3.ts";
import { createS3Blobs, type S3BlobsOptions } from "./s3-blobs.ts";

const endpoint = inject("s3.endpoint");
const newBucket = () => `aac-test-${randomUUID()}`;
const open: Blobs[] = [];
async function create(options: Partial<S3BlobsOptions> & { endpoint: string }): Promise<Blobs> {
  const blobs = await createS3Blobs({ bucket: newBucket(), credentials: s3Credentials, log: silentLog, ...options });
  open.push(blobs);
  return blobs;
}
afterEach(async () => {
  for (const blobs of open.splice(0)) await blobs.close();
});

async function* from(...chunks: string[]): AsyncIterable<Uint8Array> {
  for (const chunk of chunks) yield Buffer.from(chunk);
}

describe.skipIf(endpoint === null)("with a real server", () => {
  let client: S3Client;
  beforeAll(() => {
    client = new S3Client({
      region: "us-east-1",
      endpoint: endpoint!,
      forcePathStyle: true,
      credentials: s3Credentials,
    });
  });
  afterAll(() => client.destroy());

  blobsConformance("S3", async () => {
    const blobs = await create({ endpoint: endpoint!, presign: {} });
    return { blobs, dispose: () => blobs.close() };
  });

  blobsConformance("a folder of S3, without links,", async () => {
    const blobs = await create({ endpoint: endpoint!, prefix: "some where/" });
    return { blobs, dispose: () => blobs.close() };
  });

  test("gives out no links unless it is told to", async () => {
    const blobs = await create({ endpoint: endpoint! });
    await blobs.put("k", from("x"));
    expect(await blobs.linkTo("k", { contentType: "text/plain", contentDisposition: "attachment" })).toBeNull();
  });

  const uploads = async (bucket: string) =>
    (await client.send(new ListMultipartUploadsCommand({ Bucket: bucket }))).Uploads ?? [];

  test("a large blob goes up in parts; when its source fails no part is left, and nothing is there", async () => {
    const bucket = newBucket();
    const blobs = await create({ endpoint: endpoint!, bucket });
    const failure = new Error("the sandbox is gone");
    let inParts = 0;
    async function* large(isBroken: boolean) {
      for (let i = 0; i < 40; i++) yield new Uint8Array(500_000).fill(i);
      inParts = (await uploads(bucket)).length;
      if (isBroken) throw failure;
    }
    await expect(blobs.put("k", large(true))).rejects.toBe(failure);
    expect(inParts).toBe(1);
    expect(await uploads(bucket)).toEqual([]);
    expect(await blobs.get("k")).toBeNull();
    expect(await blobs.put("k", large(false))).toEqual({ sizeBytes: 20_000_000 });
    const { bytes } = (await blobs.get("k", { start: 19_999_999, end: 20_000_000 }))!;
    expect(Buffer.concat(await Array.fromAsync(bytes))).toEqual(Buffer.from([39]));
  });

  test("deletes more than S3 lists or deletes at once, and blobs whose names were cut, with what lies beside them kept", async () => {
    const bucket = newBucket();
    const blobs = await create({ endpoint: endpoint!, bucket });
    const keys = Array.from({ length: 1_050 }, (_, i) => `org/run/${i}`);
    for (let i = 0; i < keys.length; i += 50) {
      await Promise.all(keys.slice(i, i + 50).map((key) => blobs.put(key, from("x"))));
    }
    await blobs.delete("org/run");
    const { KeyCount } = await client.send(new ListObjectsV2Command({ Bucket: bucket }));
    expect(KeyCount).toBe(0);
    const deep = `org/run/${"d/".repeat(490)}`;
    for (const key of [`${deep}a/x`, `${deep}a/y`, `${deep}b/x`]) await blobs.put(key, from(key));
    await blobs.delete(`${deep}a`);
    expect(await blobs.get(`${deep}a/x`)).toBeNull();
    expect(await blobs.get(`${deep}a/y`)).toBeNull();
    expect(await blobs.get(`${deep}b/x`)).not.toBeNull();
    await blobs.delete("org");
    expect((await client.send(new ListObjectsV2Command({ Bucket: bucket }))).KeyCount).toBe(0);
  }, 120_000);

  test("a blob that was replaced while it was read is not half of each", async () => {
    const blobs = await create({ endpoint: endpoint! });
    await blobs.put("k", from("the first"));
    const { bytes } = (await blobs.get("k"))!;
    await blobs.put("k", from("the second"));
    await expect(Array.fromAsync(bytes)).rejects.toMatchObject({ code: "unavailable" });
  });

  test("a bucket that is made, or is there, lets abandoned uploads end; rules of others stay", async () => {
    const bucket = newBucket();
    await client.send(new CreateBucketCommand({ Bucket: bucket }));
    const theirs = { ID: "theirs", Status: "Enabled", Filter: { Prefix: "x/" }, Expiration: { Days: 9 } } as const;
    const LifecycleConfiguration = { Rules: [theirs] };
    await client.send(new PutBucketLifecycleConfigurationCommand({ Bucket: bucket, LifecycleConfiguration }));
    for (let i = 0; i < 2; i++) await create({ endpoint: endpoint!, bucket });
    const { Rules } = await client.send(new GetBucketLifecycleConfigurationCommand({ Bucket: bucket }));
    expect(Rules).toMatchObject([
      { ID: "theirs", Expiration: { Days: 9 } },
      { Status: "Enabled", AbortIncompleteMultipartUpload: { DaysAfterInitiation: 2 } },
    ]);
  });

  test("check tells the bucket and the host; a bucket that was deleted is told", async () => {
    const blobs = await create({ endpoint: endpoint!, bucket: "aac-test-check" });
    expect(await blobs.check()).toEqual({ detail: `bucket aac-test-check at ${new URL(endpoint!).host}` });
  });

  test("links lead to where browsers reach the server, and say how the blob is served", async () => {
    const blobs = await create({ endpoint: endpoint!, presign: { endpoint: "https://files.example", seconds: 60 } });
    await blobs.put("k", from("x"));
    const link = new URL((await blobs.linkTo("k", { contentType: "a/b", contentDisposition: "attachment" }))!);
    expect(link.host).toBe("files.example");
    expect(link.searchParams.get("X-Amz-Expires")).toBe("60");
    expect(link.searchParams.get("response-content-type")).toBe("a/b");
    expect(link.searchParams.get("response-content-disposition")).toBe("attachment");
  });
});

describe("a server that refuses", () => {
  let server: Server;
  let url: string;
  let answer: { status: number; code: string };
  beforeAll(async () => {
    server = createServer((request, response) => {
      request.resume();
      const body = `<?xml version="1.0"?><Error><Code>${answer.code}</Code><Message>no</Message></Error>`;
      if (request.method === "HEAD") response.writeHead(200).end();
      else response.writeHead(answer.status, { "content-type": "application/xml" }).end(body);
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    url = `http://127.0.0.1:${(server.address() as { port: number }).port}`;
  });
  afterAll(() => new Promise((resolve) => server.close(resolve)));

  test.each([
    [400, "QuotaExceeded", "disk_full"],
    [507, "XMinioStorageFull", "disk_full"],
    [403, "AccessDenied", "unavailable"],
    [404, "NoSuchBucket", "unavailable"],
  ])("%i %s is %s", async (status, code, problem) => {
    answer = { status, code };
    const blobs = await create({ endpoint: url });
    await expect(blobs.put("k", from("x"))).rejects.toMatchObject({ code: problem });
    await expect(blobs.delete("k")).rejects.toMatchObject({ code: problem });
  });

  test.each([
    ["may not be used", 403],
    ["cannot be made", 404],
  ])("a bucket that %s is named at the start, with what to do", async (why, status) => {
    const closed = createServer((request, response) => {
      request.resume();
      response.writeHead(request.method === "HEAD" ? status : 403).end();
    });
    await new Promise<void>((resolve) => closed.listen(0, "127.0.0.1", resolve));
    const { port } = closed.address() as { port: number };
    await expect(create({ endpoint: `http://127.0.0.1:${port}`, bucket: "theirs" })).rejects.toMatchObject({
      code: "invalid_configuration",
      message: expect.stringMatching(new RegExp(`"theirs".*${why}.*Make it`)),
    });
    closed.close();
    closed.closeAllConnections();
  });
});

const own = await startOwnS3();

describe.skipIf(own === null)("a server that is hurt", () => {
  let server: OwnServer;
  beforeAll(() => {
    server = own!;
  });
  afterAll(() => server.stop());

  test("away at the start: the center starts, its check fails, and all goes on when the server is there", async () => {
    await server.kill();
    const blobs = await create({ endpoint: server.url, bucket: "aac-test-own" });
    await expect(blobs.check()).rejects.toMatchObject({ code: "unavailable" });
    await expect(blobs.put("k", from("x"))).rejects.toMatchObject({ code: "unavailable" });
    await server.start();
    await create({ endpoint: server.url, bucket: "aac-test-own" });
    await vi.waitFor(() => blobs.put("k", from("x")), { timeout: 20_000 });
    expect((await blobs.get("k"))?.sizeBytes).toBe(1);
  });

  test("killed while a blob goes up: the put fails, as a Problem", async () => {
    const blobs = await create({ endpoint: server.url });
    async function* interrupted() {
      for (let i = 0; i < 20; i++) yield new Uint8Array(500_000);
      await server.kill();
      for (let i = 0; i < 20; i++) yield new Uint8Array(500_000);
    }
    await expect(blobs.put("k", interrupted())).rejects.toMatchObject({ code: "unavailable" });
    await server.start();
  });
});
