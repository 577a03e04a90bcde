import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import type { IncomingMessage } from "node:http";
import { Agent, request } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { type Client, createClient } from "@aac/contract";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { root } from "../architecture/checkout.ts";
import { codeBlocksOf } from "../docs/code-blocks.ts";
import { watchRun } from "../faults/viewer.ts";
import { until } from "../scenarios/test-center.ts";
import { buildCenterImages } from "../services/center-images.ts";
import { environmentWithCompose } from "../services/compose.ts";
import { type EngineBeside, startDockerBeside } from "../services/docker.ts";
import { startOwnMongo } from "../services/ferretdb.ts";
import { makeBusyboxImage, makeRabbitmqImage, makeRedisImage } from "../services/images.ts";
import { startRelay } from "../services/relay.ts";
import { buildCaddy, makeCaddyImage, makeDindImage } from "../services/stack-images.ts";

// deploy/compose as a reader of docs/deployment.md starts it, by Docker Compose on an engine of its own. What runs is the
// file as it stands, under the names that it gives; images of other makers are made of this machine's programs.

const page = "docs/deployment.md";
const suiteImage = "aac-test-compose:1";
const apiKey = `aac_${randomBytes(32).toString("base64url")}`;
const owner = { email: "ada@example.org", password: "a quiet lake at dawn" };

const folder = mkdtempSync(join(tmpdir(), "aac-compose-up-"));
const stops: (() => unknown)[] = [() => rmSync(folder, { recursive: true, force: true })];
const stopAll = async () => {
  for (const stop of stops.splice(0).toReversed()) await stop();
};

interface Host {
  engine: EngineBeside;
  /** Another engine. */
  builder: string;
  env: NodeJS.ProcessEnv;
  caddy: string;
}

/** Null, with the reason printed, where this machine cannot be such a host; a failure in CI. */
async function prepareHost(): Promise<Host | null> {
  const found = await findHost();
  if (typeof found !== "string") return found;
  if (process.env["CI"]) throw new Error(`Docker Compose cannot be run: ${found}`);
  console.warn(`Skipping the tests of Docker Compose: ${found}`);
  return null;
}

async function findHost(): Promise<Host | string> {
  const builder = inject("docker.host");
  if (!builder) return "there is no engine to build images with.";
  const env = await environmentWithCompose(join(folder, "docker"));
  if (!env) return "it is not installed; with CI set it is built by Go.";
  const caddy = await buildCaddy();
  if (!caddy) return "there is no Caddy; with CI set it is built by Go.";
  const engine = await startDockerBeside();
  if (!engine) return "no engine can be started; run as root with dockerd installed.";
  stops.push(() => engine.stop());
  return { engine, builder, env: { ...env, DOCKER_HOST: engine.url }, caddy };
}

const host = await prepareHost().catch(async (error: unknown) => {
  await stopAll();
  throw error;
});
if (!host) await stopAll();

/** In the copy of the checkout. Answers what it prints. */
async function shell(script: string): Promise<string> {
  const child = spawn("sh", ["-e", "-c", script], { cwd: folder, env: host!.env });
  let said = "";
  let complaints = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => (said += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (complaints += text));
  const [code] = (await once(child, "close")) as [number];
  if (code !== 0) throw new Error(`${script}\nended with ${code}:\n${said}${complaints}`);
  return said;
}

/**
 * As root here may not have all capabilities, an engine cannot give them to a container that is `privileged`. The one for
 * sandboxes is then started with those of them that it needs.
 */
async function asThisMachineCan(start: string): Promise<string> {
  const isPrivileged = shell(`docker run --rm --privileged --network=none ${suiteImage} true`);
  const canBe = await isPrivileged.then(
    () => true,
    () => false,
  );
  if (canBe) return start;
  const script =
    'for one in /sys/fs/cgroup/*; do [ -L $$one ] || mount -o remount,bind,rw $$one; done; exec dockerd-entrypoint.sh "$$@"';
  const engine = {
    privileged: false,
    cap_add: ["SYS_ADMIN", "NET_ADMIN"],
    security_opt: ["seccomp:unconfined", "apparmor:unconfined", "systempaths=unconfined"],
    device_cgroup_rules: ["a *:* rwm"],
    entrypoint: ["sh", "-c", script, "sh"],
  };
  writeFileSync(join(folder, "engine.json"), JSON.stringify({ services: { engine } }));
  return start.replace("compose.yaml up", "compose.yaml -f engine.json up");
}

