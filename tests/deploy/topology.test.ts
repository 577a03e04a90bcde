import { randomBytes } from "node:crypto";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Client, createClient, type Run } from "@aac/contract";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { type AacProcess, startAac } from "../scenarios/aac-process.ts";
import { until } from "../scenarios/test-center.ts";
import { type RealServers, startRealServers } from "../faults/real-servers.ts";
import { watchRun } from "../faults/viewer.ts";
import { freePort } from "../services/free-port.ts";
import { makeBusyboxImage } from "../services/images.ts";
import { startNames } from "../services/names.ts";
import { startNginx } from "../services/nginx.ts";
import { isInstalled, type OwnServer } from "../services/own-server.ts";

// The whole deployment as processes: two producers and two workers on RabbitMQ, Redis and a store, sandboxes in a real
// engine, and nginx before it all as its image has it, which finds the producers by name.

const engine = inject("docker.host");
const hasNginx = isInstalled("nginx", "nginx-light");
const image = "aac-test-topology:1";
/** What the image's suites do: say a line, wait for a file that nobody makes or for a while, write a page. */
const live =
  "echo first; sleep 2; echo second; mkdir -p playwright-report; echo '<h1>Report</h1>' >playwright-report/index.html";

const publicUrl = "https://aac.example.org";
const apiKey = `aac_${randomBytes(32).toString("base64url")}`;
const owner = { email: "ada@example.org", password: "a quiet lake at dawn" };

let folder: string;
let servers: RealServers | null = null;
let web: OwnServer | null = null;
let names: { address: string; close(): void } | null = null;
const hosts = ["127.0.0.1", "127.0.0.2"];
const producers: AacProcess[] = [];
const workers: AacProcess[] = [];
let client: Client;

/** As a browser behind the proxy that ends TLS. */
const fromBrowser = { "x-forwarded-proto": "https", "sec-fetch-site": "same-origin", accept: "text/html,*/*" };
const ask = (path: string, init: { method?: string; body?: string; headers?: Record<string, string> } = {}) =>
  fetch(`${web!.url}${path}`, { redirect: "manual", ...init, headers: { ...fromBrowser, ...init.headers } });

const isReady = (url: string) =>
  fetch(`${url}/health/ready`).then(
    ({ ok }) => ok,
    () => false,
  );

async function startAll(): Promise<void> {
  const settings = {
    AAC_MODE: "server",
    MONGO_URI: new URL("topology", servers!.all.store.url).href,
    RABBITMQ_URL: servers!.all.broker.url,
    REDIS_URL: servers!.all.cache.url,
    ENCRYPTION_KEY: randomBytes(32).toString("base64"),
    REPORTS_DIR: join(folder, "reports"),
    EXECUTOR_URL: `docker:${engine}`,
    LEASE_MS: "3000",
  };
  const ofProducers = {
    ...settings,
    JWT_SECRET: randomBytes(48).toString("base64"),
    AAC_API_KEY: apiKey,
    AAC_OWNER_EMAIL: owner.email,
    PUBLIC_URL: publicUrl,
    TRUST_PROXY: "1",
  };
  const port = await freePort();
  const data = (name: string) => ["--data", join(folder, name)];
  for (const host of hosts) {
    producers.push(startAac(["producer", "--host", host, "--port", String(port), ...data(host)], ofProducers));
    // One makes what the store begins with; in a cluster that is left to whoever is first.
    await until(`the producer at ${host}`, () => isReady(`http://${host}:${port}`), 60_000);
  }
  const ports = [await freePort(), await freePort()];
  for (const one of ports)
    workers.push(startAac(["worker", ...data(`worker-${one}`)], { ...settings, WORKER_PORT: String(one) }));
  const files = join(folder, "site");
  await mkdir(files);
  await writeFile(join(files, "index.html"), "<title>Dashboard</title>");
  names = await startNames((name) => (name === "producer.test" ? hosts : []));
  web = await startNginx("dashboard", {
    files,
    settings: { PRODUCER_UPSTREAM: `producer.test:${port}`, RESOLVER: names.address },
  });
  for (const one of ports) await until("a worker", () => isReady(`http://127.0.0.1:${one}`), 60_000);
}

