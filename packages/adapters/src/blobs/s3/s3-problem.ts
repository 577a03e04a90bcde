import { Problem } from "@aac/core";

/** What S3-compatible servers call it when there is no room. */
const full = new Set([
  "QuotaExceeded",
  "QuotaExceededException",
  "XMinioStorageFull",
  "XMinioAdminBucketQuotaExceeded",
  "InsufficientStorage",
  "NotEnoughSpace",
]);

/** What the SDK tells of a failure. */
interface Told {
  name?: string;
  code?: string;
  message?: string;
  $metadata?: { httpStatusCode?: number };
}

/** The status of a refusal; null where nothing answered. */
export const statusOf = (error: unknown): number | null => (error as Told).$metadata?.httpStatusCode ?? null;

export const isMissing = (error: unknown): boolean => statusOf(error) === 404;

/** A failure of the store of objects, as a Problem that names the place. */
export function s3Problem(error: unknown, place: string): Problem {
  if (error instanceof Problem) return error;
  const { name = "", code, message = "" } = error as Told;
  const what = [name || code, message || code].filter(Boolean).join(": ").replace(/\.$/, "");
  const isFull = full.has(name) || statusOf(error) === 507;
  return new Problem(isFull ? "disk_full" : "unavailable", `${place}: ${what}.`, { cause: error });
}
