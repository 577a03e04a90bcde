import { Problem, type ProblemCode } from "@aac/core";
import {
  MongoBulkWriteError,
  MongoClientClosedError,
  MongoError,
  MongoNetworkError,
  MongoNotConnectedError,
  MongoServerClosedError,
  MongoStalePrimaryError,
  MongoSystemError,
  MongoTopologyClosedError,
  MongoWriteConcernError,
} from "mongodb";

/** The server's error codes (error_codes.yml of MongoDB) that are about the server or its host, not about one command. */
const codes: Record<number, ProblemCode> = {
  6: "unavailable", // HostUnreachable
  7: "unavailable", // HostNotFound
  13: "database_unusable", // Unauthorized
  18: "database_unusable", // AuthenticationFailed
  43: "unavailable", // CursorNotFound: the server was restarted between two batches
  50: "unavailable", // MaxTimeMSExpired
  64: "unavailable", // WriteConcernTimeout
  89: "unavailable", // NetworkTimeout
  91: "unavailable", // ShutdownInProgress
  100: "unavailable", // UnsatisfiableWriteConcern
  133: "unavailable", // FailedToSatisfyReadPreference
  175: "unavailable", // QueryPlanKilled: the collection was renamed or dropped while it was read
  189: "unavailable", // PrimarySteppedDown
  262: "unavailable", // ExceededTimeLimit
  8000: "database_unusable", // AtlasError
  9001: "unavailable", // SocketException
  10107: "unavailable", // NotWritablePrimary
  11600: "unavailable", // InterruptedAtShutdown
  11602: "unavailable", // InterruptedDueToReplStateChange
  13435: "unavailable", // NotPrimaryNoSecondaryOk
  13436: "unavailable", // NotPrimaryOrSecondary
  14031: "disk_full", // OutOfDiskSpace
};
const noSpace = /no space left on device|disk is full|out of disk space/i;

/** A Problem where the server, the network or the host is the cause; what is our own mistake stays as it is. */
export function mongoProblem(error: unknown, place: string): unknown {
  if (error instanceof Problem || !(error instanceof MongoError)) return error;
  const code = codeOf(error);
  return code ? new Problem(code, `${place}: ${error.message.replace(/\.$/, "")}.`, { cause: error }) : error;
}

function codeOf(error: MongoError): ProblemCode | undefined {
  if (noSpace.test(error.message)) return "disk_full";
  const known = typeof error.code === "number" ? codes[error.code] : undefined;
  if (known) return known;
  const isUnknown = isAbsence(error) || isCutShort(error) || error.hasErrorLabel("RetryableWriteError");
  return isUnknown ? "unavailable" : undefined;
}

const absences = [
  MongoClientClosedError,
  MongoNetworkError,
  MongoNotConnectedError,
  MongoServerClosedError,
  MongoStalePrimaryError,
  MongoSystemError,
  MongoTopologyClosedError,
];
/** Classes of the driver's pool that it does not export. */
const poolErrors = new Set(["MongoPoolClosedError", "MongoWaitQueueTimeoutError"]);

/** The driver's own errors: the server is not there, does not answer, or has gone. */
const isAbsence = (error: MongoError) => poolErrors.has(error.name) || absences.some((kind) => error instanceof kind);

/** It was written, or a part of it, and nobody knows whether it will stay. */
const isCutShort = (error: MongoError) =>
  error instanceof MongoWriteConcernError || (error instanceof MongoBulkWriteError && asList(error).length === 0);

const asList = ({ writeErrors }: MongoBulkWriteError) => [writeErrors].flat();

/**
 * How many of a bulk insert were stored, when all others were duplicates. Anything else is thrown, also that what was
 * stored is not on a majority, which the driver says only beside the duplicates.
 */
export function storedBeside(error: unknown): number {
  if (!(error instanceof MongoBulkWriteError)) throw error;
  const errors = asList(error);
  const uncertain = error.result.getWriteConcernError();
  if (uncertain)
    throw new MongoWriteConcernError({
      writeConcernError: { code: uncertain.code ?? 64, errmsg: uncertain.errmsg ?? "" },
      ok: 1,
    });
  if (errors.length === 0 || errors.some(({ code }) => code !== 11_000)) throw error;
  return error.insertedCount;
}
