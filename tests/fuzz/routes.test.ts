import { createHash } from "node:crypto";
import { ProblemDetails, type Route, type RouteName, routes } from "@aac/contract";
import fc, { type Arbitrary } from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { announceSeed } from "../../packages/reports/src/testing/seed.ts";
import { junit, startTestCenter, type TestCenter } from "../scenarios/test-center.ts";
import { fromSchema, type Schema } from "./from-schema.ts";
import { hostileBodies, hostileValues } from "./hostile-values.ts";
import { megabytes, heapAfterCollection } from "./memory.ts";

// Every route of the document is asked whatever its schemas allow, and what they do not. No answer may be a failure of
// ours, each has to be one that the document tells of (the center checks its own answers against the contract here, and
// fails where one does not fit), and nothing may pile up. `FUZZ_CASES` says how often each route is asked.

// oxlint-disable-next-line node/no-process-env -- of the person who looks deeper, not of the product
const cases = Number(process.env["FUZZ_CASES"] ?? 20);
const seed = announceSeed("tests/fuzz/routes.test.ts");

interface Operation {
  operationId: RouteName;
  parameters?: { name: string; in: "path" | "query" | "header"; schema: Schema; required?: boolean }[];
  requestBody?: { content: Record<string, { schema: Schema }> };
}
interface Document {
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, Schema> };
}

let center: TestCenter;
let document: Document;
let things: Record<string, string>;

beforeAll(async () => {
  center = await startTestCenter({ withoutWorker: true });
  document = (await (await fetch(`${center.url}/openapi.json`)).json()) as Document;
  await prepare();
});
afterAll(() => center.stop());

/** Makes of everything one that requests can be about, where it is not there (any more). */
async function prepare(): Promise<void> {
  const send = async (path: string, body: object) => {
    const headers = { "x-api-key": center.apiKey, "content-type": "application/json" };
    const response = await fetch(center.url + path, { method: "POST", headers, body: JSON.stringify(body) });
    return (await response.json()) as { id?: string };
  };
  await send("/api/v1/projects", { slug: "web" });
  await send("/api/v1/projects/web/suites", { slug: "scripted", image: "scripted" });
  await send("/api/v1/projects/web/environments", { slug: "staging", secrets: { TOKEN: "of the test" } });
  await send("/api/v1/projects/web/schedules", { slug: "nightly", cron: "0 4 * * *", suite: "scripted" });
  await send("/api/v1/channels", { slug: "chat", kind: "email", to: ["ada@example.org"] });
  const rule = await send("/api/v1/notice-rules", { name: "All", channels: ["chat"] });
  const subscription = await send("/api/v1/subscriptions", { address: "ada@example.org" });
  const delivery = await send("/api/v1/channels/chat/test", {});
  const [mail] = await center.center.store.system.mails.find({ where: {}, limit: 1 });
  if (!things) {
    const form = new FormData();
    form.append("files", new Blob([junit({ passed: 2, failed: 1 })]), "junit.xml");
    const headers = { "x-api-key": center.apiKey };
    const upload = await fetch(`${center.url}/api/v1/results?project=web`, { method: "POST", headers, body: form });
    things = { run: ((await upload.json()) as { id: string }).id };
  }
  things = {
    ...things,
    project: "web",
    suite: "scripted",
    environment: "staging",
    schedule: "nightly",
    channel: "chat",
    rule: rule.id!,
    subscription: subscription.id!,
    delivery: delivery.id!,
    mail: mail?.id ?? "none",
    "*": "1/1/junit.xml",
  };
}

interface Asked {
  path: Record<string, unknown>;
  query: Record<string, unknown>;
  header: Record<string, unknown>;
  body: string | undefined;
  type: string;
}