describe.skipIf(!hasNginx || engine === null)("the deployment, through nginx", { timeout: 120_000 }, () => {
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "aac-topology-"));
    [servers] = await Promise.all([startRealServers(), makeBusyboxImage(engine!, image)]);
    if (!servers) throw new Error("There is no store, broker or cache to test with.");
    await startAll();
    client = createClient({ baseUrl: web!.url, headers: { authorization: `Bearer ${apiKey}` } });
    await client.call("createProject", { body: { slug: "shop" } });
    const suite = (slug: string, script: string) =>
      client.call("createSuite", { params: { project: "shop" }, body: { slug, image, command: ["sh", "-c", script] } });
    await suite("live", live);
    await suite("long", "echo begun; sleep 100");
  }, 120_000);
  afterAll(async () => {
    await Promise.all([...workers, ...producers].map((one) => one.stop()));
    names?.close();
    await web?.stop();
    await servers?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  test("the first owner signs in, and the session holds at either producer", async () => {
    expect(await (await ask("/")).text()).toContain("<title>Dashboard");
    const log = producers.map((one) => one.stdout() + one.stderr()).join("\n");
    const token = decodeURIComponent(/#token=([^"]+)/.exec(log)![1]!);
    const json = { "content-type": "application/json" };
    const body = JSON.stringify({ token, name: "Ada", password: owner.password });
    expect((await ask("/api/v1/invitations/accept", { method: "POST", headers: json, body })).status).toBe(200);
    const signedIn = await ask("/api/v1/session", { method: "POST", headers: json, body: JSON.stringify(owner) });
    expect(signedIn.status).toBe(200);
    expect(signedIn.headers.get("strict-transport-security")).toMatch(/max-age/);
    const [set] = signedIn.headers.getSetCookie();
    expect(set).toMatch(/HttpOnly.*Secure.*SameSite=Strict|Secure.*HttpOnly.*SameSite=Strict|SameSite=Strict.*Secure/);
    const cookie = set!.split(";")[0]!;
    for (let asked = 0; asked < 6; asked++) {
      expect(await (await ask("/api/v1/session", { headers: { cookie } })).json()).toMatchObject({ role: "owner" });
    }
  });

  test("a line is seen while its suite goes on, and its report is opened without an origin", async () => {
    const { id } = await client.call("createRun", { body: { project: "shop", suite: "live" } });
    const { seen, done } = watchRun(client, id, AbortSignal.timeout(60_000));
    await until("the first line", async () => seen.lines.get("1.1")?.includes("first"));
    expect(seen.lines.get("1.1")).toEqual(["first"]);
    expect(seen.states.at(-1)).toBe("running" satisfies Run["state"]);
    await done;
    expect(seen).toMatchObject({ ended: true, reconnects: 0, breaks: [], refusal: null });
    expect(seen.lines.get("1.1")).toEqual(["first", "second"]);

    const place = `/api/v1/runs/${id}/artifacts/1/1/playwright-report/index.html`;
    const sent = await ask(place, { headers: { "x-api-key": apiKey } });
    expect(sent.headers.get("location")).toMatch(/^\/reports\//);
    const report = await ask(sent.headers.get("location")!);
    expect(report.headers.get("content-security-policy")).toMatch(/^sandbox/);
    expect(await report.text()).toContain("<h1>Report</h1>");
  });

  test("a run is cancelled", async () => {
    const { id } = await client.call("createRun", { body: { project: "shop", suite: "long" } });
    const { seen, done } = watchRun(client, id, AbortSignal.timeout(60_000));
    await until("the first line", async () => seen.lines.get("1.1")?.includes("begun"));
    await client.call("cancelRun", { params: { run: id } });
    await done;
    expect((await client.call("getRun", { params: { run: id } })).state).toBe("cancelled");
  });

  test("a producer that is killed is missed by nobody who asks, and by none who follows a run", async () => {
    const { id } = await client.call("createRun", { body: { project: "shop", suite: "live" } });
    const { seen, done } = watchRun(client, id, AbortSignal.timeout(60_000));
    await until("the first line", async () => seen.lines.get("1.1")?.includes("first"));
    process.kill(producers[1]!.pid, "SIGKILL");
    for (let asked = 0; asked < 10; asked++) expect((await client.call("getRun", { params: { run: id } })).id).toBe(id);
    await done;
    expect(seen.lines.get("1.1")).toEqual(["first", "second"]);
    expect(seen).toMatchObject({ ended: true, breaks: [], refusal: null });
  });
});
