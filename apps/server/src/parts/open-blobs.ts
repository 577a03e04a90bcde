import type { Blobs } from "@aac/core";
import type { Logger } from "pino";
import type { Config } from "../config.ts";

export async function openBlobs({ s3, reportsDir }: Config, log: Logger): Promise<Blobs> {
  if (s3 !== null) {
    const { createS3Blobs } = await import("@aac/adapters/blobs/s3");
    return createS3Blobs({ ...s3, log });
  }
  const { createFolderBlobs } = await import("@aac/adapters/blobs/folder");
  return createFolderBlobs({ root: reportsDir });
}
