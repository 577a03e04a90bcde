import { Readable } from "node:stream";
import {
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  type HeadObjectCommandOutput,
  paginateListObjectsV2,
} from "@aws-sdk/client-s3";
import { Upload } from "@aws-sdk/lib-storage";
import { getSignedUrl } from "@aws-sdk/s3-request-presigner";
import { type Blobs, type Log, Problem } from "@aac/core";
import { createObjectNames } from "./object-names.ts";
import { openClient } from "./open-client.ts";
import { prepareBucket } from "./prepare-bucket.ts";
import { isMissing, s3Problem } from "./s3-problem.ts";
import { watchSource } from "./watch-source.ts";

export interface S3BlobsOptions {
  bucket: string;
  /** Of a server that is compatible with S3; without one it is that of AWS. */
  endpoint?: string;
  region?: string;
  /** Begins the name of every object, such as `aac/`. */
  prefix?: string;
  /** Without them those that the SDK finds: of the machine, the pod, the environment. */
  credentials?: { accessKeyId: string; secretAccessKey: string };
  /** `endpoint/bucket` instead of `bucket.endpoint`. Default: where an endpoint is named. */
  forcePathStyle?: boolean;
  /** Whether to give out links; `endpoint` is where browsers reach the server, when that is not where we do. */
  presign?: { endpoint?: string; seconds?: number } | null;
  log: Log;
}

/** At most so much of an upload is in memory; twice while it is sent. 10,000 parts of it are 80 GiB. */
const partBytes = 8 * 1024 * 1024;
const linkSeconds = 300;

/** Blobs as objects of a bucket of S3 or what is compatible with it. Throws Problem `invalid_configuration`. */
export async function createS3Blobs(options: S3BlobsOptions): Promise<Blobs> {
  const { bucket, endpoint, prefix = "", presign = null, log } = options;
  const client = openClient(options, endpoint);
  const signer = presign?.endpoint === undefined ? client : openClient(options, presign.endpoint);
  const place = `bucket ${bucket} at ${endpoint === undefined ? "AWS" : new URL(endpoint).host}`;
  const { nameOf, below } = createObjectNames(prefix);
  await prepareBucket({ client, bucket, prefix, place }, log);

  /** A failure of the server becomes a Problem. */
  async function ask<T>(send: () => Promise<T>): Promise<T> {
    try {
      return await send();
    } catch (error) {
      throw s3Problem(error, place);
    }
  }

  async function head(name: string): Promise<HeadObjectCommandOutput | null> {
    return ask(() =>
      client.send(new HeadObjectCommand({ Bucket: bucket, Key: name })).catch((error: unknown) => {
        if (isMissing(error)) return null;
        throw error;
      }),
    );
  }

  async function put(key: string, bytes: AsyncIterable<Uint8Array>): Promise<{ sizeBytes: number }> {
    const { name, isCut } = nameOf(key);
    const source = watchSource(bytes);
    const upload = new Upload({
      client,
      // One part at a time: of several, one could still arrive after the upload was aborted, and stay.
      queueSize: 1,
      partSize: partBytes,
      params: {
        Bucket: bucket,
        Key: name,
        Body: Readable.from(source.bytes, { objectMode: false }),
        ...(isCut && { Metadata: { key: encodeKey(key) } }),
      },
    });
    try {
      await upload.done();
    } catch (error) {
      throw source.failure() ?? s3Problem(error, place);
    }
    return { sizeBytes: source.sizeBytes() };
  }

  /** Opened only when it is read: a connection whose answer nobody reads would be held for nothing. */
  async function* read(name: string, etag: string | undefined, range: { start: number; end: number } | undefined) {
    const { Body } = await ask(() =>
      client.send(
        new GetObjectCommand({
          Bucket: bucket,
          Key: name,
          // Not half of one blob and half of what replaced it.
          ...(etag !== undefined && { IfMatch: etag }),
          ...(range && { Range: `bytes=${range.start}-${range.end}` }),
        }),
      ),
    );
    try {
      yield* Body as Readable as AsyncIterable<Uint8Array>;
    } catch (error) {
      throw s3Problem(error, place);
    }
  }

  /** Pages of names below a key. */
  async function* namesBelow(key: string): AsyncGenerator<string[]> {
    const { prefix: Prefix, isMore } = below(key);
    for await (const { Contents = [] } of paginateListObjectsV2({ client }, { Bucket: bucket, Prefix })) {
      const names = Contents.flatMap(({ Key }) => Key ?? []);
      if (!isMore) yield names;
      else for (const name of names) if (await isBelow(name, key)) yield [name];
    }
  }

  async function isBelow(name: string, key: string): Promise<boolean> {
    const found = await head(name);
    return decodeKey(found?.Metadata?.["key"] ?? "").startsWith(`${key}/`);
  }

  return {
    put,
    async get(key, range) {
      const { name } = nameOf(key);
      const found = await head(name);
      if (!found) return null;
      const sizeBytes = found.ContentLength ?? 0;
      const isNone = (range?.start ?? 0) >= sizeBytes;
      return { sizeBytes, bytes: isNone ? none() : read(name, found.ETag, range) };
    },
    async linkTo(key, { contentType, contentDisposition }) {
      const { name } = nameOf(key);
      if (!presign || !(await head(name))) return null;
      const command = new GetObjectCommand({
        Bucket: bucket,
        Key: name,
        ResponseContentType: contentType,
        ResponseContentDisposition: contentDisposition,
      });
      return ask(() => getSignedUrl(signer, command, { expiresIn: presign.seconds ?? linkSeconds }));
    },
    async delete(key) {
      const { name } = nameOf(key);
      await ask(async () => {
        await client.send(new DeleteObjectCommand({ Bucket: bucket, Key: name }));
        for await (const names of namesBelow(key)) await deleteAll(names);
      });
    },
    async check() {
      await ask(() => client.send(new HeadBucketCommand({ Bucket: bucket })));
      return { detail: place };
    },
    async close() {
      client.destroy();
      signer.destroy();
    },
  };

  async function deleteAll(names: readonly string[]): Promise<void> {
    if (names.length === 0) return;
    const Delete = { Objects: names.map((Key) => ({ Key })), Quiet: true };
    const { Errors = [] } = await client.send(new DeleteObjectsCommand({ Bucket: bucket, Delete }));
    const [first] = Errors;
    if (first)
      throw new Problem("unavailable", `${place}: ${Errors.length} objects stay, ${first.Key}: ${first.Code}.`);
  }
}

async function* none(): AsyncIterable<Uint8Array> {}

const encodeKey = (key: string) => Buffer.from(key).toString("base64url");
const decodeKey = (text: string) => Buffer.from(text, "base64url").toString();
