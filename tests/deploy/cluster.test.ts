import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { connect, createServer, type Server as NetServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Client, createClient } from "@aac/contract";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { parse } from "yaml";
import { root } from "../architecture/checkout.ts";
import { codeBlocksOf } from "../docs/code-blocks.ts";
import { watchRun } from "../faults/viewer.ts";
import { junit, until } from "../scenarios/test-center.ts";
import { buildCenterImages } from "../services/center-images.ts";
import { dockerAt, startDocker } from "../services/docker.ts";
import { startOwnMongo } from "../services/ferretdb.ts";
import { makeRabbitmqImage, makeRedisImage } from "../services/images.ts";
import { busyboxImage } from "../services/kubernetes/image-archives.ts";
import { importAgent, kubernetesAt } from "../services/kubernetes.ts";
import type { Server } from "../services/own-server.ts";
import { copyManifests, helm } from "./render.ts";

// The overlay "production" as a reader of docs/kubernetes.md applies it, on a real cluster of one node: with sandboxes as
// pods, other hosts, another registry and a Secret. The store is outside, as the overlay wants it; the images of
// RabbitMQ and Redis are made of this machine's.

const dir = inject("kubernetes.dir");
const cluster = dir === null ? null : kubernetesAt(dir);
const namespace = "automation-prod";
const registry = "registry.aac.test/team";
const version = "7.8.9";
const images = ["producer", "worker", "dashboard", "docs", "agent"] as const;
const suiteImage = "registry.aac.test/suite:1";
const page = "docs/kubernetes.md";
const helmProgram = await helm();
const chart = join(root, "deploy/helm/agnostic-automation-center");

let folder: string;
let mongoUri: string;
let client: Client;
let apiKey: string;
const stops: (() => unknown)[] = [];

const kubectl = (...args: string[]) => cluster!.kubectl(["-n", namespace, ...args]);
const isEmpty = (kind: string, of = namespace) =>
  cluster!.kubectl(["-n", of, "get", kind, "-o", "name"]).then((names) => names.trim() === "");

/** Runs a block of the documentation in the copy of the checkout. Answers what it prints. */
async function runBlock(path: string, word: string, change: (text: string) => string = (text) => text) {
  const found = codeBlocksOf(path).filter(({ language, text }) => language === "sh" && text.includes(word));
  if (found.length !== 1) throw new Error(`${path} has ${found.length} blocks with "${word}".`);
  return shell(change(found[0]!.text));
}

async function shell(script: string): Promise<string> {
  const env = { ...cluster!.environment, PATH: `${join(folder, "bin")}:${cluster!.environment["PATH"]}` };
  const child = spawn("sh", ["-e", "-c", script], { cwd: folder, env });
  let said = "";
  let complaints = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => (said += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (complaints += text));
  const [code] = (await once(child, "close")) as [number];
  if (code !== 0) throw new Error(`${script}\nended with ${code}:\n${said}${complaints}\n${await howItIs()}`);
  return said;
}

/** For whoever reads of a failure. */
async function howItIs(): Promise<string> {
  const pods = await kubectl("get", "pods", "-o", "wide").catch(String);
  const events = await kubectl("get", "events", "--sort-by=.lastTimestamp").catch(String);
  const logs = await Promise.all(
    ["producer", "worker"].map((name) => kubectl("logs", `deployment/${name}`, "--tail=15").catch(String)),
  );
  return [pods, events.split("\n").slice(-25).join("\n"), ...logs].join("\n");
}

async function addressOf(service: string): Promise<string> {
  const { spec } = JSON.parse(await kubectl("get", "service", service, "-o", "json")) as {
    spec: { clusterIP: string; ports: { port: number }[] };
  };
  return `http://${spec.clusterIP}:${spec.ports[0]!.port}`;
}

