import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { inflateSync } from "node:zlib";
import { createLlmAnalyst } from "@aac/adapters/analyst/llm";
import { createSystemClock } from "@aac/adapters/clock/system";
import { createScriptedExecutor, createScriptedHost } from "@aac/adapters/executor/scripted";
import { createSqliteStore } from "@aac/adapters/store/sqlite";
import { routes } from "@aac/contract";
import { type Executor, type Log, type NounName, nouns, Problem } from "@aac/core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  answering,
  type ProviderServer,
  startProviderServer,
} from "../../packages/adapters/src/analyst/llm/testing/provider-server.ts";
import { createMask, type Mask } from "../../packages/core/src/domain/log/mask.ts";
import { type Receiver, startReceiver } from "../services/receiver.ts";
import { apiCaller } from "./api-caller.ts";
import { addPerson } from "./people.ts";
import { findForgottenSeals } from "./sealed-values.ts";
import { ensureScriptedSuite, startTestCenter, type TestCenter, until } from "./test-center.ts";

const token = "tok/5ecret+välue with=pad&more";
const key = `-----BEGIN KEY-----\n${"MIIEvQIBADANBgkqhkiG9w0BAQEFAASC\n".repeat(3)}-----END KEY-----`;

/** What must be nowhere, by name. Whoever adds a kind of secret plants one here, and does what would store it. */
const planted: Record<string, string> = { TOKEN: token, KEY: key };
const channelPath = "/services/T00000000/B00000000/XXXX5ecretXXXXchannelXXXX";

/** Prints, reports and names files by what it is given, in many forms. */
function leaky(executor: Executor): Executor {
  return {
    ...executor,
    start(spec, options) {
      const { TOKEN = "", KEY = "", QUOTE } = spec.variables;
      if (QUOTE) throw new Problem("image_not_found", `The engine refused TOKEN=${TOKEN} and ${JSON.stringify(KEY)}.`);
      const shown = [TOKEN, KEY.replaceAll("\n", " "), encodeURIComponent(TOKEN), JSON.stringify({ KEY, TOKEN })];
      const bytes = [TOKEN, `x:${TOKEN}`, KEY].map((text) => Buffer.from(text).toString("base64"));
      const text = `${[...shown, ...bytes, Buffer.from(TOKEN).toString("hex")].join(" | ")} Error: connect refused`;
      const name = `with ${escape(TOKEN)}`;
      const failure = `<failure message="${escape(TOKEN)}">${escape(KEY)} at ${escape(TOKEN)}</failure><rerunFailure message="again ${escape(TOKEN)}"/>`;
      const variables = {
        ...spec.variables,
        LOG_LINES: "3",
        LOG_TEXT: text,
        EXIT_CODE: "1",
        REPORT: `<testsuite name="${name}"><testcase classname="${name}" name="${name}" file="${name}">${failure}</testcase></testsuite>`,
        FILES: JSON.stringify({ [`test-results/${TOKEN.replaceAll("/", "_")} ${encodeURIComponent(TOKEN)}.txt`]: "x" }),
      };
      return executor.start({ ...spec, variables }, options);
    },
  };
}
const escape = (text: string) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");

let center: TestCenter;
let receiver: Receiver;
let provider: ProviderServer;
let everything: Mask;
/** All that was told on the bus, woken by the queue and logged. */
const told: Record<"news" | "messages" | "log", string[]> = { news: [], messages: [], log: [] };
const runs: string[] = [];

function recordingLog(): Log {
  const write = (fields: object, message: string) => {
    const plain = Object.entries(fields).map(([name, value]) => [name, value instanceof Error ? value.stack : value]);
    told.log.push(JSON.stringify([Object.fromEntries(plain), message]));
  };
  return { debug: write, info: write, warn: write, error: write, child: recordingLog };
}

