import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { checkImports } from "./check-imports.ts";
import { readCheckout, root } from "./checkout.ts";
import { readImportTable } from "./import-table.ts";

const table = readImportTable(readFileSync(join(root, "ARCHITECTURE.md"), "utf8"));

describe("this checkout", () => {
  const checkout = readCheckout();

  test("has only imports that ARCHITECTURE.md allows", () => {
    expect(checkImports(checkout, table)).toEqual([]);
  });

  test("has every path that the tables name: a row that matches nothing protects nothing", () => {
    const paths = [...checkout.keys()];
    const named = [...table.rows.flatMap(({ from }) => from), ...table.homes.flatMap(({ onlyIn }) => onlyIn)];
    const gone = named.filter((one) => !one.includes("*") && !paths.some((path) => `${path}/`.startsWith(`${one}/`)));
    expect(gone).toEqual([]);
  });
});

const small: Record<string, string> = {
  "packages/contract/package.json": '{ "name": "@aac/contract", "exports": { ".": "./src/index.ts" } }',
  "packages/contract/src/index.ts": "export interface Run {}",
  "packages/core/package.json": '{ "name": "@aac/core", "exports": { ".": "./src/index.ts" } }',
  "packages/core/src/index.ts":
    'export * from "./ports/queue.ts"; export { claim as claimJob } from "./flows/claim-job.ts"; export * from "./flows/index.ts";',
  "packages/core/src/domain/states.ts": "export const states = {};",
  "packages/core/src/ports/queue.ts": "export interface Queue {}",
  "packages/core/src/flows/index.ts": 'export * from "./cancel-run.ts"; export * as sweeping from "./sweep.ts";',
  "packages/core/src/flows/claim-job.ts": "export function claim() {}",
  "packages/core/src/flows/cancel-run.ts": "export const cancelRun = () => {};",
  "packages/core/src/flows/sweep.ts": "export const sweep = 1;",
  "packages/adapters/package.json": '{ "name": "@aac/adapters", "exports": { "./*": "./src/*/index.ts" } }',
  "packages/adapters/src/queue/memory/index.ts": "export const queue = {};",
  "apps/server/package.json": '{ "name": "@aac/server", "exports": { ".": "./src/main.ts" } }',
  "apps/server/src/main.ts": "export const main = 1;",
  "apps/server/src/worker/sweep.ts": "export const sweep = 1;",
};
const withFile = (path: string, source: string) => new Map(Object.entries({ ...small, [path]: source }));
const flow = "packages/core/src/flows/cancel-run.ts";

describe("an import is found that", () => {
  test.each([
    ["goes up", "packages/core/src/domain/x.ts", 'import { cancelRun } from "../flows/cancel-run.ts";', flow],
    [
      "takes only a type",
      "packages/core/src/domain/x.ts",
      'import type { Queue } from "../ports/queue.ts";',
      "packages/core/src/ports/queue.ts",
    ],
    [
      "is written as a type",
      "packages/core/src/domain/x.ts",
      'type Q = import("../ports/queue.ts").Queue;',
      "packages/core/src/ports/queue.ts",
    ],
    [
      "is done while running",
      "packages/core/src/domain/x.ts",
      'await import("../ports/queue.ts");',
      "packages/core/src/ports/queue.ts",
    ],
    [
      "is passed on",
      "packages/core/src/domain/x.ts",
      'export * from "../ports/queue.ts";',
      "packages/core/src/ports/queue.ts",
    ],
    ["hides behind an index", "packages/adapters/src/bus/x.ts", 'import { cancelRun } from "@aac/core";', flow],
    [
      "hides behind an index under another name",
      "packages/adapters/src/bus/x.ts",
      'import { claimJob } from "@aac/core";',
      "packages/core/src/flows/claim-job.ts",
    ],
    [
      "hides behind an index as a namespace",
      "packages/adapters/src/bus/x.ts",
      'import { sweeping } from "@aac/core";',
      "packages/core/src/flows/sweep.ts",
    ],
    [
      "takes a whole index",
      "packages/adapters/src/bus/x.ts",
      'import * as core from "@aac/core";',
      "packages/core/src/index.ts",
    ],
    [
      "goes from producer to worker",
      "apps/server/src/producer/x.ts",
      'import { sweep } from "../worker/sweep.ts";',
      "apps/server/src/worker/sweep.ts",
    ],
    [
      "takes an adapter in the producer",
      "apps/server/src/producer/x.ts",
      'import { queue } from "@aac/adapters/queue/memory";',
      "packages/adapters/src/queue/memory/index.ts",
    ],
    [
      "takes the server in the client",
      "apps/cli/src/commands/x.ts",
      'import { main } from "@aac/server";',
      "apps/server/src/main.ts",
    ],
    [
      "does I/O in the core",
      "packages/core/src/flows/x.ts",
      'import { readFile } from "node:fs/promises";',
      "node:fs/promises",
    ],
    ["needs Node in a page", "apps/dashboard/src/x.tsx", 'import { join } from "node:path";', "node:path"],
    [
      "takes an SDK outside its home",
      "packages/adapters/src/store/sqlite/x.ts",
      'import Docker from "dockerode";',
      "dockerode",
    ],
  ])("%s", (_, path, source, imported) => {
    expect(checkImports(withFile(path, `\n${source}`), table)).toEqual([`${path}:2 may not import ${imported}`]);
  });

  test("nobody can check", () => {
    const path = "apps/server/src/worker/x.ts";
    expect(checkImports(withFile(path, "await import(name);"), table)).toEqual([
      `${path}:1 imports what is known only when it runs`,
    ]);
  });

  test("leads nowhere", () => {
    const path = "apps/server/src/main.ts";
    const source = 'import "@aac/core/src/x.ts";\nimport "./gone.ts";';
    expect(checkImports(withFile(path, source), table)).toEqual([
      `${path}:1 imports @aac/core/src/x.ts, which is not there`,
      `${path}:2 imports ./gone.ts, which is not there`,
    ]);
  });

  test("is in a file for which no row speaks", () => {
    const source = 'import { z } from "zod";';
    expect(checkImports(withFile("plugins/x.ts", source), table)).toEqual(["plugins/x.ts:1 is in no row of the table"]);
  });
});

describe("an import is left alone that", () => {
  test.each([
    ["goes down", "packages/core/src/flows/x.ts", 'import { states } from "../domain/states.ts";'],
    ["takes a port through the index", "packages/adapters/src/bus/x.ts", 'import type { Queue } from "@aac/core";'],
    ["is in a test", "packages/core/src/domain/x.test.ts", 'import { queue } from "@aac/adapters/queue/memory";'],
    ["takes an SDK at home", "packages/adapters/src/executor/docker/x.ts", 'import Docker from "dockerode";'],
  ])("%s", (_, path, source) => {
    expect(checkImports(withFile(path, source), table)).toEqual([]);
  });
});
