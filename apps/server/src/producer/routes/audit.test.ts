import { randomBytes } from "node:crypto";
import type { AuditEntry, RouteRequest } from "@aac/contract";
import { parse } from "csv-parse/sync";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { addKey, apiCaller, type ApiCaller, expectProblem } from "../../../../../tests/scenarios/api-caller.ts";
import { addPerson } from "../../../../../tests/scenarios/people.ts";
import { codeOf } from "../../../../../tests/scenarios/totp.ts";
import { junit, startTestCenter, type TestCenter, until } from "../../../../../tests/scenarios/test-center.ts";
import { digestOf } from "../auth.ts";

type Query = RouteRequest<"listAudit">["query"];

let center: TestCenter;
let owner: ApiCaller;
let call: TestCenter["client"]["call"];
beforeAll(async () => {
  center = await startTestCenter();
  ({ call } = center.client);
  owner = apiCaller(center.url, center.apiKey);
});
afterAll(() => center.stop());

const list = async (query: Partial<Query> = {}) => (await call("listAudit", { query })).items;
const newest = async (query: Partial<Query> = {}) => (await list({ limit: 1, ...query }))[0]!;

describe("what is told of a change", () => {
  test("who did it, to what, from where, by which request, and how it ended", async () => {
    const response = await owner("POST", "/api/v1/projects", {
      body: { slug: "told", description: "A project" },
      headers: { "user-agent": "a test" },
    });
    const { id } = (await response.json()) as { id: string };
    expect(await newest()).toMatchObject({
      actor: { kind: "key", name: expect.stringMatching(/\S/) },
      action: "project.create",
      target: { kind: "project", id, name: "told", project: "told", projectId: id },
      before: null,
      after: { slug: "told", description: "A project" },
      outcome: "done",
      problem: null,
      requestId: response.headers.get("x-request-id"),
      address: "127.0.0.1",
      userAgent: "a test",
    });
  });

  test("only the fields that were changed, as they were and as they are", async () => {
    await call("createSuite", {
      params: { project: "told" },
      body: { slug: "e2e", image: "a:1", variables: { A: "1", B: "2" } },
    });
    const params = { project: "told", suite: "e2e" };
    await call("changeSuite", { params, body: { image: "a:2", variables: { A: "1", B: "3", C: "4" } } });
    expect(await newest()).toMatchObject({
      action: "suite.change",
      before: { image: "a:1", variables: { B: "2" } },
      after: { image: "a:2", variables: { B: "3", C: "4" } },
    });
    expect(Object.keys((await newest()).before!)).toEqual(["image", "variables"]);
  });

  test("all of what was deleted", async () => {
    await call("deleteSuite", { params: { project: "told", suite: "e2e" } });
    expect(await newest()).toMatchObject({ action: "suite.delete", before: { image: "a:2" }, after: null });
  });

  test("that it was refused, and why; but nothing of what is not there", async () => {
    await expectProblem(await owner("POST", "/api/v1/projects", { body: { slug: "told" } }), 409, "slug_taken");
    expect(await newest()).toMatchObject({ action: "project.create", outcome: "refused", problem: "slug_taken" });
    const before = await newest();
    await expectProblem(await owner("DELETE", "/api/v1/projects/none"), 404, "project_not_found");
    expect(await newest()).toEqual(before);
  });

  test("which run a trigger and an upload have made", async () => {
    const run = await center.trigger({ PASSWORD: "hunter2" });
    expect(await newest()).toMatchObject({
      action: "run.trigger",
      target: { kind: "run", id: run.id, project: "web" },
      after: { variableNames: ["PASSWORD"] },
    });
    const payload = new FormData();
    payload.set("files", new File([junit({ passed: 1 })], "junit.xml"));
    const query = { project: "web", suite: "uploaded" };
    const uploaded = await center.client.request("uploadResults", { query, payload });
    const { id } = (await uploaded.json()) as { id: string };
    expect(await newest()).toMatchObject({ action: "results.upload", target: { id }, outcome: "done" });
  });

  test("that somebody signed in and out", async () => {
    const password = "a quiet lake at dawn";
    const { email, userId } = await addPerson(center.center, { orgId: center.caller.orgId, password });
    const signedIn = await apiCaller(center.url, null)("POST", "/api/v1/session", { body: { email, password } });
    const actor = { kind: "person", id: userId };
    expect(await newest()).toMatchObject({ action: "session.begin", outcome: "done", actor });
    const cookie = signedIn.headers.get("set-cookie")!.split(";")[0]!;
    await apiCaller(center.url, null)("PATCH", "/api/v1/account", { body: { name: "Eve" }, headers: { cookie } });
    expect(await newest()).toMatchObject({ action: "account.change", outcome: "done", actor, after: { name: "Eve" } });
    await apiCaller(center.url, null)("DELETE", "/api/v1/session", { headers: { cookie } });
    expect(await newest()).toMatchObject({ action: "session.end", outcome: "done" });
  });

  test("of refusals of one caller only the first of an hour", async () => {
    const caller = apiCaller(center.url, await addKey(center.center, center.caller.orgId, ["read"]));
    for (let i = 0; i < 30; i++) await caller("POST", "/api/v1/projects", { body: { slug: `mine${i}` } });
    const { items } = await call("listAudit", { query: { outcome: "refused", action: "project.create", limit: 100 } });
    expect(items.filter(({ problem }) => problem === "forbidden")).toHaveLength(20);
  });
});