beforeAll(async () => {
  [receiver, provider] = await Promise.all([startReceiver(), startProviderServer()]);
  // It quotes the address it was asked at, as many servers do.
  receiver.answer({ status: 404, body: `Cannot POST ${channelPath}` });
  const finding = {
    category: "connection",
    confidence: 0.9,
    cause: "It is down.",
    remedy: "Start it.",
    citations: ["L1"],
  };
  provider.behave(answering(finding));
  const clock = createSystemClock();
  const host = createScriptedHost({ clock });
  center = await startTestCenter({
    host,
    executor: leaky(createScriptedExecutor({ host, clock, center: "secrets" })),
    analysts: {
      own: [{ provider: "compatible", model: "a-model", apiKey: null, baseUrl: provider.url, price: null }],
      open: (access) => createLlmAnalyst(access, { retries: 0, timeoutMs: 20_000 }),
    },
    instead: ({ bus, queue }) => ({
      log: recordingLog(),
      bus: { ...bus, publish: (news) => (told.news.push(JSON.stringify(news)), bus.publish(news)) },
      queue: { ...queue, wake: (message) => (told.messages.push(JSON.stringify(message)), queue.wake(message)) },
    }),
  });
  const { client } = center;
  const call = apiCaller(center.url, center.apiKey);
  planted["API key"] = center.apiKey;
  planted["password"] = "a quiet lake at dawn";
  const { email } = await addPerson(center.center, { orgId: center.caller.orgId, password: planted["password"] });
  const body = { email, password: planted["password"] };
  const signedIn = await apiCaller(center.url, null)("POST", "/api/v1/session", { body });
  planted["session"] = decodeURIComponent(/=([^;.]+)/.exec(signedIn.headers.get("set-cookie")!)![1]!);
  planted["key of a model"] = "sk-5ecret-of-the-organization";
  await client.call("changeAnalysisSettings", {
    body: { provider: "compatible", apiKey: planted["key of a model"] },
  });
  for (const kind of ["webhook", "slack"] as const) {
    const url = receiver.url + channelPath;
    const created = await call("POST", "/api/v1/channels", { body: { slug: kind, kind, url } });
    const { secret } = (await created.json()) as { secret: string | null };
    if (secret) planted["secret of a webhook"] = secret;
  }
  planted["address of a channel"] = channelPath;
  await client.call("createNoticeRule", { body: { name: "All", channels: ["webhook", "slack"] } });

  await ensureScriptedSuite(client);
  await client.call("createEnvironment", {
    params: { project: "web" },
    body: { slug: "staging", secrets: { TOKEN: token, KEY: key } },
  });
  for (const variables of [{}, { QUOTE: "1" }]) {
    const { id } = await center.trigger(variables, { environment: "staging" });
    runs.push(id);
    const { events } = await center.finished(id);
    told.news.push(JSON.stringify(events));
  }
  for (const run of runs) {
    await until("the analysis", async () => {
      const analysis = await client.call("getAnalysis", { params: { run } }).catch(() => null);
      return analysis?.state === "done";
    });
    await until("the notices", async () => {
      const { items } = await client.call("listDeliveries", { query: { run } });
      return items.length === 2 && items.every(({ tries }) => tries.length > 0);
    });
  }
  everything = createMask(Object.values(planted));
});
afterAll(async () => {
  await center.stop();
  await receiver.close();
  await provider.close();
});

/** Where one of the planted values shows, in any form, with what stands around it. */
function findIn(text: string): string[] {
  const masked = everything.text(text);
  if (masked === text) return [];
  return [...masked.matchAll(/.{0,60}\*\*\*.{0,20}/gs)].map(([around]) => around);
}

test("everything that is searched for would be found", () => {
  expect(Object.keys(planted)).toHaveLength(8);
  for (const value of Object.values(planted)) {
    for (const form of [value, Buffer.from(value).toString("base64"), encodeURIComponent(value), JSON.stringify(value)])
      expect(findIn(`before ${form} after`)).not.toEqual([]);
  }
});

