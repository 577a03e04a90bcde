import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { InvitationPreview, Person, Session } from "@aac/contract";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { type AacProcess, startAac } from "./aac-process.ts";
import { apiCaller } from "./api-caller.ts";
import { until } from "./test-center.ts";

let dir: string;
const running: AacProcess[] = [];
beforeAll(async () => void (dir = await mkdtemp(join(tmpdir(), "aac-owner-"))));
afterAll(() => rm(dir, { recursive: true }));
afterEach(async () => {
  for (const one of running.splice(0)) await one.stop();
});

const email = "Ada@Example.org";
const apiKey = "aac_key_of_the_operator_long_enough_for_it";

interface Line {
  msg?: string;
  email?: string;
  link?: string;
  address?: string;
}

/** A producer in server mode, and what it has logged. */
async function start(): Promise<{ url: string; lines: () => Promise<Line[]>; stop: () => Promise<unknown> }> {
  const settings = {
    AAC_MODE: "server",
    HOST: "127.0.0.1",
    JWT_SECRET: "a secret that signs sessions, long enough",
    AAC_API_KEY: apiKey,
    AAC_OWNER_EMAIL: email,
  };
  const producer = startAac(["producer", "--port", "0", "--data", dir], settings);
  running.push(producer);
  const lines = async () => {
    const said = producer.stdout() + producer.stderr();
    return said.split("\n").flatMap((line) => (line.startsWith("{") ? [JSON.parse(line) as Line] : []));
  };
  const ended = producer.exitCode.then((code) => {
    throw new Error(`It ended with ${code}: ${producer.stderr()}${producer.stdout()}`);
  });
  const started = until("the start", async () => (await lines()).find(({ msg }) => msg === "started")?.address, 60_000);
  ended.catch(() => undefined);
  return { url: await Promise.race([started, ended]), lines, stop: () => producer.stop() };
}
const linksIn = (lines: Line[]) => lines.flatMap(({ link, email: to }) => (link === undefined ? [] : [{ link, to }]));

test("AAC_OWNER_EMAIL: one link in the log of the first start, whose holder becomes the owner, and none after", async () => {
  const first = await start();
  const links = linksIn(await first.lines());
  expect(links).toEqual([
    { to: email.toLowerCase(), link: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/\S+#token=\S+$/) },
  ]);
  const token = decodeURIComponent(links[0]!.link.split("#token=")[1]!);
  await first.stop();

  const second = await start();
  expect(linksIn(await second.lines())).toEqual([]);
  const ask = apiCaller(second.url, null);
  const preview = await ask("POST", "/api/v1/invitations/preview", { body: { token } });
  expect(await preview.json()).toMatchObject({
    email: email.toLowerCase(),
    role: "owner",
  } satisfies Partial<InvitationPreview>);
  const body = { token, name: "Ada", password: "a quiet lake at dawn" };
  const accepted = await ask("POST", "/api/v1/invitations/accept", { body });
  expect(accepted.ok).toBe(true);
  const [cookie] = accepted.headers.getSetCookie().join().split(";");
  const headers = { cookie: cookie!, "sec-fetch-site": "same-origin" };
  expect(await (await ask("GET", "/api/v1/session", { headers })).json()).toMatchObject({
    role: "owner",
    organization: { slug: "local" },
  } satisfies Partial<Record<keyof Session, unknown>>);
  expect((await ask("POST", "/api/v1/invitations/accept", { body })).ok).toBe(false);
  await second.stop();

  const third = await start();
  expect(linksIn(await third.lines())).toEqual([]);
  const people = await apiCaller(third.url, apiKey)("GET", "/api/v1/people");
  expect(((await people.json()) as { items: Person[] }).items).toMatchObject([
    { email: email.toLowerCase(), role: "owner" },
  ]);
});
