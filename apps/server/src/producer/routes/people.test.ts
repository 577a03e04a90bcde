import { once } from "node:events";
import { type IncomingMessage, request as httpRequest } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { filtersOf } from "@aac/core";
import type { InvitationPreview, Person, Role, SentInvitation } from "@aac/contract";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type ApiCaller, apiCaller, expectProblem } from "../../../../../tests/scenarios/api-caller.ts";
import { addPerson } from "../../../../../tests/scenarios/people.ts";
import { startTestCenter, type TestCenter, until } from "../../../../../tests/scenarios/test-center.ts";

let center: TestCenter;
beforeAll(async () => {
  center = await startTestCenter();
});
afterAll(() => center.stop());

const password = "a quiet lake at dawn";

interface Member {
  id: string;
  email: string;
  ask: ApiCaller;
}

/** As a browser asks in which this person is signed in. */
async function signedIn(userId: string, email: string): Promise<Member> {
  const cookie = await center.signIn(userId);
  const ask: ApiCaller = (method, path, { body, headers } = {}) =>
    apiCaller(center.url, null)(method, path, {
      body,
      headers: { ...cookie, "sec-fetch-site": "same-origin", ...headers },
    });
  return { id: userId, email, ask };
}

async function member(role: Role, orgId: string = center.caller.orgId): Promise<Member> {
  const { userId, email } = await addPerson(center.center, { orgId, role });
  return signedIn(userId, email);
}

/** An organization of its own, with its owner. */
async function organization(slug: string) {
  const { caller } = await center.addOrganization(slug);
  return { orgId: caller.orgId, owner: await member("owner", caller.orgId) };
}

const anyone = (): ApiCaller => apiCaller(center.url, null);
const tokenOf = ({ link }: SentInvitation) => decodeURIComponent(link!.split("#token=")[1]!);
const json = async <T>(response: Response): Promise<T> => {
  const text = await response.text();
  expect({ status: response.status, text }).toMatchObject({
    status: expect.toSatisfy((status: number) => status < 300),
  });
  return JSON.parse(text) as T;
};
async function invited(by: Member, email: string, role: Role = "developer") {
  return json<SentInvitation>(await by.ask("POST", "/api/v1/invitations", { body: { email, role } }));
}
const accept = (token: string, ask: ApiCaller = anyone(), body: object = {}) =>
  ask("POST", "/api/v1/invitations/accept", { body: { token, ...body } });

describe("GET /api/v1/people", () => {
  test("200: who is in the organization, with their roles, and nobody else", async () => {
    const { owner, orgId } = await organization("listing");
    const viewer = await member("viewer", orgId);
    const { items } = await json<{ items: Person[] }>(await viewer.ask("GET", "/api/v1/people"));
    expect(items.map(({ id, role, isYou }) => ({ id, role, isYou }))).toEqual(
      expect.arrayContaining([
        { id: owner.id, role: "owner", isYou: false },
        { id: viewer.id, role: "viewer", isYou: true },
      ]),
    );
    expect(items).toHaveLength(2);
  });
});

