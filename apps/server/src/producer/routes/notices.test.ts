import type { Channel, ChannelSecret, NoticeRule, Subscription } from "@aac/contract";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { apiCaller, type ApiCaller, expectProblem } from "../../../../../tests/scenarios/api-caller.ts";
import { addPerson } from "../../../../../tests/scenarios/people.ts";
import { startTestCenter, type TestCenter } from "../../../../../tests/scenarios/test-center.ts";

let center: TestCenter;
let call: ApiCaller;
beforeAll(async () => {
  center = await startTestCenter({ withoutWorker: true });
  call = apiCaller(center.url, center.apiKey);
  await center.client.call("createProject", { body: { slug: "web" } });
});
afterAll(() => center.stop());

const post = (path: string, body: object) => call("POST", `/api/v1/${path}`, { body });
const patch = (path: string, body: object) => call("PATCH", `/api/v1/${path}`, { body });
const get = (path: string) => call("GET", `/api/v1/${path}`);
const remove = (path: string) => call("DELETE", `/api/v1/${path}`);
const hook = "https://chat.example/hooks/T0/5ecret-token";

describe("POST /api/v1/channels", () => {
  test("201: of its URL only the host comes back, and only sealed values are stored", async () => {
    const response = await post("channels", { slug: "team", kind: "slack", url: hook });
    expect(response.status).toBe(201);
    const text = await response.text();
    expect(JSON.parse(text)).toMatchObject({
      channel: { slug: "team", name: "team", kind: "slack", host: "chat.example", to: [], mutedUntil: null },
      secret: null,
    });
    const stored = await center.center.store.system.channels.find({ where: {} });
    const listed = await (await get("channels")).text();
    expect(text + listed + JSON.stringify(stored)).not.toContain("5ecret");
  });

  test("201: a webhook is answered with its secret, once", async () => {
    const response = await post("channels", { slug: "hook", kind: "webhook", url: hook });
    const { secret } = (await response.json()) as ChannelSecret;
    expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    expect(await (await get("channels/hook")).text()).not.toContain(secret!.slice(6));
  });

  test.each([
    [{ kind: "slack", url: "ftp://chat.example" }, "url"],
    [{ kind: "slack", url: "javascript:alert(1)" }, "url"],
    [{ kind: "email", to: [] }, "to"],
    [{ kind: "email", to: ["ada@example.org, eve@example.org"] }, "to.0"],
    [{ kind: "email", to: ["ada@example.org\r\nBcc: eve@example.org"] }, "to.0"],
    [{ kind: "pigeon", url: hook }, "kind"],
  ])("400: %o, by the field's name", async (body, path) => {
    const { errors } = await expectProblem(await post("channels", { slug: "wrong", ...body }), 400, "invalid_request");
    expect(errors).toMatchObject([{ path }]);
  });

  test.each([
    "https://10.0.0.1/5ecret",
    "https://[::1]/5ecret",
    "https://2130706434/5ecret",
    "http://chat.example/5ecret",
  ])("400: %s, where nothing would ever be posted", async (url) => {
    const created = await post("channels", { slug: "wrong", kind: "webhook", url });
    await post("channels", { slug: "moved", kind: "webhook", url: hook });
    for (const response of [created, await patch("channels/moved", { url })]) {
      const problem = await expectProblem(response, 400, "invalid_request");
      expect(problem.errors).toMatchObject([{ path: "url" }]);
      expect(problem.detail).toContain("NOTICE_ALLOWED_HOSTS");
      expect(JSON.stringify(problem)).not.toContain("5ecret");
    }
    const moved = (await (await get("channels/moved")).json()) as Channel;
    expect(moved.host).toBe("chat.example");
  });

  test("201: a host that the deployment allows, and a name whose address is not known yet", async () => {
    for (const [slug, url] of [
      ["allowed", "http://127.0.0.1:9/hook"],
      ["named", "https://chat.invalid/hook"],
    ]) {
      expect((await post("channels", { slug, kind: "webhook", url })).status).toBe(201);
    }
  });

  test("400: what is refused of a URL does not tell it", async () => {
    const response = await post("channels", { slug: "wrong", kind: "slack", url: "5ecret://nowhere" });
    expect(JSON.stringify(await expectProblem(response, 400, "invalid_request"))).not.toContain("5ecret");
  });

  test("409: a slug that is taken", async () => {
    await post("channels", { slug: "taken", kind: "email", to: ["ada@example.org"] });
    await expectProblem(await post("channels", { slug: "taken", kind: "slack", url: hook }), 409, "slug_taken");
  });
});