/** Of a server that listens on loopback: an address that pods reach. */
async function open(port: number): Promise<number> {
  const server: NetServer = createServer((socket) => {
    const upstream = connect(port, "127.0.0.1");
    for (const [one, other] of [
      [socket, upstream],
      [upstream, socket],
    ] as const) {
      one.on("error", () => other.destroy()).on("close", () => other.destroy());
      one.pipe(other);
    }
  });
  server.listen(0, cluster!.registryHost);
  await once(server, "listening");
  stops.push(() => server.close());
  return (server.address() as { port: number }).port;
}

/** What a cluster's storage makes on demand. */
async function makeVolumes(): Promise<void> {
  const names = ["reports", "rabbitmq", "redis"].map((name) => `${name}-${Date.now()}`);
  const objects = names.map((name) => {
    const path = join(cluster!.volumes, name);
    mkdirSync(path, { recursive: true });
    return {
      apiVersion: "v1",
      kind: "PersistentVolume",
      metadata: { name },
      spec: {
        capacity: { storage: "50Gi" },
        accessModes: ["ReadWriteMany", "ReadWriteOnce"],
        persistentVolumeReclaimPolicy: "Retain",
        local: { path },
        nodeAffinity: {
          required: {
            nodeSelectorTerms: [
              { matchExpressions: [{ key: "kubernetes.io/hostname", operator: "In", values: ["node"] }] },
            ],
          },
        },
      },
    };
  });
  await cluster!.kubectl(["apply", "-f", "-"], JSON.stringify({ apiVersion: "v1", kind: "List", items: objects }));
}

async function importImages(): Promise<void> {
  const engine = await startDocker();
  if (!engine) throw new Error("There is no Docker engine to build images with.");
  stops.push(() => engine.stop());
  const names = images.map((name) => [name, `${registry}/automation-${name}:${version}`] as const);
  await buildCenterImages(engine.url, Object.fromEntries(names));
  const { redis, rabbitmq } = imagesOfServers();
  const made = [await makeRedisImage(engine.url, redis), await makeRabbitmqImage(engine.url, rabbitmq)];
  if (made.includes(null)) throw new Error("Redis or RabbitMQ is not installed.");
  const docker = dockerAt(engine.url);
  for (const name of [...names.map(([, tag]) => tag), redis, rabbitmq]) {
    await cluster!.importImage(await docker.getImage(name).get());
  }
  await importAgent(cluster!);
  await cluster!.importImage(await busyboxImage(suiteImage));
}

/** By the names that the manifests give them. */
function imagesOfServers(): { redis: string; rabbitmq: string } {
  const values = parse(readFileSync(join(chart, "values.yaml"), "utf8")) as Record<string, { image: string }>;
  return { redis: values["redis"]!.image, rabbitmq: values["rabbitmq"]!.image };
}

/** What a reader changes: hosts, registry and version, and that suites' images come from no registry here. */
function prepareCheckout(): void {
  folder = mkdtempSync(join(tmpdir(), "aac-apply-"));
  const manifests = copyManifests({ overlay: "production", on: ["native-sandboxes"] });
  cpSync(manifests, join(folder, "deploy/kubernetes"), { recursive: true });
  rmSync(manifests, { recursive: true });
  cpSync(chart, join(folder, "deploy/helm/agnostic-automation-center"), { recursive: true });
  const edit = (name: string, change: (text: string) => string) => {
    const path = join(folder, "deploy/kubernetes/overlays/production", name);
    writeFileSync(path, change(readFileSync(path, "utf8")));
  };
  edit("hosts.yaml", (text) => text.replaceAll("example.com", "aac.test"));
  edit(
    "kustomization.yaml",
    (text) =>
      `${text
        .replaceAll("registry.example.com", registry)
        .replaceAll(/newTag: [\d.]+/g, `newTag: ${version}`)
        .replace(/^# configMapGenerator:[^]*$/m, "")}
configMapGenerator:
  - name: automation-settings
    behavior: merge
    literals: [SANDBOX_PULL=missing]
`,
  );
}