const compose = (command: string) => shell(`docker compose -f deploy/compose/compose.yaml ${command}`);

/** The block of the documentation that has this line. */
function blockWith(line: string): string {
  const found = codeBlocksOf(page).filter(({ language, text }) => language === "sh" && text.includes(line));
  if (found.length !== 1) throw new Error(`${page} has ${found.length} blocks with "${line}".`);
  return found[0]!.text;
}

/** For whoever reads of a failure. */
async function withHowItIs<T>(work: Promise<T>): Promise<T> {
  return work.catch(async (error: unknown) => {
    const states = await compose("ps -a").catch(String);
    const logs = await compose("logs --no-color --tail=15").catch(String);
    throw new Error(`${String(error)}\n${states}\n${logs}`, { cause: error });
  });
}

const own = ["producer", "worker", "dashboard", "docs"] as const;

async function makeImages(): Promise<void> {
  // Built where registries are reached, which they are not from beside this machine.
  const names = Object.fromEntries(own.map((name) => [name, `aac-test-image:${name}`]));
  await buildCenterImages(host!.builder, names);
  await shell(`docker -H ${host!.builder} save ${Object.values(names).join(" ")} | docker load`);
  for (const name of own) await shell(`docker tag ${names[name]} automation-${name}:0.1.0`);
  const { services } = JSON.parse(await compose("--profile '*' config --format json")) as {
    services: Record<string, { image: string }>;
  };
  const imageOf = (name: string) => services[name]!.image;
  const made = [
    await makeRedisImage(host!.engine.url, imageOf("redis")),
    await makeRabbitmqImage(host!.engine.url, imageOf("rabbitmq")),
    await makeDindImage(host!.engine.url, imageOf("engine")),
  ];
  if (made.includes(null)) throw new Error("Redis, RabbitMQ or a part of Docker is not installed.");
  await makeCaddyImage(host!.engine.url, imageOf("proxy"), host!.caddy);
  await makeBusyboxImage(host!.engine.url, suiteImage);
}

/** What a reader fills in, with a store that is managed elsewhere. */
function fillIn(mongoUri: string): void {
  const hex = () => randomBytes(24).toString("hex");
  const values: Record<string, string> = {
    JWT_SECRET: randomBytes(48).toString("base64"),
    ENCRYPTION_KEY: randomBytes(32).toString("base64"),
    AAC_API_KEY: apiKey,
    METRICS_TOKEN: hex(),
    MONGO_PASSWORD: hex(),
    RABBITMQ_PASSWORD: hex(),
    REDIS_PASSWORD: hex(),
    AAC_OWNER_EMAIL: owner.email,
    COMPOSE_PROFILES: "rabbitmq,redis,engine",
    MONGO_URI: mongoUri,
  };
  const path = join(folder, "deploy/compose/.env");
  let text = readFileSync(path, "utf8");
  for (const [name, value] of Object.entries(values)) {
    const line = new RegExp(`^(# )?${name}=.*$`, "m");
    expect([name, line.test(text)]).toEqual([name, true]);
    text = text.replace(line, () => `${name}=${value}`);
  }
  writeFileSync(path, text);
}

/** The authority that the proxy signs by. */
let authority = "";
const agent = new Agent({ keepAlive: true });
stops.push(() => agent.destroy());

/** As `fetch`, with all hosts at the engine's address. */
async function fetchByTls(input: string | URL | Request, init: RequestInit = {}): Promise<Response> {
  const { hostname, pathname, search } = new URL(input instanceof Request ? input.url : input);
  const sent = request({
    agent,
    host: host!.engine.address,
    servername: hostname,
    ca: authority,
    path: pathname + search,
    method: init.method ?? "GET",
    headers: { ...Object.fromEntries(new Headers(init.headers)), host: hostname },
    ...(init.signal ? { signal: init.signal } : {}),
  });
  sent.end((init.body as string | null | undefined) ?? undefined);
  const [answer] = (await once(sent, "response")) as [IncomingMessage];
  const headers = new Headers();
  for (const [name, values] of Object.entries(answer.headersDistinct)) {
    for (const value of values ?? []) headers.append(name, value);
  }
  return new Response(Readable.toWeb(answer) as ReadableStream, { status: answer.statusCode!, headers });
}

