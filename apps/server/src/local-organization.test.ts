import { readFile, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { apiCaller } from "../../../tests/scenarios/api-caller.ts";
import { startTestCenter, type TestCenter } from "../../../tests/scenarios/test-center.ts";
import { ensureLocalOrganization, ensureLocalPerson } from "./local-organization.ts";

let center: TestCenter;
beforeAll(async () => {
  center = await startTestCenter({ withoutWorker: true });
});
afterAll(() => center.stop());

const statusWith = async (headers: Record<string, string>) =>
  (await apiCaller(center.url, null)("GET", "/api/v1/session", { headers })).status;

test("the key lies in the data folder for its owner alone, and stays the same from start to start", async () => {
  const file = join(center.dir, "api-key");
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  expect(await readFile(file, "utf8")).toBe(`${center.apiKey}\n`);
  expect(await ensureLocalOrganization(center.center, { dataDir: center.dir })).toEqual({
    caller: center.caller,
    apiKey: center.apiKey,
  });
});

test("a key file that was deleted is made anew, and the old key ends; whoever is signed in stays so", async () => {
  const signedIn = await center.signIn();
  const old = { authorization: `Bearer ${center.apiKey}` };
  expect([await statusWith(signedIn), await statusWith(old)]).toEqual([200, 200]);

  await rm(join(center.dir, "api-key"));
  const { caller, apiKey } = await ensureLocalOrganization(center.center, { dataDir: center.dir });
  expect(caller.orgId).toBe(center.caller.orgId);
  expect([await statusWith(signedIn), await statusWith(old)]).toEqual([200, 401]);
  expect(await statusWith({ "x-api-key": apiKey })).toBe(200);
});

test("whose machine it is owns the organization, however many processes start at once", async () => {
  const { orgId } = center.caller;
  const people = await Promise.all([1, 2, 3, 4].map(() => ensureLocalPerson(center.center, orgId)));
  expect(new Set(people.map(({ id }) => id)).size).toBe(1);
  const { memberships } = center.center.store.system;
  const own = await memberships.find({ where: { orgId, userId: people[0]!.id } });
  expect(own).toMatchObject([{ role: "owner", projects: null }]);
  expect(await statusWith(await center.signIn(people[0]!.id))).toBe(200);
});