describe("people of e-mail channels", () => {
  test("201, 200: members by id or address come back with their names, once each", async () => {
    const { userId, email } = await addPerson(center.center, { orgId: center.caller.orgId, role: "viewer" });
    const made = await post("channels", { slug: "members", kind: "email", people: [email.toUpperCase(), userId] });
    expect(made.status).toBe(201);
    const people = [{ id: userId, name: "Ada", email }];
    expect(await made.json()).toMatchObject({ channel: { to: [], people } });
    expect(await (await get("channels/members")).json()).toMatchObject({ people });
    const { items } = (await (await get("channels")).json()) as { items: Channel[] };
    expect(items.find(({ slug }) => slug === "members")).toMatchObject({ people });
    const { errors } = await expectProblem(await patch("channels/members", { people: [] }), 400, "invalid_request");
    expect(errors).toMatchObject([{ path: "to" }]);
    const changed = await patch("channels/members", { people: [], to: ["team@example.org"] });
    expect(await changed.json()).toMatchObject({ to: ["team@example.org"], people: [] });
  });

  test("400: who is of another organization or of none, or has not confirmed the address, by their place", async () => {
    const { caller } = await center.addOrganization("elsewhere");
    const other = await addPerson(center.center, { orgId: caller.orgId });
    const unsure = await addPerson(center.center, { orgId: center.caller.orgId });
    await center.center.store.system.users.update(unsure.userId, {}, { emailVerified: false });
    const people = [other.email, "nobody@example.org", unsure.userId];
    await post("channels", { slug: "known", kind: "email", to: ["ada@example.org"] });
    for (const response of [
      await post("channels", { slug: "wrong", kind: "email", people }),
      await patch("channels/known", { people }),
    ]) {
      const { errors } = await expectProblem(response, 400, "invalid_request");
      expect(errors).toEqual([
        { path: "people.0", message: expect.stringContaining("Nobody") },
        { path: "people.1", message: expect.stringContaining("Nobody") },
        { path: "people.2", message: expect.stringContaining("confirmed") },
      ]);
    }
  });

  test("400: a channel of another kind has none", async () => {
    await post("channels", { slug: "chatty", kind: "slack", url: hook });
    const { errors } = await expectProblem(await patch("channels/chatty", { people: [] }), 400, "invalid_request");
    expect(errors).toMatchObject([{ path: "people" }]);
  });

  test("200: a channel that a version before it has stored", async () => {
    const { channels } = center.center.store.tenant(center.caller.orgId);
    await post("channels", { slug: "model", kind: "email", to: ["ada@example.org"] });
    const [{ people: _, ...model } = {}] = await channels.find({ where: { slug: "model" } });
    await channels.insert({ ...model, id: "before", slug: "before" } as Parameters<typeof channels.insert>[0]);
    expect(await (await get("channels/before")).json()).toMatchObject({ to: ["ada@example.org"], people: [] });
    expect(await (await patch("channels/before", { to: ["bob@example.org"] })).json()).toMatchObject({ people: [] });
    expect((await call("POST", "/api/v1/channels/before/test")).status).toBe(201);
  });

  test("what was changed is in the audit log, with names", async () => {
    const { userId, email } = await addPerson(center.center, { orgId: center.caller.orgId });
    await post("channels", { slug: "on-record", kind: "email", to: ["ada@example.org"] });
    await patch("channels/on-record", { people: [userId] });
    const audit = await get("audit?action=channel.change&outcome=done&limit=1");
    const { items } = (await audit.json()) as { items: { after: object }[] };
    expect(items[0]!.after).toMatchObject({ people: [{ id: userId, name: "Ada", email }] });
  });
});

