import { isKeySecret } from "@aac/core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { aac } from "../../apps/cli/src/testing/command-line.ts";
import { addPerson } from "./people.ts";
import { startTestCenter, type TestCenter } from "./test-center.ts";

let center: TestCenter;
const password = "a quiet lake at dawn";
let variables: Record<string, string>;

beforeAll(async () => {
  center = await startTestCenter({ withoutWorker: true });
  await center.client.call("createProject", { body: { slug: "web" } });
  const { email } = await addPerson(center.center, { orgId: center.caller.orgId, role: "admin", password });
  variables = { AAC_EMAIL: email, AAC_PASSWORD: password };
});
afterAll(() => center.stop());

const run = async (argv: string[], given: Record<string, string> = variables) => {
  const command = aac(["api-keys", ...argv], { url: center.url, variables: given, now: Date.now });
  return { code: await command.exitCode, out: command.stdout(), err: command.stderr() };
};

test("a person makes, lists, rotates and revokes keys of their own", async () => {
  const made = await run(["create", "ci", "--scope", "read", "run", "--project", "web", "--expires-in-days", "90"]);
  expect(made).toMatchObject({ code: 0 });
  const secret = made.out.trim();
  expect(isKeySecret(secret)).toBe(true);
  const [key] = JSON.parse((await run(["list", "--json"])).out) as { id: string; start: string }[];
  expect(key).toMatchObject({ name: "ci", scopes: ["read", "run"], projects: ["web"], start: secret.slice(0, 8) });
  expect((await run([])).out).toContain(secret.slice(0, 8));
  const again = await run(["rotate", key!.id, "--overlap-hours", "0"]);
  expect(again).toMatchObject({ code: 0, err: expect.stringContaining("not told again") });
  const rotated = again.out.trim();
  const statusOf = async (one: string) =>
    (await fetch(`${center.url}/api/v1/projects`, { headers: { "x-api-key": one } })).status;
  expect([await statusOf(secret), await statusOf(rotated)]).toEqual([401, 200]);
  expect(await run(["revoke", key!.id])).toMatchObject({ code: 0, out: `Key ${key!.id} has ended.\n` });
  expect(await statusOf(rotated)).toBe(401);
});

test("a service account is made with its first key; all keys can be listed by a key too", async () => {
  const made = await run(["create", "deploys", "--scope", "run", "--service-account", "pipeline", "--json"]);
  const { key } = JSON.parse(made.out) as { key: { id: string } };
  expect(key).toMatchObject({ owner: { kind: "serviceAccount", name: "pipeline" } });
  const listed = await run(["list", "--all"], { AAC_API_KEY: center.apiKey });
  expect(listed.out).toContain(key.id);
  expect((await run(["revoke", "--all", key.id])).code).toBe(0);
});

test("no key makes keys, and a wrong password no session", async () => {
  const byKey = await run(["create", "ci", "--scope", "read"], { AAC_API_KEY: center.apiKey });
  expect(byKey.code).toBe(2);
  expect(byKey.err).toContain("This takes a person");
  const wrong = await run(["list"], { ...variables, AAC_PASSWORD: "a guess" });
  expect(wrong.code).toBe(2);
  expect(wrong.err).toContain("No person has this address with this password");
});

test("sessions that it began do not stay", async () => {
  await run(["list"]);
  expect(await center.center.store.system.sessions.count({})).toBe(0);
});