const fromBrowser = { "sec-fetch-site": "same-origin", accept: "text/html,*/*" };
const ask = (url: string, init: { method?: string; body?: string; headers?: Record<string, string> } = {}) =>
  fetchByTls(url, { ...init, headers: { ...fromBrowser, ...init.headers } });

const program = createClient({
  baseUrl: "https://api.localhost",
  headers: { authorization: `Bearer ${apiKey}` },
  fetch: fetchByTls,
});
/** Of a person who is signed in, at the dashboard's host. */
let person: Client;
let cookie: string;

const suites = {
  live: "echo first; sleep 2; echo second; mkdir -p playwright-report; echo '<h1>Report</h1>' >playwright-report/index.html",
  long: "echo begun; sleep 100",
};

const addressIn = async (service: string, network: string) => {
  const id = (await compose(`ps -q ${service}`)).trim();
  return (await shell(`docker inspect -f '{{.NetworkSettings.Networks.aac_${network}.IPAddress}}' ${id}`)).trim();
};

/** What the run has said, once it has said its first line. */
async function startRun(suite: string) {
  const { id } = await person.call("createRun", { body: { project: "shop", suite } });
  const { seen, done } = watchRun(person, id, AbortSignal.timeout(60_000));
  await withHowItIs(until("the first line", async () => seen.lines.get("1.1")?.length, 60_000));
  return { id, seen, done };
}