describe("PATCH, POST …/secret and DELETE /api/v1/channels/:channel", () => {
  test("200: what is not named stays", async () => {
    await post("channels", { slug: "changed", kind: "slack", url: hook });
    const mutedUntil = "2030-01-01T00:00:00.000Z";
    const response = await patch("channels/changed", { name: "Changed", url: "https://other.example/x", mutedUntil });
    expect(await response.json()).toMatchObject({ name: "Changed", host: "other.example", mutedUntil });
    expect(await (await patch("channels/changed", { mutedUntil: null })).json()).toMatchObject({
      name: "Changed",
      mutedUntil: null,
    });
  });

  test("400: a field of another kind of channel", async () => {
    await post("channels", { slug: "address", kind: "email", to: ["ada@example.org"] });
    const { errors } = await expectProblem(await patch("channels/address", { url: hook }), 400, "invalid_request");
    expect(errors).toMatchObject([{ path: "url" }]);
    expect(((await (await patch("channels/address", { to: ["bob@example.org"] })).json()) as Channel).to).toEqual([
      "bob@example.org",
    ]);
  });

  test("201: a secret is replaced; 409 where there is none", async () => {
    const first = (await (
      await post("channels", { slug: "rotated", kind: "webhook", url: hook })
    ).json()) as ChannelSecret;
    const response = await call("POST", "/api/v1/channels/rotated/secret");
    expect(response.status).toBe(201);
    expect(((await response.json()) as ChannelSecret).secret).not.toBe(first.secret);
    await post("channels", { slug: "unsigned", kind: "slack", url: hook });
    await expectProblem(await call("POST", "/api/v1/channels/unsigned/secret"), 409, "channel_has_no_secret");
  });

  test("204: deleted once, and then it is not there", async () => {
    await post("channels", { slug: "old", kind: "slack", url: hook });
    expect((await remove("channels/old")).status).toBe(204);
    await expectProblem(await remove("channels/old"), 404, "channel_not_found");
    await expectProblem(await patch("channels/old", { name: "x" }), 404, "channel_not_found");
    await expectProblem(await call("POST", "/api/v1/channels/old/test"), 404, "channel_not_found");
  });
});

describe("/api/v1/notice-rules", () => {
  test("201, 200, 204: made with defaults, changed, muted, deleted once", async () => {
    await post("channels", { slug: "chat", kind: "slack", url: hook });
    const made = await post("notice-rules", { name: "Main is red", channels: ["chat"], branches: ["main"] });
    expect(made.status).toBe(201);
    const rule = (await made.json()) as NoticeRule;
    expect(rule).toMatchObject({ project: null, branches: ["main"], onlyOnChange: false, firstFailure: false });
    expect(rule.outcomes).toEqual(["failed", "errored", "timedOut", "fixed", "scheduleBroken"]);
    const path = `notice-rules/${rule.id}`;
    const mutedUntil = "2030-01-01T00:00:00.000Z";
    const changed = (await (await patch(path, { onlyOnChange: true, mutedUntil })).json()) as NoticeRule;
    expect(changed).toEqual({ ...rule, onlyOnChange: true, mutedUntil, updatedAt: changed.updatedAt });
    expect(await (await get(path)).json()).toEqual(changed);
    expect(await (await get("notice-rules")).json()).toMatchObject({ items: [{ id: rule.id }] });
    expect((await remove(path)).status).toBe(204);
    for (const response of [await remove(path), await get(path), await patch(path, { name: "x" })])
      await expectProblem(response, 404, "rule_not_found");
  });

  test("404: a channel or a project that is not there", async () => {
    await post("channels", { slug: "there", kind: "slack", url: hook });
    const rule = { name: "A rule", channels: ["there"] };
    await expectProblem(await post("notice-rules", { ...rule, channels: ["there", "no"] }), 404, "channel_not_found");
    await expectProblem(await post("notice-rules", { ...rule, project: "no" }), 404, "project_not_found");
  });

  test.each([
    [{ channels: [] }, "channels"],
    [{ outcomes: ["exploded"] }, "outcomes.0"],
    [{ outcomes: [] }, "outcomes"],
    [{ mutedUntil: "tomorrow" }, "mutedUntil"],
  ])("400: %o, by the field's name", async (wrong, path) => {
    const response = await post("notice-rules", { name: "A rule", channels: ["there"], ...wrong });
    const { errors } = await expectProblem(response, 400, "invalid_request");
    expect(errors).toMatchObject([{ path }]);
  });
});

describe("/api/v1/subscriptions", () => {
  test("201, 200, 204: subscribed, muted, unsubscribed once", async () => {
    const made = await post("subscriptions", { address: "ada@example.org", project: "web", onlyOnChange: true });
    expect(made.status).toBe(201);
    const { id } = (await made.json()) as Subscription;
    const mutedUntil = "2030-01-01T00:00:00.000Z";
    expect(await (await patch(`subscriptions/${id}`, { mutedUntil })).json()).toMatchObject({
      address: "ada@example.org",
      project: "web",
      onlyOnChange: true,
      mutedUntil,
    });
    expect(await (await get("subscriptions")).json()).toMatchObject({ items: [{ id }] });
    expect((await remove(`subscriptions/${id}`)).status).toBe(204);
    await expectProblem(await remove(`subscriptions/${id}`), 404, "subscription_not_found");
    await expectProblem(await patch(`subscriptions/${id}`, { mutedUntil }), 404, "subscription_not_found");
  });

  test("400: an address that is none", async () => {
    const { errors } = await expectProblem(await post("subscriptions", { address: "ada" }), 400, "invalid_request");
    expect(errors).toMatchObject([{ path: "address" }]);
  });
});
