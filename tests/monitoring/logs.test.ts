import { readFileSync } from "node:fs";
import { join } from "node:path";
import pino from "pino";
import { afterAll, beforeAll, expect, test } from "vitest";
import { parse } from "yaml";
import { logOptions } from "../../apps/server/src/parts/create-log.ts";
import { createApp } from "../../apps/server/src/producer/app.ts";
import { appOptions } from "../scenarios/app-options.ts";
import { ensureScriptedSuite, startTestCenter, type TestCenter } from "../scenarios/test-center.ts";
import { monitoring } from "./rule-files.ts";

const trace = "4bf92f3577b34da6a3ce929d0e0e4736";
const traceparent = `00-${trace}-00f067aa0ba902b7-01`;
const written: string[] = [];
const log = pino(logOptions({ logLevel: "debug", role: "up", hostName: "host-1" }), {
  write: (line: string) => void written.push(line),
});
let center: TestCenter;
let run: string;
beforeAll(async () => {
  center = await startTestCenter({ instead: () => ({ log }) });
  await ensureScriptedSuite(center.client);
  const app = await createApp(center.center, appOptions({ log }));
  const headers = { authorization: `Bearer ${center.apiKey}`, traceparent };
  const payload = { project: "web", suite: "scripted", variables: { EXIT_CODE: "1" } };
  const answer = await app.inject({ method: "POST", path: "/api/v1/runs", headers, payload });
  run = answer.json<{ id: string }>().id;
  await center.finished(run);
  await app.close();
  await center.stop();
});
afterAll(() => written.splice(0));

const lines = () => written.map((line) => JSON.parse(line) as Record<string, unknown>);

test("every line is one JSON object with what collectors look for", () => {
  expect(written.length).toBeGreaterThan(1);
  for (const line of written) expect(line).toMatch(/^\{.*\}\n$/);
  for (const line of lines()) {
    expect(line).toMatchObject({
      time: expect.any(Number) as number,
      level: expect.any(Number) as number,
      role: "up",
      host: "host-1",
      pid: process.pid,
      msg: expect.any(String) as string,
    });
  }
});

test("what concerns a run has its id, its job, its attempt and its trace", () => {
  const ended = lines().find(({ msg }) => msg === "attempt ended");
  expect(ended).toMatchObject({ run, job: `${run}-1`, attempt: 1, trace_id: trace, end: "failed" });
});

test("a request has its trace, its route and no id in it", () => {
  const request = lines().find(({ msg }) => msg === "request");
  expect(request).toMatchObject({ method: "POST", route: "/api/v1/runs", status: 201, trace_id: trace });
  expect(request?.["reqId"]).toMatch(/^[0-9a-f-]{36}$/);
});

interface Pipeline {
  pipeline: { filters: Record<string, string>[]; outputs: Record<string, string>[] };
}

test("Fluent Bit's pipeline reads these lines: its parser is there, and its labels are fields of few values", () => {
  const read = (file: string) => parse(readFileSync(join(monitoring, "fluent-bit", file), "utf8")) as unknown;
  const { pipeline } = read("fluent-bit.yaml") as Pipeline;
  const { parsers } = read("aac-parsers.yaml") as { parsers: { name: string; format: string }[] };
  const parser = pipeline.filters.find(({ name }) => name === "parser")!["parser"];
  expect(parsers).toContainEqual({ name: parser, format: "json" });
  const loki = pipeline.outputs.find(({ name }) => name === "loki")!["labels"]!;
  const fields = [...loki.matchAll(/\$(\w+)/g)].map(([, field]) => field!);
  // `severity` is made of `level` by the pipeline itself.
  expect(fields).toEqual(["role", "severity"]);
  expect(pipeline.filters.find(({ name }) => name === "lua")!["code"]).toContain('record["severity"]');
});
