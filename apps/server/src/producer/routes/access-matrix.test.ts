import { Role, type RouteName, Scope } from "@aac/contract";
import { type Caller, may } from "@aac/core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { signedInAs } from "../../../../../tests/scenarios/access-callers.ts";
import { addKey, apiCaller, type ApiCaller } from "../../../../../tests/scenarios/api-caller.ts";
import { startTestCenter, type TestCenter } from "../../../../../tests/scenarios/test-center.ts";
import {
  beginRun,
  bodies,
  makeSamples,
  routeNames,
  routeOf,
  type Samples,
} from "../../../../../tests/scenarios/route-samples.ts";

/** Two organizations in one center: one with one of everything, and one that knows nothing of it. */
let center: TestCenter;
let own: Samples;
let foreignId: string;
let foreignToken: string;

beforeAll(async () => {
  center = await startTestCenter({ concurrency: 8 });
  own = await makeSamples(center);
  const { caller, client } = await center.addOrganization("other");
  foreignId = caller.orgId;
  await client.call("createProject", { body: { slug: "elsewhere" } });
  const suite = { slug: "scripted", image: "scripted" };
  await client.call("createSuite", { params: { project: "elsewhere" }, body: suite });
  foreignToken = (await beginRun(center, client, "elsewhere")).token;
});
afterAll(() => center.stop());

/** What each credential is called, what it may do by the table of permissions, and how one of an organization is made. */
const credentials: { name: string; grant: Caller["grant"] | null; make: (orgId: string) => Promise<ApiCaller> }[] = [
  { name: "no credential", grant: null, make: async () => apiCaller(center.url, null) },
  ...Role.options.map((role) => ({
    name: role,
    grant: { role },
    make: async (orgId: string) => (await signedInAs(center, { orgId, role })).call,
  })),
  ...Scope.options.map((scope) => ({
    name: `key that may ${scope}`,
    grant: { scopes: [scope] },
    make: async (orgId: string) => apiCaller(center.url, await addKey(center.center, orgId, [scope])),
  })),
  {
    name: "run token",
    grant: { attempt: { runId: "", jobId: "", attemptId: "" } },
    make: async (orgId: string) => apiCaller(center.url, orgId === foreignId ? foreignToken : own.runToken),
  },
];

/** Refusals that say who may not, and not what is wrong. */
const refusals: ReadonlySet<string> = new Set([
  "unauthenticated",
  "forbidden",
  "no_organization",
  "cross_site_request",
]);

async function ask(caller: ApiCaller, name: RouteName, samples: Pick<Samples, "send">) {
  const response = await samples.send(caller, name);
  if (response.headers.get("content-type")?.startsWith("text/event-stream")) {
    await response.body?.cancel();
    return { status: response.status, code: null, text: "" };
  }
  const text = await response.text();
  const code = response.status < 400 ? null : (JSON.parse(text) as { code: string }).code;
  return { status: response.status, code, text };
}

function expected(name: RouteName, grant: Caller["grant"] | null): "allowed" | "unauthenticated" | "forbidden" {
  const { permission } = routeOf(name);
  if (permission === null) return "allowed";
  if (grant === null) return "unauthenticated";
  const caller: Caller = { orgId: "", actor: { kind: "key", id: "", name: "" }, grant, projects: null };
  return may(caller, permission) ? "allowed" : "forbidden";
}

// Who is refused changes nothing, and neither does who asks for what is not theirs; what is allowed comes last, and of that
// what deletes.
const lastDeletes = routeNames.toSorted(
  (a, b) => Number(routeOf(a).method === "DELETE") - Number(routeOf(b).method === "DELETE"),
);

test("every route of the document is here, with what it takes to ask for it", () => {
  const incomplete = routeNames.filter((name) => /undefined|:[a-z]/.test(own.pathOf(name)));
  const withoutBody = routeNames.filter((name) => routeOf(name).body && !bodies[name]);
  expect({ incomplete, withoutBody }).toEqual({ incomplete: [], withoutBody: [] });
});

const isRoute = (id: string) => (routeNames as string[]).includes(id);

test("the OpenAPI document has these routes and no others", async () => {
  const document = (await (await apiCaller(center.url, null)("GET", "/openapi.json")).json()) as {
    paths: Record<string, Record<string, { operationId: string }>>;
  };
  const operations = Object.values(document.paths).flatMap((path) => Object.values(path));
  const documented = operations
    .map(({ operationId }) => operationId)
    .filter((id) => isRoute(id) || !id.endsWith("Head"));
  expect([...new Set(documented)].toSorted()).toEqual(routeNames.toSorted());
});

describe.each(routeNames)("%s, in another organization", (name) => {
  test("is as if it were not there", async () => {
    const { params, permission } = routeOf(name);
    // The log of an organization has what its own people have asked for, whether it was there or not.
    const isAsked = (text: string) => routeNames.some((one) => own.pathOf(one).includes(text));
    const isNamed = (text: string) => JSON.stringify(own.bodyOf(name) ?? {}).includes(text);
    const known = permission === "audit:read" ? own.own.filter((text) => !isAsked(text)) : own.own;
    const secrets = known.filter((text) => !isNamed(text));
    const wrong: object[] = [];
    for (const { name: who, grant, make } of credentials) {
      const { status, code, text } = await ask(await make(foreignId), name, own);
      const expectation = expected(name, grant);
      const isRight =
        expectation !== "allowed"
          ? code === expectation
          : permission === null || params === undefined
            ? !secrets.some((secret) => text.includes(secret))
            : status === 404 &&
              !secrets.some((secret) => text.replaceAll(own.pathOf(name), "").includes(`"id":"${secret}"`));
      if (!isRight) wrong.push({ who, expectation, status, code, text: text.slice(0, 300) });
    }
    expect(wrong).toEqual([]);
  });
});

describe.each(routeNames)("%s, in one's own organization", (name) => {
  test("is refused to whom the table refuses it", async () => {
    const wrong: object[] = [];
    for (const { name: who, grant, make } of credentials) {
      const expectation = expected(name, grant);
      if (expectation === "allowed") continue;
      const { status, code } = await ask(await make(center.caller.orgId), name, own);
      const isRight = code === expectation && status === (expectation === "forbidden" ? 403 : 401);
      if (!isRight) wrong.push({ who, expectation, status, code });
    }
    expect(wrong).toEqual([]);
  });
});

describe.each(lastDeletes)("%s, in one's own organization", (name) => {
  test("is open to whom the table allows it", async () => {
    const wrong: object[] = [];
    for (const { name: who, grant, make } of credentials) {
      if (expected(name, grant) !== "allowed") continue;
      const isToken = grant !== null && "attempt" in grant;
      const { status, code, text } = await ask(await make(center.caller.orgId), name, isToken ? own.running : own);
      const isRight = status < 500 && (code === null || !refusals.has(code));
      const isRead = routeOf(name).method !== "GET" || status < 400 || status === 404;
      if (!isRight || !isRead) wrong.push({ who, status, code, text: text.slice(0, 300) });
    }
    expect(wrong).toEqual([]);
  });
});
