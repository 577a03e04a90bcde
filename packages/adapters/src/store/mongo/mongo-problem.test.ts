import { Problem } from "@aac/core";
import {
  MongoBulkWriteError,
  MongoClientClosedError,
  MongoInvalidArgumentError,
  MongoNetworkTimeoutError,
  MongoServerError,
  MongoWriteConcernError,
} from "mongodb";
import { expect, test } from "vitest";
import { mongoProblem, storedBeside } from "./mongo-problem.ts";

const server = (code: number, message = "so it says") => new MongoServerError({ message, code });
const bulk = (writeErrors: { code: number }[], uncertain?: { code: number; errmsg: string }) =>
  new MongoBulkWriteError({ message: "of many", code: writeErrors[0]?.code ?? 0, writeErrors: writeErrors as never }, {
    insertedCount: 3,
    getWriteConcernError: () => uncertain,
  } as never);

test.each([
  ["the connection was lost", new MongoNetworkTimeoutError("timed out"), "unavailable"],
  ["the client is closed", new MongoClientClosedError(), "unavailable"],
  ["the server steps down", server(189), "unavailable"],
  [
    "it may not be on a majority",
    new MongoWriteConcernError({ writeConcernError: { code: 64, errmsg: "timed out" }, ok: 1 }),
    "unavailable",
  ],
  ["a bulk was cut short", bulk([]), "unavailable"],
  ["the user may not", server(13), "database_unusable"],
  ["the server's disk is full", server(14031), "disk_full"],
  ["the file system says so", server(8, "pwrite: No space left on device"), "disk_full"],
])("%s: %s becomes a Problem", (_, error, code) => {
  expect(mongoProblem(error, "The database a at b")).toMatchObject({
    code,
    cause: error,
    message: expect.stringMatching(/^The database a at b: .*[^.]\.$/),
  });
});

test.each([
  ["a duplicate", server(11_000)],
  ["a command that is none", server(59)],
  ["our own mistake", new MongoInvalidArgumentError("no")],
  ["an error of JavaScript", new TypeError("no")],
  ["a Problem", new Problem("unavailable", "The store is closed.")],
])("what is no matter of the server stays as it is: %s", (_, error) => {
  expect(mongoProblem(error, "x")).toBe(error);
});

test("of a bulk in which all others were duplicates, it is told how many were stored", () => {
  expect(storedBeside(bulk([{ code: 11_000 }, { code: 11_000 }]))).toBe(3);
  expect(() => storedBeside(bulk([{ code: 11_000 }, { code: 121 }]))).toThrow("of many");
  expect(() => storedBeside(server(11_000))).toThrow("so it says");
});

test("duplicates do not hide that what was stored may not be on a majority", () => {
  expect(() =>
    storedBeside(bulk([{ code: 11_000 }], { code: 64, errmsg: "waiting for replication timed out" })),
  ).toThrow(MongoWriteConcernError);
});