describe("PATCH /api/v1/people/:person", () => {
  test("200: another role, which holds at once, in a session that was open before", async () => {
    const { owner, orgId } = await organization("roles");
    const dev = await member("developer", orgId);
    const create = () => dev.ask("POST", "/api/v1/projects", { body: { slug: "mine" } });
    await expectProblem(await create(), 403, "forbidden");
    await json(await owner.ask("PATCH", `/api/v1/people/${dev.id}`, { body: { role: "admin" } }));
    expect((await create()).status).toBe(201);
    await json(await owner.ask("PATCH", `/api/v1/people/${dev.id}`, { body: { role: "viewer" } }));
    await expectProblem(await dev.ask("POST", "/api/v1/projects", { body: { slug: "more" } }), 403, "forbidden");
  });

  test("200: limited to some projects, a person sees no others", async () => {
    const { owner, orgId } = await organization("limits");
    for (const slug of ["web", "api"]) await owner.ask("POST", "/api/v1/projects", { body: { slug } });
    const dev = await member("developer", orgId);
    const body = { projects: { web: "viewer" } };
    const person = await json<Person>(await owner.ask("PATCH", `/api/v1/people/${dev.id}`, { body }));
    expect(person.projects).toEqual({ web: "viewer" });
    const { items } = await json<{ items: { slug: string }[] }>(await dev.ask("GET", "/api/v1/projects"));
    expect(items.map(({ slug }) => slug)).toEqual(["web"]);
    await expectProblem(await dev.ask("GET", "/api/v1/projects/api"), 404, "project_not_found");
  });

  test("400: a role in a project that is higher than in the organization, by its field", async () => {
    const { owner, orgId } = await organization("too-high");
    await owner.ask("POST", "/api/v1/projects", { body: { slug: "web" } });
    const dev = await member("developer", orgId);
    const answer = await owner.ask("PATCH", `/api/v1/people/${dev.id}`, { body: { projects: { web: "admin" } } });
    const { errors } = await expectProblem(answer, 400, "invalid_request");
    expect(errors).toEqual([{ path: "projects.web", message: expect.stringContaining("developer") }]);
  });

  test("403: an admin makes no owner, and takes nothing from one", async () => {
    const { owner, orgId } = await organization("ranks");
    const [admin, dev] = [await member("admin", orgId), await member("developer", orgId)];
    for (const [id, role] of [
      [admin.id, "owner"],
      [dev.id, "owner"],
      [owner.id, "viewer"],
    ]) {
      await expectProblem(await admin.ask("PATCH", `/api/v1/people/${id}`, { body: { role } }), 403, "forbidden");
    }
    await expectProblem(await admin.ask("DELETE", `/api/v1/people/${owner.id}`), 403, "forbidden");
    await expectProblem(
      await dev.ask("PATCH", `/api/v1/people/${dev.id}`, { body: { role: "admin" } }),
      403,
      "forbidden",
    );
  });

  test("409: the last owner is not demoted, removed, and cannot leave; two can be one", async () => {
    const { owner, orgId } = await organization("last-owner");
    const demote = (id: string) => owner.ask("PATCH", `/api/v1/people/${id}`, { body: { role: "admin" } });
    await expectProblem(await demote(owner.id), 409, "last_owner");
    await expectProblem(await owner.ask("DELETE", `/api/v1/people/${owner.id}`), 409, "last_owner");
    await expectProblem(await owner.ask("POST", "/api/v1/organization/leave"), 409, "last_owner");
    const second = await member("owner", orgId);
    expect((await owner.ask("POST", "/api/v1/organization/leave")).status).toBe(204);
    await expectProblem(await second.ask("POST", "/api/v1/organization/leave"), 409, "last_owner");
  });

  test("404: a person of another organization is not there", async () => {
    const [{ owner }, other] = [await organization("here"), await organization("there")];
    const answer = await owner.ask("PATCH", `/api/v1/people/${other.owner.id}`, { body: { role: "viewer" } });
    await expectProblem(answer, 404, "person_not_found");
  });
});

