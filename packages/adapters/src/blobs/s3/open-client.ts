import { S3Client, type S3ClientConfig } from "@aws-sdk/client-s3";
import type { S3BlobsOptions } from "./s3-blobs.ts";

/** How long nothing may move on a connection, be it that the server is stuck or that nobody reads on. */
const idleMs = 120_000;

/** A client of the server at an endpoint; of AWS without one. */
export function openClient(
  {
    region = "us-east-1",
    credentials,
    forcePathStyle,
  }: Pick<S3BlobsOptions, "region" | "credentials" | "forcePathStyle">,
  endpoint?: string,
): S3Client {
  const config: S3ClientConfig = {
    region,
    ...(credentials && { credentials }),
    ...(endpoint !== undefined && { endpoint }),
    forcePathStyle: forcePathStyle ?? endpoint !== undefined,
    // Not every compatible server knows the checksums of newer clients.
    requestChecksumCalculation: "WHEN_REQUIRED",
    responseChecksumValidation: "WHEN_REQUIRED",
    // Every download that goes on holds one.
    requestHandler: {
      connectionTimeout: 3_000,
      socketTimeout: idleMs,
      httpAgent: { keepAlive: true, maxSockets: 1_000 },
      httpsAgent: { keepAlive: true, maxSockets: 1_000 },
    },
  };
  return new S3Client(config);
}
