import { Problem, type ProblemCode } from "@aac/core";

/** SQLite's primary result codes (sqlite.org/rescode.html) that are about the file or the host, not about one statement. */
const codes: Record<number, ProblemCode> = {
  3: "data_folder_unusable", // PERM
  5: "unavailable", // BUSY
  6: "unavailable", // LOCKED
  7: "unavailable", // NOMEM
  8: "data_folder_unusable", // READONLY
  10: "unavailable", // IOERR
  11: "data_folder_damaged", // CORRUPT
  13: "disk_full", // FULL
  14: "data_folder_unusable", // CANTOPEN
  15: "unavailable", // PROTOCOL
  26: "data_folder_damaged", // NOTADB
};

function primaryCode(error: unknown): number | null {
  if (!(error instanceof Error) || !("errcode" in error) || typeof error.errcode !== "number") return null;
  return error.errcode & 0xff;
}

export const isBusy = (error: unknown): boolean => primaryCode(error) === 5;

/** Whether every statement of the transaction is concerned, not only the one that threw. */
export function concernsFile(error: unknown): boolean {
  return (primaryCode(error) ?? 0) in codes;
}

/** A Problem where the file or the host is the cause; what is our own mistake stays as it is. */
export function sqliteProblem(error: unknown, path: string): unknown {
  const code = codes[primaryCode(error) ?? 0];
  if (!code || !(error instanceof Error)) return error;
  return new Problem(code, `${path}: ${error.message}.`, { cause: error });
}