describe("a secret is not in", () => {
  test("any answer of the API, list, event or log", async () => {
    const call = apiCaller(center.url, center.apiKey);
    const params: Record<string, string> = {
      project: "web",
      suite: "scripted",
      environment: "staging",
      channel: "webhook",
    };
    let asked = 0;
    for (const run of runs) {
      const attempt = (await center.client.call("getRun", { params: { run } })).jobs[0]!.attempts[0]!;
      const values = { ...params, run, shard: "1", attempt: String(attempt.number) };
      for (const { method, path } of Object.values(routes)) {
        // Artifacts' contents are the suite's own.
        if (method !== "GET" || path.includes("artifacts/") || path.includes("report")) continue;
        // It has no end; `finished` has followed each run's own.
        if (path === "/api/v1/events") continue;
        const filled = path.replaceAll(
          /:(\w+)/g,
          (whole, name: string) => (values as Record<string, string>)[name] ?? whole,
        );
        if (filled.includes(":")) continue;
        const response = await call("GET", filled);
        if (response.ok) asked++;
        expect({ filled, found: findIn(await response.text()) }).toEqual({ filled, found: [] });
      }
    }
    expect(asked).toBeGreaterThan(30);
  });

  test.each(["news", "messages", "log"] as const)("the %s", (kind) => {
    expect(told[kind].length).toBeGreaterThan(0);
    expect(told[kind].flatMap(findIn)).toEqual([]);
  });

  test("what a receiver is told, besides the address and the signature it shares", () => {
    expect(receiver.requests.length).toBeGreaterThanOrEqual(4);
    expect(receiver.requests.map(({ body }) => body).flatMap(findIn)).toEqual([]);
  });

  test("what a model is asked", () => {
    expect(provider.requests.length).toBeGreaterThan(0);
    expect(provider.requests.flatMap(findIn)).toEqual([]);
  });

  test("the name of an artifact", async () => {
    const { items } = await center.client.call("listArtifacts", { params: { run: runs[0]! } });
    expect(items.map(({ path }) => path).toSorted()).toEqual([
      "junit.xml",
      expect.stringMatching(/^test-results\/.*\*\*\*/),
    ]);
    const names = await readdir(join(center.dir, "reports"), { recursive: true });
    expect(names.length).toBeGreaterThan(3);
    expect(names.flatMap(findIn)).toEqual([]);
  });
});

test("an engine that quotes the secrets it was given fails the run with a reason that hides them", async () => {
  const { reason } = await center.client.call("getRun", { params: { run: runs[1]! } });
  expect(reason).toMatchObject({ code: "image_not_found", detail: 'The engine refused TOKEN=*** and "***".' });
});

test("a stolen database reveals no secret, key or session, and nothing in it is sealed that a rotation would forget", async () => {
  const { store } = center.center;
  expect(await findForgottenSeals(store)).toEqual([]);
  const sealed = await store.system.channels.find({ where: {} });
  expect(JSON.stringify(sealed)).toMatch(/"v2\./);

  const documents: Record<string, string[]> = {};
  for (const noun of Object.keys(nouns) as NounName[]) {
    const all = await (store.system[noun].find as (query: object) => Promise<object[]>)({ where: {} });
    documents[noun] = all.map((one) => JSON.stringify(one));
  }
  for (const [noun, all] of Object.entries(documents))
    expect({ noun, found: all.flatMap(findIn) }).toEqual({ noun, found: [] });
  const chunks = await store.system.logChunks.find({ where: {} });
  expect(chunks.map(({ data }) => inflateSync(data).toString()).flatMap(findIn)).toEqual([]);
  expect(chunks.length).toBeGreaterThan(0);

  // As a thief has them: pages that were written over, and the log of writes, included.
  for (const file of ["center.db", "center.db-wal"]) {
    const bytes = await readFile(join(center.dir, file));
    const masker = everything.stream();
    const masked = Buffer.concat([masker.push(bytes), masker.end()]);
    const at = masked.findIndex((byte, index) => byte !== bytes[index]);
    const around = at < 0 ? "nothing" : bytes.subarray(Math.max(0, at - 80), at + 80).toString("latin1");
    expect({ file, around }).toEqual({ file, around: "nothing" });
  }
});

test("what is sealed and forgotten by the list of sealed fields would be found", async () => {
  const copy = await createSqliteStore({ path: join(center.dir, "other.db") });
  try {
    const sealed = await center.center.vault.seal("a secret", { scope: "acme", context: "c" });
    await copy.system.counters.insert({ id: "c", value: 1, hidden: { deep: [sealed] } } as never);
    expect(await findForgottenSeals(copy)).toEqual(["counters c: hidden.deep.0"]);
  } finally {
    await copy.close();
  }
});

/** At the end: what a caller writes into variables himself stands in the database. */
test("a variable of a run that holds a secret of its environment is warned of, by its name", async () => {
  const { id } = await center.trigger({ MINE: `Bearer ${token}` }, { environment: "staging" });
  const { run } = await center.finished(id);
  const warning = run.warnings.find(({ code }) => code === "secret_in_variables");
  expect(warning?.detail).toMatch(/^MINE of the run's variables/);
});
