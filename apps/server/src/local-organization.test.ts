import { readFile, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { apiCaller } from "../../../tests/scenarios/api-caller.ts";
import { startTestCenter, type TestCenter } from "../../../tests/scenarios/test-center.ts";
import { ensureLocalOrganization } from "./local-organization.ts";

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

test("a key file that was deleted is made anew: the old key ends, and every session with it", async () => {
  const call = apiCaller(center.url, null);
  const signedIn = await call("POST", "/api/v1/session", { body: { apiKey: center.apiKey } });
  const cookie = signedIn.headers.get("set-cookie")!.split(";", 1)[0]!;
  const old = { authorization: `Bearer ${center.apiKey}` };
  expect([await statusWith({ cookie }), await statusWith(old)]).toEqual([200, 200]);

  await rm(join(center.dir, "api-key"));
  const { caller, apiKey } = await ensureLocalOrganization(center.center, { dataDir: center.dir });
  expect(caller.orgId).toBe(center.caller.orgId);
  expect([await statusWith({ cookie }), await statusWith(old)]).toEqual([401, 401]);
  expect(await statusWith({ "x-api-key": apiKey })).toBe(200);
});
