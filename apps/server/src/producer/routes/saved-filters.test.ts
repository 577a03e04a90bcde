import type { RouteAnswer, SavedFilter } from "@aac/contract";
import { afterAll, beforeAll, expect, test } from "vitest";
import { signedInAs, type SignedIn } from "../../../../../tests/scenarios/access-callers.ts";
import { expectProblem } from "../../../../../tests/scenarios/api-caller.ts";
import { ensureScriptedSuite, startTestCenter, type TestCenter } from "../../../../../tests/scenarios/test-center.ts";

let center: TestCenter;
let ada: SignedIn;
let viewer: SignedIn;
let admin: SignedIn;
/** Sees no project. */
let limited: SignedIn;
beforeAll(async () => {
  center = await startTestCenter({ withoutWorker: true });
  await ensureScriptedSuite(center.client);
  const { orgId } = center.caller;
  ada = await signedInAs(center, { orgId, role: "developer" });
  viewer = await signedInAs(center, { orgId, role: "viewer" });
  admin = await signedInAs(center, { orgId, role: "admin" });
  limited = await signedInAs(center, { orgId, role: "developer", projects: {} });
});
afterAll(() => center.stop());

const path = "/api/v1/saved-filters";
const make = (who: SignedIn, body: object) => who.call("POST", path, { body: { name: "Red", view: {}, ...body } });
const made = async (who: SignedIn, body: object = {}) => {
  const response = await make(who, body);
  expect(response.status).toBe(201);
  return (await response.json()) as SavedFilter;
};
const listed = async (who: SignedIn) => {
  const { items } = (await (await who.call("GET", path)).json()) as RouteAnswer<"listSavedFilters">;
  return items.map(({ id }) => id);
};

test("201: what is saved is one's own, and comes back as it was", async () => {
  const view = { project: "web", state: "unsuccessful", by: "me", text: "pay", within: "24h", group: "branch" };
  const filter = await made(ada, { name: " Red on web ", view });
  expect(filter).toMatchObject({ name: "Red on web", view, isShared: false, isOwn: true });
  expect(await listed(ada)).toContain(filter.id);
  expect(await listed(viewer)).not.toContain(filter.id);
  await expectProblem(await viewer.call("DELETE", `${path}/${filter.id}`), 404, "saved_filter_not_found");
});

test("403: a viewer, and who is in some projects only, share nothing", async () => {
  for (const who of [viewer, limited]) {
    await expectProblem(await make(who, { isShared: true }), 403, "forbidden");
    const { id } = await made(who);
    await expectProblem(await who.call("PATCH", `${path}/${id}`, { body: { isShared: true } }), 403, "forbidden");
  }
});

test("who leaves leaves what they shared, and nothing that was their own", async () => {
  const { orgId } = center.caller;
  const leaver = await signedInAs(center, { orgId, role: "developer" });
  const [own, shared] = [await made(leaver), await made(leaver, { isShared: true })];
  expect((await leaver.call("POST", "/api/v1/organization/leave")).status).toBe(204);
  expect(await listed(ada)).toContain(shared.id);
  const { savedFilters } = center.center.store.tenant(orgId);
  expect(await savedFilters.get(own.id)).toBeNull();
});

test("what is shared is everybody's to use, and its maker's and an admin's to change", async () => {
  const { id } = await made(ada, { isShared: true });
  expect(await listed(viewer)).toContain(id);
  const rename = (who: SignedIn, name: string) => who.call("PATCH", `${path}/${id}`, { body: { name } });
  await expectProblem(await rename(viewer, "Mine"), 403, "saved_filter_of_another");
  await expectProblem(await viewer.call("DELETE", `${path}/${id}`), 403, "saved_filter_of_another");
  expect(await (await rename(ada, "Ours")).json()).toMatchObject({ name: "Ours", isOwn: true });
  expect(await (await rename(admin, "Everybody's")).json()).toMatchObject({ name: "Everybody's", isOwn: false });
  expect((await admin.call("DELETE", `${path}/${id}`)).status).toBe(204);
  expect(await listed(ada)).not.toContain(id);
});

test("of a project that one does not see, nobody is told a filter", async () => {
  const { id } = await made(ada, { isShared: true, view: { project: "web" } });
  const general = await made(ada, { isShared: true, view: { state: "failed" } });
  expect(await listed(limited)).toContain(general.id);
  expect(await listed(limited)).not.toContain(id);
});

test("400: a view that there cannot be, by its field", async () => {
  for (const [view, field] of [
    [{ state: "done" }, "view.state"],
    [{ group: "colour" }, "view.group"],
    [{ within: "2y" }, "view.within"],
    [{ colour: "red" }, "view.colour"],
  ] as const) {
    const { errors } = await expectProblem(await make(ada, { view }), 400, "invalid_request");
    expect(errors).toMatchObject([{ path: field }]);
  }
});

test("409: more than there can be of one person", async () => {
  const { userId } = viewer;
  const { savedFilters } = center.center.store.tenant(center.caller.orgId);
  const more = { orgId: center.caller.orgId, userId, by: "v", name: "n", view: {}, isShared: false };
  const filters = Array.from({ length: 100 }, (_, index) => ({ ...more, id: `f${index}`, createdAt: 0, updatedAt: 0 }));
  await savedFilters.insertMany(filters);
  await expectProblem(await make(viewer, {}), 409, "too_many_saved_filters");
});