describe("filters", () => {
  test("each finds what it is about and nothing else", async () => {
    const all = await list({ limit: 500 });
    const about = all.find(({ action }) => action === "suite.change")!;
    const queries: [Partial<Query>, (entry: AuditEntry) => boolean][] = [
      [{ actor: about.actor.id }, ({ actor }) => actor.id === about.actor.id],
      [{ action: "suite.change" }, ({ action }) => action === "suite.change"],
      [{ targetKind: "suite" }, ({ target }) => target.kind === "suite"],
      [{ target: about.target.id! }, ({ target }) => target.id === about.target.id],
      [{ project: "told" }, ({ target }) => target.project === "told"],
      [{ from: about.at }, ({ at }) => at >= about.at],
      [{ to: about.at }, ({ at }) => at < about.at],
      [{ text: "SUITE.ch" }, ({ action }) => action === "suite.change"],
      [
        { project: "told", action: "suite.delete" },
        ({ target, action }) => target.project === "told" && action === "suite.delete",
      ],
    ];
    for (const [query, isMeant] of queries) {
      const meant = all.filter(isMeant).map(({ id }) => id);
      expect(meant.length).toBeGreaterThan(0);
      expect((await list({ ...query, limit: 500 })).map(({ id }) => id)).toEqual(meant);
    }
    expect(await list({ from: "2100-01-01T00:00:00.000Z" })).toEqual([]);
    expect(all.every(({ outcome }) => outcome !== "begun")).toBe(true);
    expect((await list({ outcome: "begun" })).every(({ outcome }) => outcome === "begun")).toBe(true);
  });

  test("pages follow each other without gap or double, newest first, also those of a search", async () => {
    for (const filter of [{}, { text: "project" }]) {
      const whole = await list({ ...filter, limit: 500 });
      const found: AuditEntry[] = [];
      let cursor: string | undefined;
      do {
        const page = await call("listAudit", { query: { ...filter, limit: 7, ...(cursor ? { cursor } : {}) } });
        found.push(...page.items);
        cursor = page.nextCursor ?? undefined;
      } while (cursor !== undefined);
      expect(found).toEqual(whole);
      expect(whole.map(({ sequence }) => sequence)).toEqual(
        whole.map(({ sequence }) => sequence).toSorted((a, b) => b - a),
      );
    }
  });

  test("400: what is no filter", async () => {
    await expectProblem(await owner("GET", "/api/v1/audit?action=project.explode"), 400, "invalid_request");
    await expectProblem(await owner("GET", "/api/v1/audit?from=yesterday"), 400, "invalid_request");
    await expectProblem(await owner("GET", "/api/v1/audit?cursor=!"), 400, "invalid_cursor");
  });
});

