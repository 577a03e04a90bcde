import {
  CreateBucketCommand,
  GetBucketLifecycleConfigurationCommand,
  HeadBucketCommand,
  type LifecycleRule,
  PutBucketLifecycleConfigurationCommand,
  type S3Client,
} from "@aws-sdk/client-s3";
import { type Log, Problem } from "@aac/core";
import { isMissing, s3Problem, statusOf } from "./s3-problem.ts";

interface Bucket {
  client: S3Client;
  bucket: string;
  /** Of our objects in it. */
  prefix: string;
  /** For messages. */
  place: string;
}

/** Longer than any upload takes. */
const abandonedDays = 2;

/**
 * Makes the bucket where it is not there. Throws Problem `invalid_configuration` when it can be neither used nor made; a
 * server that is away is no reason not to start.
 */
export async function prepareBucket(target: Bucket, log: Log): Promise<void> {
  const { client, bucket, place } = target;
  try {
    await client.send(new HeadBucketCommand({ Bucket: bucket }));
  } catch (error) {
    const status = statusOf(error);
    if (status === null || status >= 500) {
      log.warn({ error: s3Problem(error, place) }, "the object store does not answer");
      return;
    }
    if (!isMissing(error)) throw refused(target, "may not be used", error);
    await makeBucket(target);
  }
  await endAbandonedUploads(target).catch((error: unknown) =>
    log.info(
      { error: s3Problem(error, place), days: abandonedDays },
      "the bucket takes no lifecycle rule: let it end multipart uploads that were abandoned",
    ),
  );
}

async function makeBucket(target: Bucket): Promise<void> {
  try {
    await target.client.send(new CreateBucketCommand({ Bucket: target.bucket }));
  } catch (error) {
    // Of several processes that start at once, one makes it.
    if (["BucketAlreadyOwnedByYou", "BucketAlreadyExists"].includes((error as Error).name)) return;
    throw refused(target, "is not there and cannot be made", error);
  }
}

function refused({ bucket, place }: Bucket, why: string, cause: unknown): Problem {
  const { name } = cause as Error;
  const remedy = "Make it, or check its name, the region and the credentials.";
  return new Problem("invalid_configuration", `The bucket "${bucket}" ${why} (${place}: ${name}). ${remedy}`, {
    cause,
  });
}

/** What a killed process had uploaded of a blob is paid for, and seen by nobody. Rules of others stay as they are. */
async function endAbandonedUploads({ client, bucket, prefix }: Bucket): Promise<void> {
  const id = `aac-abandoned-uploads${prefix && `-${prefix}`}`;
  const rules = await client
    .send(new GetBucketLifecycleConfigurationCommand({ Bucket: bucket }))
    .then(({ Rules = [] }) => Rules)
    .catch((error: unknown): LifecycleRule[] => {
      if (isMissing(error)) return [];
      throw error;
    });
  if (rules.some(({ ID }) => ID === id)) return;
  const rule: LifecycleRule = {
    ID: id,
    Status: "Enabled",
    Filter: { Prefix: prefix },
    AbortIncompleteMultipartUpload: { DaysAfterInitiation: abandonedDays },
  };
  await client.send(
    new PutBucketLifecycleConfigurationCommand({
      Bucket: bucket,
      LifecycleConfiguration: { Rules: [...rules, rule] },
    }),
  );
}
