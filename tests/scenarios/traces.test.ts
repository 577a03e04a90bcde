import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { createSystemClock } from "@aac/adapters/clock/system";
import { createScriptedExecutor, createScriptedHost } from "@aac/adapters/executor/scripted";
import { type Log, silentLog } from "@aac/core";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { openTraces, type Traces } from "../../apps/server/src/observe/open-traces.ts";
import { readConfig } from "../../apps/server/src/config.ts";
import { type Receiver, startReceiver } from "../services/receiver.ts";
import { type ReceivedSpan, startTraceCollector, type TraceCollector } from "../services/trace-collector.ts";
import { ensureScriptedSuite, junit, startTestCenter, type TestCenter, until } from "./test-center.ts";

const pipeline = { trace: "4bf92f3577b34da6a3ce929d0e0e4736", span: "00f067aa0ba902b7" };
const traceparent = `00-${pipeline.trace}-${pipeline.span}-01`;
const clock = createSystemClock();
const root = join(import.meta.dirname, "../..");
const now = () => clock.now();
const settingsFor = (endpoint: string, more: Record<string, string> = {}) =>
  readConfig("up", {}, { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint, ...more }).traces!;

let collector: TraceCollector;
let receiver: Receiver;
let traces: Traces;
let center: TestCenter;
/** What each sandbox was given, by its run. */
const given = new Map<string, Readonly<Record<string, string>>>();

beforeAll(async () => {
  collector = await startTraceCollector();
  receiver = await startReceiver();
  const more = { OTEL_EXPORTER_OTLP_HEADERS: "authorization=Bearer%20x", OTEL_RESOURCE_ATTRIBUTES: "stage=test" };
  traces = openTraces(settingsFor(collector.url, more), { log: silentLog, now });
  const host = createScriptedHost({ clock });
  const real = createScriptedExecutor({ host, clock, center: "traces" });
  center = await startTestCenter({
    host,
    executor: {
      ...real,
      start(spec, how) {
        given.set(spec.runId, spec.variables);
        how.onStep?.("image");
        how.onStep?.("create");
        return real.start(spec, how);
      },
    },
    instead: ({ observer }) => ({ observer: { ...observer!, begin: traces.begin } }),
  });
  await ensureScriptedSuite(center.client);
});
afterAll(async () => {
  await center.stop();
  await traces.close();
  await collector.close();
  await receiver.close();
});

const finishedBy = async (headers: Record<string, string>, variables: Record<string, string> = {}) => {
  const body = { project: "web", suite: "scripted", variables };
  const { id } = await center.client.call("createRun", { headers, body });
  await center.finished(id);
  return id;
};
const named = (spans: readonly ReceivedSpan[], name: string) => spans.filter((span) => span.name === name);
const traced = (run: string, names: readonly string[]) =>
  until(`spans ${names.join(", ")} of ${run}`, async () => {
    const one = collector.spans.find(({ attributes }) => attributes["aac.run"] === run);
    const all = collector.spans.filter(({ traceId }) => traceId === one?.traceId);
    return names.every((name) => named(all, name).length > 0) && all;
  });

describe("a run that a traced pipeline has triggered", () => {
  let id: string;
  let spans: ReceivedSpan[];
  const only = (name: string) => {
    expect(named(spans, name)).toHaveLength(1);
    return named(spans, name)[0]!;
  };
  beforeAll(async () => {
    const url = receiver.url;
    await center.client.call("createChannel", { body: { slug: "hook", kind: "webhook", url } });
    await center.client.call("createNoticeRule", { body: { name: "All", channels: ["hook"], outcomes: ["failed"] } });
    id = await finishedBy({ traceparent }, { EXIT_CODE: "1", REPORT: junit({ passed: 120, failed: 2, skipped: 1 }) });
    spans = await traced(id, ["trigger", "run", "attempt", "analysis", "notice"]);
  });

  test("is part of its trace, from the trigger through queue and sandbox to analysis and notice", () => {
    expect(new Set(spans.map(({ traceId }) => traceId))).toEqual(new Set([pipeline.trace]));
    const trigger = only("trigger");
    expect(trigger.parentSpanId).toBe(pipeline.span);
    for (const name of ["run", "queued", "attempt", "analysis", "notice"])
      expect(only(name).parentSpanId).toBe(trigger.spanId);
    const attempt = only("attempt");
    for (const name of ["claim", "prepare", "execute", "collect", "finish"])
      expect(only(name).parentSpanId).toBe(attempt.spanId);
    for (const name of ["image", "create"]) expect(only(name).parentSpanId).toBe(only("prepare").spanId);
    expect(only("run").attributes).toMatchObject({
      "aac.verdict": "failed",
      "aac.project": "web",
      "aac.suite": "scripted",
    });
    expect(only("run").status).toEqual({ code: 2, message: expect.stringMatching(/2/) });
    expect(only("notice").attributes).toMatchObject({ "aac.channel": "webhook", "aac.result": "taken" });
    expect(only("analysis").attributes).toMatchObject({ "aac.analyst": "rules" });
  });

  test("has its phases one after the other", () => {
    const inOrder = ["queued", "prepare", "execute", "collect", "finish"].map(only);
    for (const [index, span] of inOrder.entries()) {
      expect(span.endedAt).toBeGreaterThanOrEqual(span.startedAt);
      expect((inOrder[index + 1] ?? span).startedAt).toBeGreaterThanOrEqual(inOrder[index + 1] ? span.endedAt : 0);
    }
  });

  test("tells its tests, the failed ones in any case, and no more than a hundred", () => {
    const { events } = only("collect");
    const tests = events.filter(({ name }) => name === "test");
    expect(tests).toHaveLength(100);
    expect(tests.filter(({ attributes }) => attributes["test.case.result.status"] === "fail")).toHaveLength(2);
    expect(events.find(({ name }) => name === "more tests")?.attributes).toEqual({ "aac.tests.left_out": "23" });
  });

  test("lets its suite join: TRACEPARENT is that of the attempt", () => {
    expect(given.get(id)?.["TRACEPARENT"]).toBe(`00-${pipeline.trace}-${only("attempt").spanId}-01`);
  });

  test("comes with who sends it, and with the headers that the collector wants", () => {
    expect(only("attempt").resource).toMatchObject({ "service.name": "aac", stage: "test" });
    expect(collector.headers[0]).toMatchObject({ authorization: "Bearer x", path: "/v1/traces" });
  });
});