describe("DELETE /api/v1/people/:person", () => {
  test("204: their session, keys, open streams and reports end within 5 seconds", { timeout: 30_000 }, async () => {
    const { owner, orgId } = await organization("leaving");
    await owner.ask("POST", "/api/v1/projects", { body: { slug: "web" } });
    await owner.ask("POST", "/api/v1/projects/web/suites", { body: { slug: "scripted", image: "scripted" } });
    const variables = { FILES: JSON.stringify({ "test-results/index.html": "<h1>report</h1>" }) };
    const body = { project: "web", suite: "scripted", variables };
    const { id: run } = await json<{ id: string }>(await owner.ask("POST", "/api/v1/runs", { body }));
    await until("the run's end", async () => {
      const { state } = await json<{ state: string }>(await owner.ask("GET", `/api/v1/runs/${run}`));
      return !["queued", "running"].includes(state);
    });
    const dev = await member("developer", orgId);
    const page = { accept: "text/html" };
    const path = `/api/v1/runs/${run}/artifacts/1/1/test-results/index.html`;
    const report = (await dev.ask("GET", path, { headers: page })).headers.get("location")!;
    expect(report).toMatch(/^\/reports\//);
    expect((await anyone()("GET", report)).status).toBe(200);
    const { secret: key } = await json<{ secret: string }>(
      await dev.ask("POST", "/api/v1/account/api-keys", { body: { name: "mine", scopes: ["read"] } }),
    );
    expect((await apiCaller(center.url, key)("GET", "/api/v1/runs")).status).toBe(200);
    const stream = await dev.ask("GET", "/api/v1/events");
    const ended = stream.body!.pipeTo(new WritableStream());

    const removedAt = performance.now();
    expect((await owner.ask("DELETE", `/api/v1/people/${dev.id}`)).status).toBe(204);
    await expectProblem(await dev.ask("GET", "/api/v1/runs"), 403, "no_organization");
    await expectProblem(await apiCaller(center.url, key)("GET", "/api/v1/runs"), 401, "unauthenticated");
    await expectProblem(await anyone()("GET", report), 401, "unauthenticated");
    await ended;
    expect(performance.now() - removedAt).toBeLessThan(5_000);
  });
});

test("what was begun before somebody was removed, and whose body comes later, changes nothing", async () => {
  const { owner, orgId } = await organization("slow");
  const admin = await member("admin", orgId);
  const { secret } = await json<{ secret: string }>(
    await admin.ask("POST", "/api/v1/account/api-keys", { body: { name: "mine", scopes: ["admin"] } }),
  );
  const body = JSON.stringify({ slug: "left-behind" });
  const headers = { "x-api-key": secret, "content-type": "application/json", "content-length": body.length };
  const slow = httpRequest(`${center.url}/api/v1/projects`, { method: "POST", headers });
  slow.write(body.slice(0, 1));
  await sleep(200);
  expect((await owner.ask("DELETE", `/api/v1/people/${admin.id}`)).status).toBe(204);
  await sleep(2_500);
  slow.end(body.slice(1));
  const [answer] = (await once(slow, "response")) as [IncomingMessage];
  answer.resume();
  expect(answer.statusCode).toBe(401);
  expect(await center.center.store.tenant(orgId).projects.count({})).toBe(0);
});

describe("invitations", () => {
  test("201, 200: a new person accepts with a name and a password, and is signed in with the role", async () => {
    const { owner } = await organization("welcome");
    const sent = await invited(owner, "Zoe@Example.org");
    expect(sent.invitation).toMatchObject({ email: "zoe@example.org", role: "developer", state: "open" });
    const token = tokenOf(sent);
    const preview = await json<InvitationPreview>(
      await anyone()("POST", "/api/v1/invitations/preview", { body: { token } }),
    );
    expect(preview).toMatchObject({ organization: { slug: "welcome" }, role: "developer", hasAccount: false });
    const answer = await accept(token, anyone(), { name: "Zoe", password });
    expect(await json(answer)).toMatchObject({ session: { organization: { slug: "welcome" }, role: "developer" } });
    expect(answer.headers.get("set-cookie")).toContain("aac_session=");
    const signIn = { email: "zoe@example.org", password };
    expect((await anyone()("POST", "/api/v1/session", { body: signIn })).status).toBe(200);
    await expectProblem(await accept(token, anyone(), { name: "Zoe", password }), 400, "invalid_invitation");
  });

  test("200: who is signed in accepts with the same address, in whatever case, and again without harm", async () => {
    const { owner } = await organization("known");
    const { userId, email } = await addPerson(center.center, { email: "known@example.org" });
    const person = await signedIn(userId, email);
    const token = tokenOf(await invited(owner, "KNOWN@example.org", "admin"));
    for (const time of [1, 2]) {
      expect({ time, answer: await json(await accept(token, person.ask)) }).toMatchObject({
        answer: { session: { organization: { slug: "known" }, role: "admin" } },
      });
    }
    await json(await owner.ask("GET", "/api/v1/people"));
    expect((await owner.ask("DELETE", `/api/v1/people/${userId}`)).status).toBe(204);
    expect((await accept(token, person.ask)).status).toBe(200);
    // The link that was used brings nobody back.
    await expectProblem(await person.ask("GET", "/api/v1/people"), 403, "no_organization");
  });

  test("403: who is signed in with another address", async () => {
    const { owner } = await organization("others");
    const { userId } = await addPerson(center.center);
    const person = await signedIn(userId, "");
    const token = tokenOf(await invited(owner, "somebody@example.org"));
    await expectProblem(await accept(token, person.ask), 403, "invitation_for_another");
    await expectProblem(await accept(token), 401, "unauthenticated");
  });

  test("409: a new person with the address of one who is here already has to sign in", async () => {
    const { owner } = await organization("taken");
    const { email } = await addPerson(center.center);
    const token = tokenOf(await invited(owner, email));
    await expectProblem(await accept(token, anyone(), { name: "Eve", password }), 409, "account_exists");
  });

  test("400: after it was revoked, sent anew or has expired the link is worth nothing", async () => {
    const { owner } = await organization("ends");
    const first = await invited(owner, "late@example.org");
    const path = `/api/v1/invitations/${first.invitation.id}`;
    const second = await json<SentInvitation>(await owner.ask("POST", `${path}/mail`));
    const join = { name: "Late", password };
    await expectProblem(await accept(tokenOf(first), anyone(), join), 400, "invalid_invitation");
    expect((await owner.ask("DELETE", path)).status).toBe(204);
    await expectProblem(await accept(tokenOf(second), anyone(), join), 400, "invalid_invitation");
    await expectProblem(await owner.ask("POST", `${path}/mail`), 409, "invitation_over");
    const third = await invited(owner, "late@example.org");
    const { invitations } = center.center.store.system;
    await invitations.update(third.invitation.id, {}, { expiresAt: center.center.clock.now() });
    await expectProblem(await accept(tokenOf(third), anyone(), join), 400, "invalid_invitation");
    expect(tokenOf(await invited(owner, "late@example.org"))).toContain(".");
  });

  test("409: who is invited or in already", async () => {
    const { owner, orgId } = await organization("twice");
    const body = { email: "twice@example.org", role: "viewer" };
    await invited(owner, body.email);
    await expectProblem(await owner.ask("POST", "/api/v1/invitations", { body }), 409, "invitation_exists");
    const { email } = await member("viewer", orgId);
    const again = await owner.ask("POST", "/api/v1/invitations", { body: { ...body, email } });
    await expectProblem(again, 409, "already_member");
  });

  test("403: an admin invites no owner", async () => {
    const { orgId } = await organization("no-owner");
    const admin = await member("admin", orgId);
    const body = { email: "boss@example.org", role: "owner" };
    await expectProblem(await admin.ask("POST", "/api/v1/invitations", { body }), 403, "forbidden");
  });

  test("400: gives nothing that its inviter may not give any more, until another sends it again", async () => {
    const { owner, orgId } = await organization("backing");
    const admin = await member("admin", orgId);
    const sent = await invited(admin, "second-self@example.org", "admin");
    const token = tokenOf(sent);
    const change = (role: Role) => owner.ask("PATCH", `/api/v1/people/${admin.id}`, { body: { role } });
    await json(await change("developer"));
    const join = { name: "Self", password };
    await expectProblem(await accept(token, anyone(), join), 400, "invalid_invitation");
    await expectProblem(
      await anyone()("POST", "/api/v1/invitations/preview", { body: { token } }),
      400,
      "invalid_invitation",
    );
    await owner.ask("DELETE", `/api/v1/people/${admin.id}`);
    await expectProblem(await accept(token, anyone(), join), 400, "invalid_invitation");
    const again = await json<SentInvitation>(await owner.ask("POST", `/api/v1/invitations/${sent.invitation.id}/mail`));
    expect((await accept(tokenOf(again), anyone(), join)).status).toBe(200);
  });

  test("the store holds nothing that a link could be made of", async () => {
    const { owner } = await organization("digests");
    const sent = await invited(owner, "secret@example.org");
    const stored = JSON.stringify(await center.center.store.system.invitations.get(sent.invitation.id));
    expect(stored).not.toContain(tokenOf(sent).split(".")[1]);
  });

  test("of many who accept one at once, one is let in once", async () => {
    const { owner, orgId } = await organization("rush");
    const { userId, email } = await addPerson(center.center);
    const person = await signedIn(userId, email);
    const token = tokenOf(await invited(owner, email));
    const answers = await Promise.all(Array.from({ length: 8 }, () => accept(token, person.ask)));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    expect(await center.center.store.tenant(orgId).memberships.count({ userId })).toBe(1);
  });
});

describe("a subscription", () => {
  test("is a person's own by default, told of what they may see, and ends with their membership", async () => {
    const { owner, orgId } = await organization("telling");
    for (const slug of ["web", "api"]) await owner.ask("POST", "/api/v1/projects", { body: { slug } });
    const dev = await member("developer", orgId);
    const own = await json<{ address: string; person: string }>(
      await dev.ask("POST", "/api/v1/subscriptions", { body: {} }),
    );
    expect(own).toMatchObject({ address: dev.email, person: dev.id });
    const body = { address: "other@example.org" };
    await expectProblem(await dev.ask("POST", "/api/v1/subscriptions", { body }), 403, "subscription_of_another");
    const another = await json<{ id: string; person: null }>(
      await owner.ask("POST", "/api/v1/subscriptions", { body }),
    );
    expect(another.person).toBeNull();
    const path = `/api/v1/subscriptions/${another.id}`;
    await expectProblem(await dev.ask("DELETE", path), 403, "subscription_of_another");

    await json(await owner.ask("PATCH", `/api/v1/people/${dev.id}`, { body: { projects: { web: "developer" } } }));
    const { projects, subscriptions } = center.center.store.tenant(orgId);
    const told = async (slug: string) => {
      const [project] = await projects.find({ where: { slug }, limit: 1 });
      const filters = await filtersOf(center.center, { orgId, projectId: project!.id });
      return filters.flatMap((filter) => ("address" in filter ? filter.address : [])).toSorted();
    };
    expect(await told("web")).toEqual([dev.email, "other@example.org"].toSorted());
    expect(await told("api")).toEqual(["other@example.org"]);
    await owner.ask("DELETE", `/api/v1/people/${dev.id}`);
    expect((await subscriptions.find({ where: {} })).map(({ address }) => address)).toEqual(["other@example.org"]);
  });

  test("by a person's own key is that person's: it shows nothing they may not see, and ends with them", async () => {
    const { owner, orgId } = await organization("telling-keys");
    for (const slug of ["web", "api"]) await owner.ask("POST", "/api/v1/projects", { body: { slug } });
    const dev = await member("developer", orgId);
    const makeKey = async (by: Member, body: object) => {
      const given = { name: "mine", scopes: ["read", "run"], ...body };
      const made = await by.ask("POST", "/api/v1/account/api-keys", { body: given });
      return apiCaller(center.url, (await json<{ secret: string }>(made)).secret);
    };
    const subscribe = (ask: ApiCaller, body: object) => ask("POST", "/api/v1/subscriptions", { body });
    const key = await makeKey(dev, {});
    const elsewhere = { address: "elsewhere@example.org" };
    await expectProblem(await subscribe(key, elsewhere), 403, "subscription_of_another");
    expect(await json(await subscribe(key, {}))).toMatchObject({ address: dev.email, person: dev.id });

    const narrow = await makeKey(owner, { projects: ["web"] });
    await expectProblem(await subscribe(narrow, {}), 403, "forbidden");
    await expectProblem(await subscribe(narrow, { project: "api" }), 404, "project_not_found");
    const { id } = await json<{ id: string }>(await subscribe(narrow, { project: "web" }));
    const path = `/api/v1/subscriptions/${id}`;
    await expectProblem(await narrow("PATCH", path, { body: { project: null } }), 403, "forbidden");

    const hidden = await json<{ id: string }>(await subscribe(owner.ask, { project: "api" }));
    const all = await json<{ items: { project: string | null }[] }>(await narrow("GET", "/api/v1/subscriptions"));
    expect(all.items.map(({ project }) => project)).toEqual([null, "web"]);
    const other = await narrow("DELETE", `/api/v1/subscriptions/${hidden.id}`);
    await expectProblem(other, 404, "subscription_not_found");
    await expectProblem(await key("DELETE", path), 403, "subscription_of_another");

    await owner.ask("DELETE", `/api/v1/people/${dev.id}`);
    const left = await center.center.store.tenant(orgId).subscriptions.find({ where: {} });
    expect(left.map(({ address }) => address)).toEqual([owner.email, owner.email]);
  });
});

describe("a rule of notices", () => {
  test("about a project that somebody does not see is not there for them", async () => {
    const { owner, orgId } = await organization("hidden-rules");
    for (const slug of ["web", "api"]) await owner.ask("POST", "/api/v1/projects", { body: { slug } });
    const channel = { slug: "mail", kind: "email", to: ["all@example.org"] };
    await json(await owner.ask("POST", "/api/v1/channels", { body: channel }));
    const ids: string[] = [];
    for (const project of [null, "web", "api"]) {
      const body = { name: `of ${project}`, project, channels: ["mail"] };
      ids.push((await json<{ id: string }>(await owner.ask("POST", "/api/v1/notice-rules", { body }))).id);
    }
    const dev = await member("developer", orgId);
    await json(await owner.ask("PATCH", `/api/v1/people/${dev.id}`, { body: { projects: { web: "viewer" } } }));
    const { items } = await json<{ items: { id: string }[] }>(await dev.ask("GET", "/api/v1/notice-rules"));
    expect(items.map(({ id }) => id)).toEqual(ids.slice(0, 2));
    await expectProblem(await dev.ask("GET", `/api/v1/notice-rules/${ids[2]}`), 404, "rule_not_found");
  });
});

describe("organizations", () => {
  test("201, 200: an owner of the first one creates another, switches there and back", async () => {
    const owner = await member("owner");
    const created = await owner.ask("POST", "/api/v1/organizations", { body: { slug: "second", name: "Second" } });
    expect(created.status).toBe(201);
    const { items } = await json<{ items: object[] }>(await owner.ask("GET", "/api/v1/organizations"));
    expect(items).toMatchObject([
      { slug: "local", role: "owner", isActive: true },
      { slug: "second", role: "owner", isActive: false },
    ]);
    const switched = await owner.ask("PATCH", "/api/v1/session", { body: { organization: "second" } });
    expect(await json(switched)).toMatchObject({ organization: { slug: "second" } });
    expect(await json(await owner.ask("GET", "/api/v1/organization"))).toMatchObject({ name: "Second" });
    const renamed = await owner.ask("PATCH", "/api/v1/organization", { body: { name: "Another" } });
    expect(await json(renamed)).toMatchObject({ slug: "second", name: "Another" });
  });

  test("403: others create none; 404: nobody switches to where they are not", async () => {
    await organization("strange");
    const viewer = await member("viewer");
    const body = { slug: "mine" };
    await expectProblem(await viewer.ask("POST", "/api/v1/organizations", { body }), 403, "organizations_closed");
    const strange = { organization: "strange" };
    await expectProblem(await viewer.ask("PATCH", "/api/v1/session", { body: strange }), 404, "organization_not_found");
  });

  test(
    "204: deleted after its slug was typed, nobody has access and nothing is left",
    { timeout: 30_000 },
    async () => {
      const { store, blobs } = center.center;
      const { owner, orgId } = await organization("doomed");
      const [admin, client] = [await member("admin", orgId), await member("viewer", orgId)];
      await owner.ask("POST", "/api/v1/projects", { body: { slug: "web" } });
      await owner.ask("POST", "/api/v1/projects/web/suites", { body: { slug: "scripted", image: "scripted" } });
      const variables = { SLEEP_MS: "60000" };
      await json(await owner.ask("POST", "/api/v1/runs", { body: { project: "web", suite: "scripted", variables } }));
      await blobs.put(
        `${orgId}/a-run/a-file`,
        (async function* () {
          yield Buffer.from("bytes");
        })(),
      );
      const path = "/api/v1/organization?confirm=";
      await expectProblem(await owner.ask("DELETE", `${path}doomd`), 400, "invalid_request");
      await expectProblem(await admin.ask("DELETE", `${path}doomed`), 403, "forbidden");
      expect((await owner.ask("DELETE", `${path}doomed`)).status).toBe(204);
      for (const one of [owner, admin, client])
        await expectProblem(await one.ask("GET", "/api/v1/projects"), 403, "no_organization");
      await until("the organization's end", async () => (await store.system.organizations.get(orgId)) === null);
      const tenant = store.tenant(orgId);
      for (const noun of Object.keys(tenant) as (keyof typeof tenant)[]) {
        expect({ noun, count: await tenant[noun].count({}) }).toEqual({ noun, count: 0 });
      }
      expect(await blobs.get(`${orgId}/a-run/a-file`)).toBeNull();
      expect((await center.addOrganization("doomed")).caller.orgId).not.toBe(orgId);
    },
  );
});
