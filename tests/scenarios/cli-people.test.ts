import { afterAll, beforeAll, expect, test } from "vitest";
import { aac } from "../../apps/cli/src/testing/command-line.ts";
import { addPerson, type Person } from "./people.ts";
import { startTestCenter, type TestCenter } from "./test-center.ts";

let center: TestCenter;
const password = "a quiet lake at dawn";
let variables: Record<string, string>;
let byKey: Record<string, string>;

beforeAll(async () => {
  center = await startTestCenter({ withoutWorker: true });
  const { email } = await addPerson(center.center, { orgId: center.caller.orgId, role: "admin", password });
  variables = { AAC_EMAIL: email, AAC_PASSWORD: password };
  byKey = { AAC_API_KEY: center.apiKey };
});
afterAll(() => center.stop());

const run = async (argv: string[], given: Record<string, string> = variables) => {
  const command = aac(["people", ...argv], { url: center.url, variables: given, now: Date.now });
  return { code: await command.exitCode, out: command.stdout(), err: command.stderr() };
};
const developer = (): Promise<Person> =>
  addPerson(center.center, { orgId: center.caller.orgId, role: "developer", password });
const membershipOf = async ({ userId }: Person) =>
  (await center.center.store.tenant(center.caller.orgId).memberships.find({ where: { userId } }))[0];

test("list: by a key, and as a person", async () => {
  const { email } = await developer();
  for (const given of [byKey, variables]) {
    const listed = await run(["list"], given);
    expect(listed).toMatchObject({ code: 0, err: "" });
    expect(listed.out).toContain(email);
  }
  const people = JSON.parse((await run(["--json"])).out) as { isYou: boolean; email: string }[];
  expect(people.filter(({ isYou }) => isYou)).toMatchObject([{ email: variables["AAC_EMAIL"] }]);
});

test("invite, invitations: a person invites, and the link is told where no mail goes out", async () => {
  const invited = await run(["invite", "new@example.org", "--role", "viewer"]);
  expect(invited).toMatchObject({ code: 0, err: "" });
  expect(invited.out).toContain("new@example.org is invited as viewer.");
  expect(invited.out).toMatch(/pass this on: http\S+#token=/);
  expect((await run(["invitations"])).out).toMatch(/new@example\.org +viewer +Ada +open/);
});

test("role: by address or id; what is too high is refused with the center's words", async () => {
  const person = await developer();
  expect(await run(["role", person.email, "viewer"])).toMatchObject({ code: 0, out: `${person.email} is viewer.\n` });
  expect((await membershipOf(person))?.role).toBe("viewer");
  expect((await run(["role", person.userId, "developer"])).code).toBe(0);
  const tooHigh = await run(["role", person.email, "owner"]);
  expect(tooHigh).toMatchObject({ code: 2, err: expect.stringContaining("owner") });
  expect((await membershipOf(person))?.role).toBe("developer");
});

test("remove: the person has no access any more", async () => {
  const person = await developer();
  expect(await run(["remove", person.email])).toMatchObject({
    code: 0,
    out: `${person.email} has no access any more.\n`,
  });
  expect(await membershipOf(person)).toBeUndefined();
  const again = await run(["remove", person.email]);
  expect(again).toMatchObject({ code: 2, err: expect.stringContaining("See aac people list.") });
});

test.each([
  ["invite", ["other@example.org"]],
  ["invitations", []],
  ["role", ["somebody@example.org", "viewer"]],
  ["remove", ["somebody@example.org"]],
])("%s: a key is told that it takes a person, and how", async (verb, rest) => {
  const { code, err } = await run([verb, ...rest], byKey);
  expect({ code, err }).toEqual({ code: 2, err: expect.stringContaining("This takes a person") });
  expect(err).toContain("AAC_EMAIL");
});

test("a developer is refused, by role", async () => {
  const { email } = await developer();
  const refused = await run(["invite", "more@example.org"], { AAC_EMAIL: email, AAC_PASSWORD: password });
  expect(refused.code).toBe(2);
  const invitations = await center.center.store.system.invitations.find({ where: {} });
  expect(invitations.map(({ email: invited }) => invited)).not.toContain("more@example.org");
});

test("sessions that it began do not stay", async () => {
  await run(["invitations"]);
  expect(await center.center.store.system.sessions.count({})).toBe(0);
});