test("a run of nobody's trace begins one; one that is malformed counts as none", async () => {
  const id = await finishedBy({ traceparent: "00-not-a-trace" });
  const spans = await traced(id, ["trigger", "run", "attempt"]);
  expect(named(spans, "trigger")[0]!.parentSpanId).toBeNull();
  expect(named(spans, "attempt")[0]!.status.code).toBe(0);
});

test("a pipeline that does not record its trace is not recorded here either, and handed on all the same", async () => {
  const before = collector.spans.length;
  const unsampled = "00-aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa-bbbbbbbbbbbbbbbb-00";
  const id = await finishedBy({ traceparent: unsampled });
  expect(given.get(id)?.["TRACEPARENT"]).toMatch(/^00-a{32}-[0-9a-f]{16}-00$/);
  await finishedBy({});
  await until("a later trace", async () => collector.spans.length > before);
  expect(collector.spans.filter(({ traceId }) => traceId === "a".repeat(32))).toEqual([]);
});

test("a suite's own TRACEPARENT is stronger", async () => {
  const id = await finishedBy({ traceparent }, { TRACEPARENT: "mine" });
  expect(given.get(id)?.["TRACEPARENT"]).toBe("mine");
});

test("the same request under an idempotency key is the same run, whatever its trace", async () => {
  const body = { project: "web", suite: "scripted" };
  const trigger = (own: string) =>
    center.client.call("createRun", { headers: { "idempotency-key": "once", traceparent: own }, body });
  const first = await trigger(traceparent);
  expect((await trigger(traceparent.replace(/^00-4b/, "00-5b"))).id).toBe(first.id);
});

test("a collector that refuses is told of once, and again when it takes traces", async () => {
  const warn = vi.fn<Log["warn"]>();
  const info = vi.fn<Log["info"]>();
  const own = await startReceiver();
  own.answer({ status: 400 });
  const refused = openTraces(settingsFor(own.url), { log: { ...silentLog, warn, info }, now });
  const send = async () => {
    const before = own.requests.length;
    refused.begin("trigger", { parent: null }).end();
    await until("the batch", async () => own.requests.length > before);
  };
  await send();
  await send();
  own.answer({ status: 200 });
  await send();
  await until("the good news", async () => info.mock.calls.length > 0);
  expect(warn).toHaveBeenCalledTimes(1);
  await refused.close();
  await own.close();
});

test("a collector that never answers keeps nobody from leaving", async () => {
  const own = await startReceiver();
  own.answer({ status: 0 });
  const hanging = openTraces(settingsFor(own.url), { log: silentLog, now });
  hanging.begin("trigger", { parent: null }).end();
  const startedAt = performance.now();
  await hanging.close();
  expect(performance.now() - startedAt).toBeLessThan(4_500);
  await own.close();
});

test("OpenTelemetry is loaded only where it is wanted", () => {
  const load = /^import (?!type).*(@opentelemetry|open-traces)/m;
  const files = globSync("{apps,packages}/*/src/**/*.ts", { cwd: root }).filter((path) => !path.endsWith(".test.ts"));
  expect(files.length).toBeGreaterThan(300);
  const loading = files.filter((path) => load.test(readFileSync(join(root, path), "utf8")));
  expect(loading).toEqual(["apps/server/src/observe/open-traces.ts"]);
});

describe("settings", () => {
  test("without an endpoint nothing is traced", () => expect(readConfig("up", {}, {}).traces).toBeNull());
  test("they are read as OpenTelemetry writes them", () => {
    const more = {
      OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: "https://c.example/custom",
      OTEL_TRACES_SAMPLER: "parentbased_traceidratio",
      OTEL_TRACES_SAMPLER_ARG: "0.25",
      OTEL_SERVICE_NAME: "center",
    };
    expect(settingsFor("http://c.example:4318/", more)).toMatchObject({
      url: "https://c.example/custom",
      sampler: { kind: "traceidratio", isParentBased: true, ratio: 0.25 },
      resource: { "service.name": "center" },
    });
    expect(settingsFor("http://c.example:4318/").url).toBe("http://c.example:4318/v1/traces");
  });
  test.each([
    [{ OTEL_EXPORTER_OTLP_PROTOCOL: "grpc" }, /OTEL_EXPORTER_OTLP_PROTOCOL: Only http\/protobuf/],
    [{ OTEL_EXPORTER_OTLP_HEADERS: "Bearer x" }, /OTEL_EXPORTER_OTLP_HEADERS: Pairs/],
    [{ OTEL_RESOURCE_ATTRIBUTES: "a=%" }, /OTEL_RESOURCE_ATTRIBUTES: Pairs/],
  ])("what would not work is refused: %j", (more: Record<string, string>, message) => {
    expect(() => settingsFor("http://c.example:4318", more)).toThrow(message);
  });
});