describe("the export", () => {
  test("has all that matches, oldest first, as CSV and as JSON alike", async () => {
    const response = await owner("GET", "/api/v1/audit/export?format=json&project=told");
    expect(response.headers.get("content-type")).toBe("application/json; charset=utf-8");
    const entries = (await response.json()) as AuditEntry[];
    expect(entries).toEqual((await list({ project: "told", limit: 500 })).toReversed());
    const csv = await owner("GET", "/api/v1/audit/export?project=told");
    expect(csv.headers.get("content-type")).toBe("text/csv; charset=utf-8");
    expect(csv.headers.get("content-disposition")).toContain("audit-log.csv");
    const rows = parse(await csv.text(), { columns: true }) as Record<string, string>[];
    expect(rows.map(({ sequence, hash }) => ({ sequence: Number(sequence), hash }))).toEqual(
      entries.map(({ sequence, hash }) => ({ sequence, hash })),
    );
  });

  test("is an empty list where nothing matches", async () => {
    const none = "from=2100-01-01T00:00:00.000Z";
    expect(await (await owner("GET", `/api/v1/audit/export?format=json&${none}`)).json()).toEqual([]);
    expect((await (await owner("GET", `/api/v1/audit/export?${none}`)).text()).split("\r\n")).toHaveLength(2);
  });

  test("begins no cell like a formula, and keeps commas, quotes and lines within their cells", async () => {
    const names = ['=HYPERLINK("http://x")', "+1", "-1", "@SUM(A1)", 'a "quoted", name\nin two lines'];
    for (const name of names) {
      await owner("POST", "/api/v1/projects", {
        body: { slug: "taken" },
        headers: { "user-agent": name.replace("\n", " ") },
      });
    }
    const text = await (await owner("GET", "/api/v1/audit/export?text=taken")).text();
    const rows = parse(text, { columns: true }) as Record<"userAgent" | "targetName", string>[];
    const told = rows.filter(({ targetName }) => targetName === "taken").map(({ userAgent }) => userAgent);
    expect(told).toEqual([...names.slice(0, 4).map((name) => `'${name}`), names[4]!.replace("\n", " ")]);
    expect(text).toMatch(/\r\n$/);
    for (const row of parse(text)) for (const cell of row) expect(cell).not.toMatch(/^[=+\-@]/);
  });
});

describe("the chain", () => {
  test("its head verifies, and another one does not", async () => {
    const head = await call("getAuditHead");
    expect(head).toMatchObject({ organization: center.caller.orgId, sequence: expect.any(Number) });
    const { sequence, hash } = head;
    expect(await call("verifyAudit", { query: { sequence, hash } })).toMatchObject({ isWhole: true });
    const other = await call("verifyAudit", { query: { sequence, hash: "0".repeat(64) } });
    expect(other).toMatchObject({ isWhole: false, broken: { sequence } });
    await expectProblem(await owner("GET", "/api/v1/audit/verify?sequence=1"), 400, "invalid_request");
  });

  test("tells by API the entry that was changed in the database", async () => {
    const broken = await center.addOrganization("broken");
    const { orgId } = broken.caller;
    for (const slug of ["a", "b", "c"]) await broken.client.call("createProject", { body: { slug } });
    const { auditEntries } = center.center.store.system;
    const [, second] = await auditEntries.find({ where: { orgId }, orderBy: ["id"] });
    await auditEntries.update(second!.id, {}, { actorName: "Nobody" });
    const told = await broken.client.call("verifyAudit", {});
    expect(told).toMatchObject({ isWhole: false, broken: { sequence: 2, detail: expect.stringMatching(/changed/) } });
    expect(await call("verifyAudit", {})).toMatchObject({ isWhole: true });
  });
});

test("each organization reads its own log only", async () => {
  const other = await center.addOrganization("another");
  expect((await other.client.call("listAudit", {})).items).toEqual([]);
  await other.client.call("createProject", { body: { slug: "theirs" } });
  expect((await other.client.call("listAudit", {})).items).toHaveLength(1);
  expect(await list({ text: "theirs" })).toEqual([]);
});

test("403: who is limited to some projects does not read what is done in the organization", async () => {
  const { id, name } = { id: center.center.ids(), name: "limited" };
  const project = await call("getProject", { params: { project: "told" } });
  await center.center.store.tenant(center.caller.orgId).apiKeys.insert({
    id,
    orgId: center.caller.orgId,
    name,
    digest: digestOf("aac_limited"),
    scopes: ["read", "admin"],
    projects: [project.id],
    createdAt: 0,
  });
  for (const path of ["", "/export", "/head", "/verify"])
    await expectProblem(await apiCaller(center.url, "aac_limited")("GET", `/api/v1/audit${path}`), 403, "forbidden");
});