/** What a route may be asked: of real things mostly. */
function asking(operation: Operation, route: Route): Arbitrary<Asked> {
  const { schemas } = document.components;
  const place = (kind: "path" | "query" | "header") => {
    const parameters = (operation.parameters ?? []).filter((one) => one.in === kind);
    const model = parameters.map(({ name, schema }) => {
      const own = fc.constant(things[name] ?? "none");
      const any = fromSchema(schema, schemas);
      return [name, kind === "path" ? fc.oneof({ weight: 4, arbitrary: own }, { weight: 1, arbitrary: any }) : any];
    });
    return fc.record(Object.fromEntries(model) as Record<string, Arbitrary<unknown>>, {
      requiredKeys: kind === "path" ? parameters.map(({ name }) => name) : [],
    });
  };
  const surplus = fc.dictionary(fc.string({ maxLength: 10 }), fc.constantFrom(...hostileValues), { maxKeys: 2 });
  const [schema] = Object.values(operation.requestBody?.content ?? {}).map((each) => each.schema);
  const json = schema ? fromSchema(schema, schemas).map((value) => JSON.stringify(value)) : fc.constant(undefined);
  const body = fc.oneof({ weight: 8, arbitrary: json }, { weight: 1, arbitrary: fc.constantFrom(...hostileBodies) });
  return fc.record({
    path: place("path"),
    query: fc
      .tuple(place("query"), surplus, fc.nat(9))
      .map(([own, more, chance]) => (chance ? own : Object.assign({}, more, own))),
    header: place("header"),
    body: route.method === "GET" ? fc.constant(undefined) : body,
    type: fc.oneof(
      { weight: 12, arbitrary: fc.constant(route.consumes ? `${route.consumes}; boundary=b` : "application/json") },
      {
        weight: 1,
        arbitrary: fc.constantFrom("text/plain", "application/json; charset=utf-7", "a/b;;;=", "multipart/form-data"),
      },
    ),
  });
}

function requestOf({ method, path: template }: Route, { path, query, header, body, type }: Asked, key: string | null) {
  const part = (value: unknown) => encodeURIComponent(textOf(value)).slice(0, 5_000);
  const filled = template
    .replace(/:(\w+)/g, (_, name: string) => part(path[name]))
    .replace("*", () => textOf(path["*"]).split("/").map(part).join("/"));
  const search = Object.entries(query)
    .flatMap(([name, value]) =>
      [value]
        .flat()
        .slice(0, 50)
        .map((one) => `${part(name)}=${part(one)}`),
    )
    .join("&");
  const headers: Record<string, string> = key === null ? {} : { "x-api-key": key };
  for (const [name, value] of Object.entries(header)) {
    const safe = textOf(value)
      .replace(/[^\u0021-\u007e\u0080-\u00ff]/g, "")
      .slice(0, 4_000);
    if (safe !== "") headers[name] = safe;
  }
  if (body !== undefined) headers["content-type"] = type;
  const url = `${center.url}${filled}${search ? `?${search}` : ""}`.slice(0, 12_000).replace(/%.?$/, "");
  return { url, init: { method, headers, redirect: "manual", ...(body === undefined ? {} : { body }) } as RequestInit };
}

const textOf = (value: unknown) =>
  (typeof value === "string" ? value : (JSON.stringify(value) ?? "undefined")).toWellFormed();

/** Statuses of success that a route has besides the one it names. */
const alsoSuccess: Partial<Record<RouteName, number[]>> = { getArtifact: [206, 302] };

async function ask(name: RouteName, asked: Asked, key: string | null) {
  const { url, init } = requestOf(routes[name], asked, key);
  const giveUp = new AbortController();
  const response = await fetch(url, { ...init, signal: giveUp.signal });
  const isEndless = response.headers.get("content-type")?.startsWith("text/event-stream");
  const text = isEndless ? "" : await response.text();
  giveUp.abort();
  return { status: response.status, type: response.headers.get("content-type"), text };
}

function expectRefusal({ status, type, text }: { status: number; type: string | null; text: string }) {
  expect(status).toBeLessThan(500);
  expect(type).toMatch(/^application\/problem\+json/);
  const problem = ProblemDetails.parse(JSON.parse(text));
  expect(problem.status).toBe(status);
  expect(problem.remedy).toMatch(/\S/);
}

