import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { aac } from "../testing/command-line.ts";
import { endedRun, sampleResult, sampleRun } from "../testing/samples.ts";
import { type ScriptedCenter, startScriptedCenter } from "../testing/scripted-center.ts";

let center: ScriptedCenter;
let cwd: string;
beforeEach(async () => {
  center = await startScriptedCenter();
  center.on("uploadResults", () => endedRun("failed"));
  center.on("listResults", () => ({ items: [sampleResult()], nextCursor: null }));
  cwd = await mkdtemp(join(tmpdir(), "aac-upload-"));
  await mkdir(join(cwd, "target"));
  for (const name of ["junit.xml", "target/TEST-a.xml", "target/TEST-b.xml", "target/other.txt"]) {
    await writeFile(join(cwd, name), `<${name}>`);
  }
});
afterEach(async () => {
  await center.close();
  await rm(cwd, { recursive: true, force: true });
});
const upload = (...args: string[]) => aac(["upload", "--project", "shop", ...args], { url: center.url, cwd });

test("files and globs are sent with their contents, each once; the exit code is 0 whatever the verdict", async () => {
  const command = upload("junit.xml", "**/TEST-*.xml", "./target/TEST-a.xml");
  expect(await command.exitCode).toBe(0);
  const form = center.of("uploadResults")[0]?.body as FormData;
  const files = form.getAll("files") as File[];
  expect(await Promise.all(files.map(async (file) => [file.name, await file.text()]))).toEqual([
    ["junit.xml", "<junit.xml>"],
    ["target/TEST-a.xml", "<target/TEST-a.xml>"],
    ["target/TEST-b.xml", "<target/TEST-b.xml>"],
  ]);
  expect(command.stdout()).toMatch(/^Uploaded 3 files\.\n✘ failed .*\n[^]*pays by card[^]*\/runs\/run1\n$/);
});

test("suite, branch, commit and label go along", async () => {
  const options = ["--suite", "unit", "--branch", "main", "--commit", "abc", "--label", "nightly"];
  const command = upload("junit.xml", "--json", ...options);
  expect(await command.exitCode).toBe(0);
  expect(center.of("uploadResults")[0]?.query).toEqual({
    project: "shop",
    suite: "unit",
    branch: "main",
    commit: "abc",
    label: "nightly",
  });
  expect(JSON.parse(command.stdout())).toMatchObject({ verdict: "failed", url: `${center.url}/runs/run1` });
});

test("a run whose reports are still being read is waited for", async () => {
  center.on("uploadResults", () => sampleRun());
  center.onEvents((stream) => {
    stream.send({ event: "run", data: endedRun("passed") });
    stream.send({ event: "end", data: {} });
  });
  const command = upload("junit.xml");
  expect(await command.exitCode).toBe(0);
  expect(command.stdout()).toContain("✔ passed");
});

test("a name that matches no file is refused, and nothing is sent", async () => {
  const command = upload("junit.xml", "nothing-*.xml");
  expect(await command.exitCode).toBe(2);
  expect(command.stderr()).toContain("No file matches 'nothing-*.xml'.");
  expect(center.requests).toEqual([]);
});
