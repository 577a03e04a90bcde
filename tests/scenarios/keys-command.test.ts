import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readFile } from "node:fs/promises";
import { createClient } from "@aac/contract";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { type AacProcess, startAac } from "./aac-process.ts";
import { until } from "./test-center.ts";

let dir: string;
const running: AacProcess[] = [];
beforeAll(async () => void (dir = await mkdtemp(join(tmpdir(), "aac-keys-"))));
afterAll(() => rm(dir, { recursive: true }));
afterEach(async () => {
  for (const one of running.splice(0)) await one.stop();
});

const keys = async (...args: string[]) => {
  const command = startAac(["keys", ...args, "--data", dir]);
  const exitCode = await command.exitCode;
  return { exitCode, said: command.stdout() + command.stderr() };
};

test("where there is no center `aac keys` says so, and makes none", async () => {
  const command = startAac(["keys", "--data", join(dir, "nowhere")]);
  expect(await command.exitCode).toBe(1);
  expect(command.stderr()).toContain("There is no data folder");
  expect(await readdir(dir)).toEqual([]);
});

test("the key of a center that works is renewed under it, also when the command is killed on the way", async () => {
  const center = startAac(["up", "--no-demo", "--port", "0", "--data", dir]);
  running.push(center);
  const baseUrl = await center.address();
  const apiKey = (await readFile(join(dir, "api-key"), "utf8")).trim();
  const client = createClient({ baseUrl, headers: { authorization: `Bearer ${apiKey}` } });
  const suite = await mkdtemp(join(dir, "suite-"));
  await client.call("createProject", { body: { slug: "web" } });
  const command = ["/bin/sh", "-c", 'printf %s "$TOKEN" | cksum'];
  await client.call("createSuite", { params: { project: "web" }, body: { slug: "tell", directory: suite, command } });
  const params = { project: "web", environment: "staging" };
  await client.call("createEnvironment", {
    params: { project: "web" },
    body: { slug: "staging", secrets: { TOKEN: "first value" } },
  });
  /** What a sandbox was given. */
  const given = async () => {
    const { id } = await client.call("createRun", { body: { project: "web", suite: "tell", environment: "staging" } });
    await until("the run", async () => (await client.call("getRun", { params: { run: id } })).verdict !== null, 60_000);
    return (await client.request("getLog", { params: { run: id } })).text();
  };
  const first = await given();
  expect(first).toMatch(/^\d+ 11\n$/);

  const before = await keys();
  expect(before).toEqual({
    exitCode: 0,
    said: expect.stringMatching(
      /^Master keys \(of 2 sealed values, 1 data key\)\n {2}[0-9a-f]{12} {2}wraps 1 data key {2}current\n$/,
    ) as string,
  });
  const killed = startAac(["keys", "rotate", "--data", dir]);
  await until("the new key", async () => killed.stdout().includes("takes the place of"));
  process.kill(killed.pid, "SIGKILL");
  await killed.exitCode;
  expect(await given()).toBe(first);

  const finished = await keys("rotate", "--data-keys");
  expect(finished.exitCode).toBe(0);
  expect(finished.said).toContain("1 new data key made.\n2 values sealed anew.\n");
  const { items } = await client.call("listAudit", { query: { action: "secrets.rotate", limit: 1 } });
  expect(items).toMatchObject([
    {
      actor: { kind: "center", name: "aac keys" },
      after: { dataKeys: { made: 1 }, valuesResealed: 2 },
      outcome: "done",
    },
  ]);
  expect(await given()).toBe(first);
  await client.call("changeEnvironment", { params, body: { secrets: { TOKEN: "second value, longer" } } });
  expect(await given()).toMatch(/^\d+ 20\n$/);

  const after = await keys();
  expect(after.exitCode).toBe(0);
  expect(after.said).toMatch(/^ {2}[0-9a-f]{12} {2}wraps 2 data keys {2}current$/m);
  expect(after.said).toMatch(/^ {2}[0-9a-f]{12} {2}wraps 0 data keys {2}may go$/m);
  expect((await readdir(dir)).filter((name) => name.startsWith("master-key")).length).toBeGreaterThanOrEqual(3);
});

test("a master key that is lost is named, nothing is rotated without it, and it may be given up", async () => {
  const [current] = /[0-9a-f]{12}/.exec((await keys()).said)!;
  for (const name of await readdir(dir)) if (name.startsWith("master-key")) await rm(join(dir, name));
  const listed = await keys();
  expect(listed.exitCode).toBe(1);
  expect(listed.said).toMatch(new RegExp(`^ {2}${current} {2}wraps 2 data keys {2}MISSING`, "m"));
  const refused = await keys("rotate");
  expect(refused.exitCode).toBe(1);
  expect(refused.said).toContain("A master key is missing.");
  expect(refused.said).toContain(current);
  expect((await keys("forget", current)).said).toBe(
    `2 data keys of master key ${current} deleted. What they sealed is to be set anew.\n`,
  );
  const given = await keys();
  expect(given.said).toMatch(/Cannot be opened, set it anew: environment:\S+:TOKEN/);
});
