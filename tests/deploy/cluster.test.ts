import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Client, createClient } from "@aac/contract";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { parse } from "yaml";
import { startRegistry } from "../../packages/adapters/src/executor/docker/test-bench/registry.ts";
import { root } from "../architecture/checkout.ts";
import { codeBlocksOf } from "../docs/code-blocks.ts";
import { watchRun } from "../faults/viewer.ts";
import { junit, until } from "../scenarios/test-center.ts";
import { buildCenterImages } from "../services/center-images.ts";
import { dockerAt, startDocker } from "../services/docker.ts";
import { startOwnMongo } from "../services/ferretdb.ts";
import { makeRabbitmqImage, makeRedisImage } from "../services/images.ts";
import { busyboxImage, busyboxLayer } from "../services/kubernetes/image-archives.ts";
import { importAgent, kubernetesAt } from "../services/kubernetes.ts";
import type { Server } from "../services/own-server.ts";
import { startRelay } from "../services/relay.ts";
import { makeDindImage } from "../services/stack-images.ts";
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
const ownNamespaces = [namespace, "automation-sandboxes"];

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

async function addressOf(service: string, of = namespace): Promise<string> {
  const { spec } = JSON.parse(await cluster!.kubectl(["-n", of, "get", "service", service, "-o", "json"])) as {
    spec: { clusterIP: string; ports: { port: number }[] };
  };
  return `${spec.clusterIP}:${spec.ports[0]!.port}`;
}

/** The services that are reached from outside, by the ports of what lets people in. */
const doors = { producer: 3000, dashboard: 8080, docs: 8081 };

/** In place of an ingress controller, in its namespace: whoever else asks is turned away. */
async function makeWayIn(): Promise<void> {
  const to = Object.entries(doors).map(([name, port]) => [
    port,
    `${name}.${namespace}.svc.cluster.local`,
    name === "producer" ? 3000 : 80,
  ]);
  const relay = `for (const [own, host, port] of ${JSON.stringify(to)})
    net.createServer((one) => {
      const other = net.connect(port, host);
      for (const [from, to] of [[one, other], [other, one]]) from.on("error", () => to.destroy()).on("close", () => to.destroy()).pipe(to);
    }).listen(own)`;
  const labels = { app: "way-in" };
  const ports = Object.values(doors).map((port) => ({ name: `p${port}`, port }));
  await makePods("ingress-nginx", [
    { apiVersion: "v1", kind: "Service", metadata: { name: "way-in" }, spec: { selector: labels, ports } },
    podOf("way-in", ["node", "-e", relay], `${registry}/automation-worker:${version}`, { labels }),
  ]);
}

const outside = async (service: keyof typeof doors): Promise<string> => {
  const [host] = (await addressOf("way-in", "ingress-nginx")).split(":");
  return `http://${host}:${doors[service]}`;
};

const podOf = (name: string, command: string[], image = suiteImage, more: { labels?: object; spec?: object } = {}) => ({
  apiVersion: "v1",
  kind: "Pod",
  metadata: { name, labels: more.labels ?? {} },
  spec: {
    terminationGracePeriodSeconds: 0,
    containers: [{ name: "it", image, command, imagePullPolicy: "Never", ...more.spec }],
  },
});

/** Makes a namespace that has no policies, with these in it. */
async function makePods(of: string, objects: readonly object[]): Promise<void> {
  const items = [{ apiVersion: "v1", kind: "Namespace", metadata: { name: of } }, ...objects];
  ownNamespaces.push(of);
  await cluster!.kubectl(["apply", "-n", of, "-f", "-"], JSON.stringify({ apiVersion: "v1", kind: "List", items }));
  await cluster!.kubectl(["-n", of, "wait", "pods", "--all", "--for=condition=Ready", "--timeout=90s"]);
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
  const { redis, rabbitmq, dind } = imagesOfServers();
  const made = [
    await makeRedisImage(engine.url, redis),
    await makeRabbitmqImage(engine.url, rabbitmq),
    await makeDindImage(engine.url, dind),
  ];
  if (made.includes(null)) throw new Error("Redis, RabbitMQ or Docker is not installed.");
  const docker = dockerAt(engine.url);
  for (const name of [...names.map(([, tag]) => tag), redis, rabbitmq, dind]) {
    await cluster!.importImage(await docker.getImage(name).get());
  }
  await importAgent(cluster!);
  await cluster!.importImage(await busyboxImage(suiteImage));
}