/** The same, said to the chart. */
const values = {
  images: { registry, tag: version },
  hosts: Object.fromEntries(["dashboard", "api", "docs", "reports"].map((name) => [name, `${name}.aac.test`])),
  sandboxes: { kind: "kubernetes" },
  settings: { SANDBOX_PULL: "missing" },
};

const rolledOut = (...names: string[]) =>
  Promise.all(names.map((name) => kubectl("rollout", "status", name, "--timeout=240s"))).catch(
    async (error: unknown) => {
      throw new Error(`${String(error)}\n${await howItIs()}`, { cause: error });
    },
  );
const everything = [
  "deployment/producer",
  "deployment/worker",
  "deployment/dashboard",
  "deployment/docs",
  "statefulset/rabbitmq",
  "statefulset/redis",
];

async function connectClient(): Promise<void> {
  const sealed = await kubectl("get", "secret", "automation-secrets", "-o", "jsonpath={.data.aac-api-key}");
  apiKey = Buffer.from(sealed, "base64").toString();
  client = createClient({
    baseUrl: await addressOf("producer"),
    headers: { authorization: `Bearer ${apiKey}` },
  });
}

const namesOf = async (...apps: string[]) => {
  const selector = `app in (${apps.map((app) => `automation-${app}`).join(", ")})`;
  const said = await kubectl("get", "pods", "-l", selector, "-o", "name");
  return said.split("\n").filter(Boolean);
};

/** What a chart does not bring: its namespaces and the Secret. */
function beforeTheChart(data: object): object {
  const restricted = Object.fromEntries(
    ["enforce", "audit", "warn"].map((mode) => [`pod-security.kubernetes.io/${mode}`, "restricted"]),
  );
  const namespaces = [namespace, "automation-sandboxes"].map((name) => ({
    apiVersion: "v1",
    kind: "Namespace",
    metadata: { name, labels: restricted },
  }));
  const secret = { apiVersion: "v1", kind: "Secret", metadata: { name: "automation-secrets", namespace }, data };
  return { apiVersion: "v1", kind: "List", items: [...namespaces, secret] };
}

const stateOf = async (id: string) => (await client.call("getRun", { params: { run: id } })).state;

const tellEnough = (run: string) =>
  cluster!.kubectl([
    "-n",
    "automation-sandboxes",
    "exec",
    `aac-${run}-1-1`,
    "-c",
    "command",
    "--",
    "touch",
    "/tmp/enough",
  ]);

/** A suite that goes on while something happens; what was seen of it has no hole, and is of one attempt. */
async function runThroughout(happen: () => Promise<unknown>): Promise<void> {
  const { run, seen } = await runSuite("long", async (id) => {
    await happen();
    expect(await stateOf(id)).toBe("running");
    await tellEnough(id);
  });
  expect(run).toMatchObject({ state: "passed" });
  expect(seen).toMatchObject({ ended: true, breaks: [], refusal: null });
  const lines = seen.lines.get("1.1") ?? [];
  expect(lines.length).toBeGreaterThan(10);
  expect([...seen.lines]).toEqual([["1.1", numbered(lines)]]);
}

async function runSuite(suite: string, afterFirstLine: (run: string) => Promise<unknown> = async () => null) {
  const { id } = await client.call("createRun", { body: { project: "shop", suite } });
  const { seen, done } = watchRun(client, id, AbortSignal.timeout(240_000));
  const isOver = () => stateOf(id).then((state) => !/queued|running/.test(state));
  await until("a first line", async () => seen.lines.get("1.1")?.length || (await isOver()), 90_000).catch(
    async (error: unknown) => {
      throw new Error(`${String(error)}\n${await howItIs()}`, { cause: error });
    },
  );
  await afterFirstLine(id);
  await done;
  return { id, seen, run: await client.call("getRun", { params: { run: id } }) };
}