describe.skipIf(!host)("docker compose up", { timeout: 120_000 }, () => {
  beforeAll(async () => {
    const store = await startOwnMongo();
    if (!store) throw new Error("There is no store to test with.");
    stops.push(() => store.stop());
    const relay = await startRelay(Number(new URL(store.url).port), { host: host!.engine.gateway, port: 0 });
    stops.push(() => relay.close());
    cpSync(join(root, "deploy"), join(folder, "deploy"), { recursive: true });
    await shell(blockWith("cp deploy/compose/.env.example"));
    fillIn(`mongodb://${relay.address}/aac`);
    await makeImages();
  }, 600_000);
  afterAll(async () => {
    await stopAll();
  }, 120_000);

  test("everything comes up by the lines of the documentation, and the managed store's stand-in stays away", async () => {
    stops.push(() => compose("down --volumes --timeout=5"));
    // The images are there already.
    const start = blockWith("up -d --build\n").replace(" --build", "");
    await withHowItIs(shell(await asThisMachineCan(start)));
    const all = "dashboard docs engine producer proxy rabbitmq redis worker".split(" ");
    const look = async () => {
      const lines = (await compose("ps -a --format json")).trim().split("\n");
      const states = lines.map((line) => JSON.parse(line) as { Service: string; Health: string });
      return Object.fromEntries(states.map(({ Service, Health }) => [Service, Health]));
    };
    const isHealthy = async () => Object.values(await look()).every((health) => health === "healthy");
    await withHowItIs(until("everything to be healthy", isHealthy, 90_000));
    expect(Object.keys(await look()).toSorted()).toEqual(all);
    authority = await compose("exec -T proxy cat /data/caddy/pki/authorities/local/root.crt");
  });

  test("the first owner signs in by the link in the log, and hosts lead where the documentation says", async () => {
    const log = await shell(blockWith("compose.yaml logs producer\n"));
    const link = /https:\/\/localhost\/\S*#token=([^"\s]+)/.exec(log);
    const json = { "content-type": "application/json" };
    const send = (path: string, body: object) =>
      ask(`https://localhost${path}`, { method: "POST", headers: json, body: JSON.stringify(body) });
    const token = decodeURIComponent(link![1]!);
    expect((await send("/api/v1/invitations/accept", { token, name: "Ada", password: owner.password })).status).toBe(
      200,
    );
    const signedIn = await send("/api/v1/session", owner);
    expect(signedIn.status).toBe(200);
    expect(signedIn.headers.get("strict-transport-security")).toMatch(/max-age/);
    const [set] = signedIn.headers.getSetCookie();
    expect(set).toMatch(/; Secure/);
    cookie = set!.split(";")[0]!;
    const headers = { cookie, "sec-fetch-site": "same-origin" };
    person = createClient({ baseUrl: "https://localhost", headers, fetch: fetchByTls });
    expect(await person.call("getSession")).toMatchObject({ role: "owner" });

    expect(await (await ask("https://localhost/runs/any")).text()).toContain('<div id="root">');
    expect(await (await ask("https://docs.localhost/")).text()).toContain("<title>Docs</title>");
    expect((await ask("https://api.localhost/health")).status).toBe(200);
    for (const name of ["localhost", "api.localhost", "reports.localhost"]) {
      expect((await ask(`https://${name}/metrics`, { headers: { accept: "*/*" } })).status).toBe(404);
    }
  });

  test("producers know from where they are asked, whichever host is asked for", async () => {
    await program.call("createProject", { body: { slug: "shop" } });
    await person.call("createProject", { body: { slug: "other" } });
    const { items } = await person.call("listAudit", { query: { action: "project.create" } });
    const from = host!.engine.gateway;
    expect(Object.fromEntries(items.map(({ target, address }) => [target.name, address]))).toEqual({
      other: from,
      shop: from,
    });
  });

  test("a line is seen while its suite goes on in the engine that comes along, and its report is opened without an origin", async () => {
    const engine =
      "docker compose -f deploy/compose/compose.yaml exec -T engine docker -H unix:///run/engine/docker.sock";
    await shell(`docker save ${suiteImage} | ${engine} load`);
    for (const [slug, script] of Object.entries(suites)) {
      const body = { slug, image: suiteImage, command: ["sh", "-c", script] };
      await program.call("createSuite", { params: { project: "shop" }, body });
    }
    const { id, seen, done } = await startRun("live");
    expect(seen.lines.get("1.1")).toEqual(["first"]);
    expect(seen.states.at(-1)).toBe("running");
    await done;
    expect(seen).toMatchObject({ ended: true, reconnects: 0, breaks: [], refusal: null });
    expect(seen.lines.get("1.1")).toEqual(["first", "second"]);

    const sent = await ask(`https://localhost/api/v1/runs/${id}/artifacts/1/1/playwright-report/index.html`, {
      headers: { cookie },
    });
    const report = await ask(new URL(sent.headers.get("location")!, "https://localhost").href);
    expect(report.headers.get("content-security-policy")).toMatch(/^sandbox/);
    expect(await report.text()).toContain("<h1>Report</h1>");
  });

  test("a run is cancelled", async () => {
    const { id, done } = await startRun("long");
    await person.call("cancelRun", { params: { run: id } });
    await done;
    expect((await person.call("getRun", { params: { run: id } })).state).toBe("cancelled");
  });

  test("a sandbox reaches a producer to report to it, and no server", async () => {
    const servers = [`${await addressIn("redis", "servers")} 6379`, `${await addressIn("rabbitmq", "servers")} 5672`];
    // Each answers that with something of its own.
    const probe = servers
      .map((one) => `printf 'PING\\r\\n\\r\\n' | nc -w 3 ${one} 2>/dev/null | grep -q . && echo reached`)
      .join("; ");
    expect(await compose(`exec -T producer sh -c "${probe}"`)).toBe("reached\nreached\n");
    const script = `wget -q -O /dev/null "$AAC_API_URL/health" && echo producer; ${probe}; echo asked`;
    const body = { slug: "reach", image: suiteImage, command: ["sh", "-c", script], reporter: true };
    await program.call("createSuite", { params: { project: "shop" }, body });
    const { seen, done } = await startRun("reach");
    await done;
    expect(seen.lines.get("1.1")).toEqual(["producer", "asked"]);
  });

  test("`aac doctor` finds nothing to mend in a producer", async () => {
    const line = blockWith(" doctor --for producer")
      .split("\n")
      .find((one) => one.includes(" doctor "))!;
    expect(await shell(line.replace("exec ", "exec -T "))).not.toMatch(/FAIL|to mend/);
  });

  test("all of it goes, and what is kept stays", async () => {
    await compose("down");
    expect(await shell("docker ps -aq")).toBe("");
    expect(await shell("docker network ls -q --filter label=com.docker.compose.project=aac")).toBe("");
    const volumes = (await shell("docker volume ls -q")).trim().split("\n");
    expect(volumes).toEqual(expect.arrayContaining(["aac_certificates", "aac_rabbitmq", "aac_redis", "aac_reports"]));
  });
});