const names = Object.keys(routes) as RouteName[];
/** Deleting comes last: what is gone is made again before each route all the same. */
const inOrder = names.toSorted((a, b) => Number(routes[a].method === "DELETE") - Number(routes[b].method === "DELETE"));

describe.each(inOrder)("%s", (name) => {
  const route: Route = routes[name];
  const operation = () => {
    const path = route.path.replace(/:(\w+)/g, "{$1}").replace("*", "{*}");
    return document.paths[path]![route.method.toLowerCase()]!;
  };

  test("answers whatever is asked with what the document says, or a refusal that explains itself", async () => {
    await prepare();
    await fc.assert(
      fc.asyncProperty(asking(operation(), route), async (asked) => {
        const answer = await ask(name, asked, center.apiKey);
        const isSuccess = [route.status, ...(alsoSuccess[name] ?? [])].includes(answer.status);
        if (!isSuccess) return expectRefusal(answer);
        if (route.answer) route.answer.parse(JSON.parse(answer.text));
        expect(route.status === 204 ? answer.text : "").toBe("");
      }),
      { seed, numRuns: cases, endOnFailure: true },
    );
  });

  test.runIf(route.permission !== null)("without a credential it answers nothing, whatever is asked", async () => {
    await fc.assert(
      fc.asyncProperty(
        asking(operation(), route),
        fc.constantFrom(null, "aac_", "x".repeat(5_000)),
        async (asked, key) => {
          const answer = await ask(name, asked, key);
          expectRefusal(answer);
          expect([400, 401, 404]).toContain(answer.status);
          expect(answer.text).not.toContain(center.caller.orgId);
        },
      ),
      { seed, numRuns: Math.ceil(cases / 4), endOnFailure: true },
    );
  });
});

describe("what only reads", () => {
  const reading = names.filter((name) => routes[name].method === "GET");

  async function everything(): Promise<Record<string, string>> {
    const { system } = center.center.store;
    const changing = new Set(["members", "turns", "deliveries", "mails", "counters"]);
    const nouns = (Object.keys(system) as (keyof typeof system)[]).filter(
      (noun) => !changing.has(noun) && "find" in system[noun],
    );
    const found = await Promise.all(
      nouns.map(async (noun) => {
        const collection = system[noun] as unknown as { find(query: object): Promise<unknown[]> };
        const text = JSON.stringify(await collection.find({ where: {} }));
        return [noun, createHash("sha256").update(text).digest("hex")] as const;
      }),
    );
    return Object.fromEntries(found);
  }

  test.each(["GET", "HEAD"])("%s changes nothing, also for a browser's session on another site", async (method) => {
    await prepare();
    const { cookie } = await center.signIn();
    const before = await everything();
    expect(Object.keys(before).length).toBeGreaterThan(10);
    for (const name of reading) {
      if (routes[name].path.endsWith("events")) continue;
      const { url } = requestOf(routes[name], { path: things, query: {}, header: {}, body: undefined, type: "" }, null);
      const headers = { cookie, "sec-fetch-site": "cross-site", origin: "https://evil.example" };
      const { status } = await fetch(url, { method, headers, redirect: "manual" });
      expect([name, status < 500]).toEqual([name, true]);
    }
    expect(await everything()).toEqual(before);
  });
});

test("nothing of all this stays in memory", async () => {
  const before = await heapAfterCollection();
  const name = "createRun";
  for (let count = 0; count < 60; count++) {
    const asked = {
      path: things,
      query: {},
      header: {},
      body: JSON.stringify({ project: `p${count}`, x: "x".repeat(500_000) }),
      type: "application/json",
    };
    expect((await ask(name, asked, center.apiKey)).status).toBe(400);
  }
  expect((await heapAfterCollection()) - before).toBeLessThan(20 * megabytes);
});