const report = (failed: number) => junit({ passed: 2, failed }).replaceAll("'", "");
const suites = {
  good: `echo first; sleep 2; echo second; mkdir playwright-report; echo '<h1>Report</h1>' >playwright-report/index.html; cat >junit.xml <<'END'\n${report(0)}\nEND`,
  bad: `echo first; cat >junit.xml <<'END'\n${report(1)}\nEND\nexit 1`,
  /** Until it is told that it is enough. */
  long: "line=0; until [ -e /tmp/enough ]; do line=$((line + 1)); echo line $line; sleep 0.5; done",
};
const numbered = (lines: readonly string[]) => lines.map((_, index) => `line ${index + 1}`);

async function makeSuites(): Promise<void> {
  await client.call("createProject", { body: { slug: "shop" } });
  for (const [slug, script] of Object.entries(suites)) {
    await client.call("createSuite", {
      params: { project: "shop" },
      body: { slug, image: suiteImage, command: ["sh", "-c", script], workingDirectory: "/tmp", limits: { cpus: 0.5 } },
    });
  }
}

describe.skipIf(cluster === null)("the overlay on a cluster", { timeout: 420_000 }, () => {
  beforeAll(async () => {
    const store: Server | null = await startOwnMongo();
    if (!store) throw new Error("There is no store to test with.");
    stops.push(() => store.stop());
    mongoUri = `mongodb://${cluster!.registryHost}:${await open(Number(new URL(store.url).port))}/aac`;
    prepareCheckout();
    stops.push(() => rmSync(folder, { recursive: true }));
    await importImages();
    await makeVolumes();
  }, 600_000);
  afterAll(async () => {
    // The node has to do for other tests.
    await cluster!.kubectl(["delete", "namespace", namespace, "automation-sandboxes", "--timeout=180s"]);
    for (const stop of stops.toReversed()) await stop();
  }, 240_000);

  test("is applied by the lines of the documentation, and everything comes up", async () => {
    await runBlock(page, "kubectl apply -k deploy/kubernetes/overlays/production", (text) =>
      text.replace(/mongodb\+srv:[^']*/, mongoUri),
    );
    await rolledOut(...everything);
    await connectClient();
    const health = await fetch(`${await addressOf("producer")}/health`);
    expect(health.status).toBe(200);
    const html = await fetch(await addressOf("dashboard"), { headers: { accept: "text/html" } });
    expect(await html.text()).toContain('<div id="root">');
    expect(await (await fetch(await addressOf("docs"))).text()).toContain("<title>Docs</title>");
    // As many as its autoscaler wants at least.
    const ready = ["producer", "worker"].map((name) =>
      kubectl("get", "deployment", name, "-o", "jsonpath={.status.readyReplicas}"),
    );
    expect(await Promise.all(ready)).toEqual(["2", "2"]);
    await makeSuites();
  });

  test("a run is a pod of the other namespace, and its verdict, log, results and report are there", async () => {
    const sandboxes = ["-n", "automation-sandboxes", "get", "pods", "-o", "name"];
    let during = "";
    const { id, seen, run } = await runSuite("good", async () => (during = await cluster!.kubectl(sandboxes)));
    expect(during).toMatch(/^pod\//);
    expect(run).toMatchObject({ state: "passed", totals: { passed: 2, failed: 0 } });
    expect(seen).toMatchObject({ ended: true, breaks: [], refusal: null });
    expect(seen.lines.get("1.1")).toEqual(["first", "second"]);
    const place = `${await addressOf("producer")}/api/v1/runs/${id}/artifacts/1/1/playwright-report/index.html`;
    const headers = { "x-api-key": apiKey, accept: "text/html" };
    const sent = await fetch(place, { redirect: "manual", headers });
    expect(sent.headers.get("location")).toMatch(/^\/reports\//);
    const opened = await fetch(new URL(sent.headers.get("location")!, place));
    expect(await opened.text()).toContain("<h1>Report</h1>");
    await until("the pod to be gone", () => isEmpty("pods", "automation-sandboxes"), 60_000);
  });

  test("failing tests are failed tests", async () => {
    const { run } = await runSuite("bad");
    expect(run).toMatchObject({ state: "failed", totals: { passed: 2, failed: 1 } });
  });

  test("all producers and workers get a new secret while a run goes on, and nothing of it is lost", async () => {
    const before = await namesOf("producer", "worker");
    const token = "0123456789abcdef0123456789abcdef";
    await runThroughout(async () => {
      await runBlock(page, "rollout restart", (text) => text.replace("…", token));
      await rolledOut("deployment/worker");
      const areGone = async () => (await namesOf("producer", "worker")).every((name) => !before.includes(name));
      await until("the old ones to be gone", areGone, 120_000);
    });
    const metrics = async (authorization: string) =>
      (await fetch(`${await addressOf("producer")}/metrics`, { headers: { authorization } })).status;
    expect(await metrics(`Bearer ${token}`)).toBe(200);
    expect(await metrics("Bearer another")).toBe(401);
  });

  test("the steps of the migration that are the cluster's do what they say", async () => {
    const checklist = "docs/kubernetes-migration.md";
    await runBlock(checklist, "--replicas=0");
    await until("nothing to run", async () => (await namesOf("producer", "worker")).length === 0, 120_000);
    const said = await runBlock(checklist, "audit verify --all");
    expect(said).toContain("Redis");
    expect(said).not.toContain("to mend");
    // KEDA is not there.
    await runBlock(checklist, "get ingress", (text) => text.replace(/^.*scaledobject.*\n/m, ""));
    await kubectl("scale", "deployment/worker", "--replicas=2");
    await rolledOut("deployment/producer", "deployment/worker");
    expect(await stateOf((await runSuite("good")).id)).toBe("passed");
  });

  test.skipIf(helmProgram === null)(
    "Helm installs the same, upgrades it while a run goes on, and goes back",
    async () => {
      const secret = await kubectl("get", "secret", "automation-secrets", "-o", "jsonpath={.data}");
      const overlay = join(folder, "deploy/kubernetes/overlays/production");
      await cluster!.kubectl(["delete", "-k", overlay, "--timeout=180s"]);
      await makeVolumes();
      await cluster!.kubectl(["apply", "-f", "-"], JSON.stringify(beforeTheChart(JSON.parse(secret) as object)));
      mkdirSync(join(folder, "bin"));
      symlinkSync(helmProgram!, join(folder, "bin/helm"));
      writeFileSync(join(folder, "my-values.yaml"), JSON.stringify(values));

      expect(await runBlock(page, "helm install")).toMatch(/Phase:\s+Succeeded/);
      await rolledOut(...everything);
      await connectClient();
      await runThroughout(async () => {
        const before = await namesOf("producer", "worker");
        const settings = { ...values.settings, RATE_LIMIT_PER_MINUTE: 7000 };
        writeFileSync(join(folder, "my-values.yaml"), JSON.stringify({ ...values, settings, worker: { replicas: 1 } }));
        await runBlock(page, "helm upgrade", (text) => text.replace(/^helm rollback.*$/m, ""));
        await until("one worker", async () => (await namesOf("worker")).length === 1, 120_000);
        const areGone = async () => (await namesOf("producer")).every((name) => !before.includes(name));
        await until("the old producers to be gone", areGone, 120_000);
        expect(before).not.toContain((await namesOf("worker"))[0]);
      });
      await runBlock(page, "helm rollback", (text) => text.replace(/^helm upgrade.*$/m, ""));
      await until("two workers", async () => (await namesOf("worker")).length === 2, 120_000);
      expect(await stateOf((await runSuite("good")).id)).toBe("passed");
    },
  );
});
