import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { readSurroundings } from "../settings.ts";
import { type CenterOptions, findCenter } from "./find-center.ts";

let root: string;
beforeEach(async () => void (root = await mkdtemp(join(tmpdir(), "aac-center-"))));
afterEach(() => rm(root, { recursive: true, force: true }));

async function data(path: string, files: Record<string, string>): Promise<void> {
  await mkdir(join(root, path), { recursive: true });
  for (const [name, text] of Object.entries(files)) await writeFile(join(root, path, name), text);
}
const find = (cwd: string, options: CenterOptions = {}, variables: Record<string, string> = {}) =>
  findCenter(options, {
    cwd: join(root, cwd),
    checkout: join(root, "checkout"),
    surroundings: readSurroundings(variables),
  });
const own = { address: "http://127.0.0.1:4000\n", "api-key": "own\n" };

test("the center running here is found from any directory below its data folder", async () => {
  await data("repository/.aac", own);
  await data("repository/apps/cli", {});
  expect(await find("repository/apps/cli")).toEqual({ url: "http://127.0.0.1:4000", apiKey: "own" });
});

test("without a data folder upwards it is that of the checkout, and without that the usual port", async () => {
  expect(await find("")).toEqual({ url: "http://127.0.0.1:3000", apiKey: undefined });
  await data("checkout/.aac", own);
  expect(await find("")).toEqual({ url: "http://127.0.0.1:4000", apiKey: "own" });
});

test("an option is stronger than a variable, and a variable than what is found", async () => {
  await data(".aac", own);
  const variables = { AAC_URL: "http://variable/", AAC_API_KEY: "variable" };
  expect(await find("", {}, variables)).toEqual({ url: "http://variable", apiKey: "variable" });
  expect(await find("", { url: "http://option", apiKey: "option" }, variables)).toEqual({
    url: "http://option",
    apiKey: "option",
  });
});

test("a data folder can be named", async () => {
  await data(".aac", own);
  await data("other", { address: "http://127.0.0.1:5000", "api-key": "other" });
  const other = { url: "http://127.0.0.1:5000", apiKey: "other" };
  expect(await find("", { data: "other" })).toEqual(other);
  expect(await find("", {}, { AAC_DATA: "other" })).toEqual(other);
});

test("the key of the center running here is never sent to another", async () => {
  await data(".aac", own);
  expect(await find("", { url: "https://elsewhere.example" })).toMatchObject({ apiKey: undefined });
  expect(await find("", { url: "http://127.0.0.1:4000/" })).toMatchObject({ apiKey: "own" });
});
