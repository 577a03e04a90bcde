import { mkdir, mkdtemp, readdir, readFile, rm, stat, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createClient, type Client } from "@aac/contract";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { type AacProcess, startAac } from "./aac-process.ts";
import { junit, until } from "./test-center.ts";

let dir: string;
const running: AacProcess[] = [];
beforeAll(async () => void (dir = await mkdtemp(join(tmpdir(), "aac-backup-"))));
afterEach(async () => {
  for (const one of running.splice(0)) await one.stop();
});
afterAll(() => rm(dir, { recursive: true, force: true }));

async function open(data: string): Promise<{ center: AacProcess; client: Client }> {
  const center = startAac(["up", "--no-demo", "--port", "0", "--data", data]);
  running.push(center);
  const baseUrl = await center.address();
  const apiKey = (await readFile(join(data, "api-key"), "utf8")).trim();
  return { center, client: createClient({ baseUrl, headers: { authorization: `Bearer ${apiKey}` } }) };
}

const aac = async (...args: string[]) => {
  const command = startAac(args);
  const exitCode = await command.exitCode;
  return { exitCode, said: command.stdout() + command.stderr() };
};
const run = async (client: Client) =>
  (await client.call("createRun", { body: { project: "web", suite: "tell", environment: "staging" } })).id;
const ended = (client: Client, id: string) =>
  until(`run ${id}`, async () => (await client.call("getRun", { params: { run: id } })).verdict, 120_000);
/** All that anybody can see of a run. */
async function seen(client: Client, id: string) {
  const params = { run: id };
  const { items: artifacts } = await client.call("listArtifacts", { params });
  return {
    run: await client.call("getRun", { params }),
    log: await (await client.request("getLog", { params })).text(),
    results: (await client.call("listResults", { params })).items.map(({ name, status }) => ({ name, status })),
    artifacts: await Promise.all(
      artifacts.map(async ({ path, sizeBytes, url }) => ({ path, sizeBytes, text: await read(client, url) })),
    ),
  };
}
const headers = () => ({ authorization: `Bearer ${key}` });
const read = async (client: Client, url: string) => (await fetch(client.at(url), { headers: headers() })).text();
let key = "";

test("a center is backed up while it works, and everything is there again in an empty folder", async () => {
  const [data, copy, other] = ["data", "copy", "other"].map((name) => join(dir, name)) as [string, string, string];
  const { client, center } = await open(data);
  key = (await readFile(join(data, "api-key"), "utf8")).trim();
  const suite = await mkdtemp(join(dir, "suite-"));
  const report = junit({ passed: 2, failed: 1 }).replaceAll("'", "");
  await writeFile(
    join(suite, "entrypoint.sh"),
    `mkdir -p test-results; echo '${report}' > test-results/junit.xml; printf %s "$TOKEN" | cksum; seq 1 200; exit 1\n`,
  );
  await client.call("createProject", { body: { slug: "web" } });
  await client.call("createSuite", { params: { project: "web" }, body: { slug: "tell", directory: suite } });
  const secrets = { TOKEN: "a secret of the environment" };
  await client.call("createEnvironment", { params: { project: "web" }, body: { slug: "staging", secrets } });
  const first = await run(client);
  await ended(client, first);
  const before = await seen(client, first);
  expect(before.results).toHaveLength(3);
  expect(before.artifacts.length).toBeGreaterThan(0);

  /** Runs go on and on while the copy is made. */
  let isLoaded = true;
  const accepted: string[] = [];
  const load = (async () => {
    while (isLoaded && accepted.length < 12) accepted.push(await run(client));
  })();
  await until("some load", async () => accepted.length > 2);
  const knownBefore = [...accepted];
  const made = await aac("backup", copy, "--data", data);
  isLoaded = false;
  await load;
  expect(made).toMatchObject({ exitCode: 0, said: expect.stringContaining("It holds the master key") as string });
  expect((await stat(copy)).mode & 0o77).toBe(0);
  expect((await aac("backup", copy, "--data", data)).said).toContain("is not empty");
  await center.stop();

  expect(await aac("restore", copy, "--data", other)).toMatchObject({ exitCode: 0 });
  const again = await open(other);
  // The same key and secrets, by the master key that came with it.
  const { run: restored, ...rest } = await seen(again.client, first);
  const { run: original, ...all } = before;
  expect(rest).toEqual(all);
  // That it is in the histories may have been noted after it was looked at, and before it was copied.
  expect(restored).toEqual({ ...original, revision: restored.revision });
  expect(restored.revision - original.revision).toBeOneOf([0, 1]);
  for (const id of knownBefore) expect(await ended(again.client, id)).toBe("failed");
  const fresh = await run(again.client);
  await ended(again.client, fresh);
  expect((await seen(again.client, fresh)).log.split("\n")[0]).toBe(before.log.split("\n")[0]);
  const audit = await aac("audit", "verify", "--all", "--data", other);
  expect(audit.exitCode).toBe(0);
}, 240_000);

test("what would overwrite something, or is no backup, or is not whole, is refused and changes nothing", async () => {
  const copy = join(dir, "copy");
  const fresh = join(dir, "fresh");
  expect(await aac("restore", copy, "--data", join(dir, "other"))).toMatchObject({
    exitCode: 1,
    said: expect.stringContaining("not empty") as string,
  });
  await mkdir(join(dir, "nothing"));
  expect((await aac("restore", join(dir, "nothing"), "--data", fresh)).said).toContain("is no backup");
  expect((await aac("backup", join(dir, "copy2"), "--data", fresh)).said).toContain("There is no");
  expect(await readdir(dir)).not.toContain("copy2.unfinished");
  const size = (await stat(join(copy, "center.db"))).size;
  await truncate(join(copy, "center.db"), Math.floor(size / 2));
  expect((await aac("restore", copy, "--data", fresh)).exitCode).toBe(1);
  expect(await readdir(dir)).not.toContain("fresh");
});

test("MongoDB is backed up by its own tools, and that is said", async () => {
  const command = startAac(["backup", join(dir, "m")], {
    MONGO_URI: "mongodb://127.0.0.1:9/aac",
    ENCRYPTION_KEY: "a".repeat(64),
  });
  expect(await command.exitCode).toBe(1);
  expect(command.stderr()).toContain("mongodump");
});