/** By the names that the manifests give them. */
function imagesOfServers(): { redis: string; rabbitmq: string; dind: string } {
  const { redis, rabbitmq, sandboxes } = parse(readFileSync(join(chart, "values.yaml"), "utf8")) as {
    redis: { image: string };
    rabbitmq: { image: string };
    sandboxes: { engine: { image: string } };
  };
  return { redis: redis.image, rabbitmq: rabbitmq.image, dind: sandboxes.engine.image };
}

/** Changes a file of the overlay. */
function edit(name: string, change: (text: string) => string): void {
  const path = join(folder, "deploy/kubernetes/overlays/production", name);
  writeFileSync(path, change(readFileSync(path, "utf8")));
}

/** What a reader changes: hosts, registry and version, and that suites' images come from no registry here. */
function prepareCheckout(): void {
  folder = mkdtempSync(join(tmpdir(), "aac-apply-"));
  const manifests = copyManifests({ overlay: "production", on: ["native-sandboxes"] });
  cpSync(manifests, join(folder, "deploy/kubernetes"), { recursive: true });
  rmSync(manifests, { recursive: true });
  cpSync(chart, join(folder, "deploy/helm/agnostic-automation-center"), { recursive: true });
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

/**
 * The other way to run sandboxes: what a reader changes for a registry without TLS, for something private that suites
 * test, and for a node of two processors. Answers what undoes it.
 */
function putEngineBeside(reach: string): () => void {
  const name = "kustomization.yaml";
  let before = "";
  edit(name, (text) => {
    before = text;
    return `${text.replace("\n  - ../../components/native-sandboxes\n", "\n").replace(/(?<=literals: \[)/, `"SANDBOX_REACH=${reach}",`)}
patches:
  - target: { kind: Deployment, name: worker }
    patch: |
      - { op: replace, path: /spec/replicas, value: 1 }
      - { op: replace, path: /spec/template/spec/initContainers/0/resources/requests, value: { cpu: 100m, memory: 256Mi } }
      - { op: add, path: /spec/template/spec/initContainers/0/args/-, value: "--insecure-registry=${reach}" }
`;
  });
  return () => edit(name, () => before);
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
    baseUrl: await outside("producer"),
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

const tellPod = (run: string) =>
  cluster!.kubectl(`-n automation-sandboxes exec aac-${run}-1-1 -c command -- touch /tmp/enough`.split(" "));

/** A suite that goes on while something happens; what was seen of it has no hole, and is of one attempt. */
async function runThroughout(
  happen: (run: string) => Promise<unknown>,
  { suite = "long", tellEnough = tellPod }: { suite?: string; tellEnough?: (run: string) => Promise<unknown> } = {},
): Promise<void> {
  const { run, seen } = await runSuite(suite, async (id) => {
    await happen(id);
    expect(await stateOf(id)).toBe("running");
    await tellEnough(id);
  });
  expect(run).toMatchObject({ state: "passed" });
  expect(seen).toMatchObject({ ended: true, breaks: [], refusal: null });
  const lines = seen.lines.get("1.1") ?? [];
  expect(lines.length).toBeGreaterThan(10);
  expect([...seen.lines]).toEqual([["1.1", numbered(lines)]]);
}

async function runSuite(
  suite: string,
  afterFirstLine: (run: string) => Promise<unknown> = async () => null,
  environment: string | null = null,
) {
  const { id } = await client.call("createRun", { body: { project: "shop", suite, environment } });
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
  for (const [slug, script] of Object.entries(suites)) await makeSuite(slug, script);
}

const makeSuite = (slug: string, script: string, image = suiteImage) =>
  client.call("createSuite", {
    params: { project: "shop" },
    body: { slug, image, command: ["sh", "-c", script], workingDirectory: "/tmp", limits: { cpus: 0.5 } },
  });

interface Pod {
  metadata: { name: string; deletionTimestamp?: string };
  status: {
    podIP: string;
    initContainerStatuses: { started: boolean; restartCount: number }[];
    containerStatuses: { restartCount: number }[];
  };
}

async function podsOf(app: string): Promise<Pod[]> {
  const said = await kubectl("get", "pods", "-l", `app=${app}`, "-o", "json");
  return (JSON.parse(said) as { items: Pod[] }).items;
}

describe.skipIf(cluster === null)("the overlay on a cluster", { timeout: 420_000 }, () => {
  beforeAll(async () => {
    const store: Server | null = await startOwnMongo();
    if (!store) throw new Error("There is no store to test with.");
    stops.push(() => store.stop());
    // At the port of MongoDB that policies let through.
    const relay = await startRelay(Number(new URL(store.url).port), { host: cluster!.registryHost, port: 27017 });
    stops.push(() => relay.close());
    mongoUri = `mongodb://${relay.address}/aac`;
    prepareCheckout();
    stops.push(() => rmSync(folder, { recursive: true }));
    await importImages();
    await makeVolumes();
    await makeWayIn();
  }, 600_000);
  afterAll(async () => {
    // The node has to do for other tests.
    await cluster!.kubectl(["delete", "namespace", ...ownNamespaces, "--timeout=180s"]);
    for (const stop of stops.toReversed()) await stop();
  }, 240_000);

  test("is applied by the lines of the documentation, and everything comes up", async () => {
    await runBlock(page, "kubectl apply -k deploy/kubernetes/overlays/production", (text) =>
      text.replace(/mongodb\+srv:[^']*/, mongoUri),
    );
    await rolledOut(...everything);
    await connectClient();
    const health = await fetch(`${await outside("producer")}/health`);
    expect(health.status).toBe(200);
    const html = await fetch(await outside("dashboard"), { headers: { accept: "text/html" } });
    expect(await html.text()).toContain('<div id="root">');
    expect(await (await fetch(await outside("docs"))).text()).toContain("<title>Docs</title>");
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
    const place = `${await outside("producer")}/api/v1/runs/${id}/artifacts/1/1/playwright-report/index.html`;
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

  test("each pod reaches what its policies let it reach, and nothing else", async () => {
    // Something at addresses of the world and of a cloud's metadata, and a pod that nothing guards.
    const serve = [
      "sh",
      "-c",
      "for a in 198.51.100.1 169.254.169.254; do ip address add $a/32 dev lo; done; httpd -f -p 443",
    ];
    const privileged = { securityContext: { privileged: true } };
    const world = podOf("world", serve, suiteImage, { spec: privileged });
    await makePods("outside", [{ ...world, spec: { ...world.spec, hostNetwork: true } }]);
    const plain = podOf("it", ["httpd", "-f", "-p", "8000"], suiteImage, { labels: { app: "it" } });
    for (const of of ["elsewhere", "monitoring"]) await makePods(of, [plain]);
    const ipOf = (of: string, label: string) =>
      cluster!.kubectl(["-n", of, "get", "pods", "-l", label, "-o", "jsonpath={.items[0].status.podIP}"]);
    const own = (app: string) => ipOf(namespace, `app=${app}`);
    const places = {
      "the world": "198.51.100.1:443",
      metadata: "169.254.169.254:443",
      names: `${await ipOf("kube-system", "k8s-app=kube-dns")}:53`,
      "the API": await addressOf("kubernetes", "default"),
      "another pod": `${await ipOf("elsewhere", "app=it")}:8000`,
      redis: `${await own("redis")}:6379`,
      rabbitmq: `${await own("rabbitmq")}:5672`,
      "figures of rabbitmq": `${await own("rabbitmq")}:15692`,
      "rabbitmq's management": `${await own("rabbitmq")}:15672`,
      producer: `${await own("automation-producer")}:3000`,
      worker: `${await own("automation-worker")}:3001`,
      dashboard: `${await own("automation-dashboard")}:8080`,
      docs: `${await own("automation-docs")}:8080`,
    };
    const knock = Object.entries(places).map(
      ([name, to]) => `nc -w 3 ${to.replace(":", " ")} -e /bin/true 2>/dev/null && echo "${name}"`,
    );
    const reachedFrom = async (of: string, pod: string, container?: string) => {
      const where = container === undefined ? [pod] : [pod, "-c", container];
      const said = await cluster!.kubectl(["-n", of, "exec", ...where, "--", "sh", "-c", `${knock.join("\n")}\ntrue`]);
      return said.split("\n").filter(Boolean);
    };
    const anybody = ["the world", "metadata", "names", "the API", "another pod"];
    const expected = {
      elsewhere: anybody,
      monitoring: [...anybody, "figures of rabbitmq", "producer", "worker"],
      "ingress-nginx": [...anybody, "producer", "dashboard", "docs"],
    };
    for (const [of, wanted] of Object.entries(expected)) {
      const pod = of === "ingress-nginx" ? "way-in" : "it";
      await expect.poll(() => reachedFrom(of, pod), { timeout: 60_000 }).toEqual(wanted);
    }
    const center = {
      producer: ["the world", "names", "redis", "rabbitmq"],
      worker: ["the world", "names", "the API", "redis", "rabbitmq"],
      dashboard: [],
      docs: [],
    };
    for (const [name, wanted] of Object.entries(center)) {
      // A second one: each reaches itself.
      const pod = (await podsOf(`automation-${name}`))[1]!.metadata.name;
      await expect.poll(() => reachedFrom(namespace, pod, name), { timeout: 60_000 }).toEqual(wanted);
    }
    await runThroughout(async (run) => {
      const reached = () => reachedFrom("automation-sandboxes", `aac-${run}-1-1`, "command");
      await expect.poll(reached, { timeout: 60_000 }).toEqual(["the world", "names"]);
    });
  });

  test("all producers and workers get a new secret while a run goes on, and nothing of it is lost", async () => {
    const before = await namesOf("producer", "worker");
    const token = "0123456789abcdef0123456789abcdef";
    await runThroughout(async () => {
      await runBlock(page, "metrics-token", (text) => text.replace("…", token));
      await rolledOut("deployment/worker");
      const areGone = async () => (await namesOf("producer", "worker")).every((name) => !before.includes(name));
      await until("the old ones to be gone", areGone, 120_000);
    });
    const metrics = async (authorization: string) =>
      (await fetch(`${await outside("producer")}/metrics`, { headers: { authorization } })).status;
    expect(await metrics(`Bearer ${token}`)).toBe(200);
    expect(await metrics("Bearer another")).toBe(401);
  });

  test("the master key is replaced while a run goes on, and nothing is sealed by the old one after it", async () => {
    const params = { project: "shop" };
    await client.call("createEnvironment", { params, body: { slug: "vault", secrets: { TOKEN: "of-before" } } });
    await makeSuite("secretive", 'test "$TOKEN" = of-before && echo it is');
    await runThroughout(async () => {
      expect(await runBlock(page, "keys rotate")).toMatch(/may go/);
    });
    const { run, seen } = await runSuite("secretive", undefined, "vault");
    expect(run).toMatchObject({ state: "passed" });
    expect(seen.lines.get("1.1")).toEqual(["it is"]);
  });

  test("the steps of the migration that are the cluster's do what they say", async () => {
    const checklist = "docs/kubernetes-migration.md";
    await runBlock(checklist, "--replicas=0");
    await until("nothing to run", async () => (await namesOf("producer", "worker")).length === 0, 120_000);
    // What the old host has, which is this one.
    const old = join(folder, "old");
    mkdirSync(join(old, "acme/r1-1-1"), { recursive: true, mode: 0o700 });
    writeFileSync(join(old, "acme/r1-1-1/index.html"), "of before");
    const fromOld = (text: string) =>
      text.replaceAll('ssh "$OLD"', "sh -c").replaceAll("/var/lib/docker/volumes/aac_reports/_data", old);
    await runBlock(checklist, "copy-reports.yaml", fromOld);
    writeFileSync(join(old, "acme/r1-1-1/late.html"), "of meanwhile");
    const look = 'kubectl -n automation-prod exec copy-reports -- sh -c "cat /app/reports/acme/r1-1-1/*"\n';
    const copied = await runBlock(checklist, "--newer-mtime", (text) =>
      fromOld(text).replace(/^kubectl.*delete/m, `${look}$&`),
    );
    expect(copied).toContain("of beforeof meanwhile");
    const said = await runBlock(checklist, "audit verify --all");
    expect(said).toContain("Redis");
    expect(said).not.toContain("to mend");
    // KEDA is not there.
    await runBlock(checklist, "get ingress", (text) => text.replace(/^.*scaledobject.*\n/m, ""));
    await kubectl("scale", "deployment/worker", "--replicas=2");
    await rolledOut("deployment/producer", "deployment/worker");
    expect(await stateOf((await runSuite("good")).id)).toBe("passed");
  });

  test("with an engine beside each worker suites run in it, and a worker that has to go waits for what it runs", async () => {
    const below = [await busyboxLayer()];
    const shelf = await startRegistry("", undefined, { host: cluster!.registryHost, port: 5000, below });
    stops.push(() => shelf.close());
    const image = `${shelf.address}/suite:1`;
    const undo = putEngineBeside(shelf.address);
    const before = await namesOf("producer", "worker");
    await kubectl("apply", "-k", join(folder, "deploy/kubernetes/overlays/production"));
    await rolledOut("deployment/producer", "deployment/worker");
    const areGone = async () => (await namesOf("producer", "worker")).every((name) => !before.includes(name));
    await until("the old ones to be gone", areGone, 120_000);
    const [worker] = await podsOf("automation-worker");
    const [engine] = worker!.status.initContainerStatuses;
    const [own] = worker!.status.containerStatuses;
    expect([engine?.started, engine?.restartCount, own?.restartCount]).toEqual([true, 0, 0]);

    // Only what SANDBOX_REACH names of all that is private.
    const [redis, rabbitmq] = await Promise.all(["redis", "rabbitmq"].map(async (app) => (await podsOf(app))[0]!));
    const api = await addressOf("kubernetes", "default");
    const closed = [
      `${redis!.status.podIP}:6379`,
      `${rabbitmq!.status.podIP}:5672`,
      `${worker!.status.podIP}:3001`,
      "127.0.0.1:2375",
      "169.254.169.254:443",
      api,
    ];
    const knock = [...closed, shelf.address].map((to) => {
      const [host, port] = to.split(":");
      return `nc -w 3 ${host} ${port} </dev/null >/dev/null 2>&1 && echo reached ${to}`;
    });
    await makeSuite("knock", `${knock.join("\n")}\ntrue`, image);
    await makeSuite("in-engine", suites.good, image);
    await makeSuite("long-in-engine", suites.long, image);
    const { run, seen } = await runSuite("in-engine");
    expect(run).toMatchObject({ state: "passed", totals: { passed: 2, failed: 0 } });
    expect(seen).toMatchObject({ ended: true, breaks: [], refusal: null });
    expect(seen.lines.get("1.1")).toEqual(["first", "second"]);
    const knocked = await runSuite("knock");
    expect(knocked.seen.lines.get("1.1")).toEqual([`reached ${shelf.address}`]);

    const inEngine = (...args: string[]) => kubectl("exec", worker!.metadata.name, "-c", "dind", "--", ...args);
    await runThroughout(
      async () => {
        await kubectl("rollout", "restart", "deployment/worker");
        await rolledOut("deployment/worker");
        const pods = await podsOf("automation-worker");
        const isGoing = ({ metadata }: Pod) => metadata.deletionTimestamp !== undefined;
        expect(pods.filter(isGoing).map(({ metadata }) => metadata.name)).toEqual([worker!.metadata.name]);
        // By the new one.
        expect(await stateOf((await runSuite("in-engine")).id)).toBe("passed");
      },
      {
        suite: "long-in-engine",
        tellEnough: async () => {
          const id = (await inEngine("docker", "ps", "-q", "--filter", `ancestor=${image}`)).trim();
          await inEngine("docker", "exec", id, "touch", "/tmp/enough");
        },
      },
    );
    const isGone = async () => (await namesOf("worker")).every((name) => name !== `pod/${worker!.metadata.name}`);
    await until("the old worker to be gone", isGone, 60_000);
    undo();
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