test("no secret that was sent is in the log, however it was sent", async () => {
  const secrets: string[] = [];
  const secret = (prefix = "") => {
    const made = `${prefix}${randomBytes(12).toString("hex")}`;
    secrets.push(made);
    return made;
  };
  const project = { project: "told" };
  const environment = { ...project, environment: "staging" };
  const channel = { channel: "secret-hook" };
  const url = () => `https://93.184.216.34/${secret("hook-")}?token=${secret()}`;
  for (let round = 0; round < 5; round++) {
    await call("createEnvironment", { params: project, body: { slug: "staging", secrets: { TOKEN: secret() } } });
    await call("changeEnvironment", { params: environment, body: { secrets: { TOKEN: secret(), OTHER: secret() } } });
    await owner("POST", "/api/v1/projects/told/environments", { body: { slug: "staging", secrets: { A: secret() } } });
    await owner("PATCH", "/api/v1/projects/told/environments/staging", {
      body: { secrets: { "not valid!": secret() } },
    });
    await call("deleteEnvironment", { params: environment });
    await call("createChannel", { body: { slug: "secret-hook", kind: "webhook", url: url() } }).then(
      ({ secret: own }) => secrets.push(own!),
    );
    await call("changeChannel", { params: channel, body: { url: url() } });
    await call("rotateChannelSecret", { params: channel }).then(({ secret: own }) => secrets.push(own!));
    await call("deleteChannel", { params: channel });
    await call("changeAnalysisSettings", { body: { apiKey: secret("sk-") } });
    await owner("POST", "/api/v1/session", { body: { email: "ada@example.org", password: secret() } });
    await owner("POST", "/api/v1/session", { body: { code: secret() } });
    await center.trigger({ PASSWORD: secret() });
  }
  const told = JSON.stringify(await center.center.store.system.auditEntries.find({ where: {} }));
  const exported = await (await owner("GET", "/api/v1/audit/export")).text();
  expect(secrets.length).toBeGreaterThan(60);
  for (const one of secrets) for (const text of [told, exported]) expect(text).not.toContain(one);
  const changed = await list({ action: "environment.change", outcome: "done" });
  expect(changed[0]).toMatchObject({ after: { secretNames: ["OTHER", "TOKEN"], secretsSet: ["OTHER", "TOKEN"] } });
  expect(await newest({ action: "channel.change" })).toMatchObject({ after: { url: "replaced" } });
  expect(await newest({ action: "analysis.change" })).toMatchObject({ after: { apiKey: "replaced" } });
});

describe("sign-ins that fail", () => {
  const password = "a quiet lake at dawn";
  const signIn = (body: object) => apiCaller(center.url, null)("POST", "/api/v1/session", { body });
  const refusals = (target: string, count: number) =>
    until("the entries", async () => {
      const entries = await list({ action: "session.refuse", target });
      return entries.length >= count && entries;
    });

  test("are kept where the person is a member, and told by nothing in the answer", async () => {
    const { userId, email } = await addPerson(center.center, { orgId: center.caller.orgId, password });
    const wrong = await signIn({ email: email.toUpperCase(), password: "a guess" });
    const unknown = await signIn({ email: "nobody@example.org", password: "a guess" });
    const told = async (response: Response) => {
      const { instance: _, ...problem } = (await response.json()) as Record<string, unknown>;
      return problem;
    };
    expect(await told(wrong)).toEqual(await told(unknown));
    const requestId = wrong.headers.get("x-request-id");
    const refused = { outcome: "refused", problem: "invalid_credentials", address: "127.0.0.1", requestId };
    expect(await refusals(userId, 1)).toMatchObject([
      { actor: { kind: "center" }, target: { kind: "account", id: userId, name: "Ada" }, ...refused },
    ]);
  });

  test("a wrong code of the second step too", async () => {
    const { userId, email } = await addPerson(center.center, { orgId: center.caller.orgId, password });
    const headers = { ...(await center.signIn(userId)), "sec-fetch-site": "same-origin" };
    const ask = apiCaller(center.url, null);
    const begun = await ask("POST", "/api/v1/account/two-factor", { body: { password }, headers });
    const { uri } = (await begun.json()) as { uri: string };
    const confirmed = await ask("POST", "/api/v1/account/two-factor/confirm", { body: { code: codeOf(uri) }, headers });
    expect(confirmed.ok).toBe(true);
    const { challenge } = (await (await signIn({ email, password })).json()) as { challenge: string };
    const second = await ask("POST", "/api/v1/session/second-step", { body: { challenge, code: "000000" } });
    await expectProblem(second, 401, "invalid_code");
    expect(await refusals(userId, 1)).toMatchObject([{ problem: "invalid_code", outcome: "refused" }]);
  });

  test("are kept twenty times an hour: who guesses does not fill the log", async () => {
    const { userId, email } = await addPerson(center.center, { orgId: center.caller.orgId, password });
    for (let i = 0; i < 22; i++) expect((await signIn({ email, password: `guess ${i}` })).status).toBe(401);
    // Later than all of them.
    const later = await addPerson(center.center, { orgId: center.caller.orgId, password });
    await signIn({ email: later.email, password: "a guess" });
    await refusals(later.userId, 1);
    expect(await list({ action: "session.refuse", target: userId, limit: 100 })).toHaveLength(20);
  });
});
