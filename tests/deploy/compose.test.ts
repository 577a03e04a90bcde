import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse } from "yaml";
import { afterAll, describe, expect, test } from "vitest";
import { readConfig } from "../../apps/server/src/config.ts";
import { saidByCompose } from "../../deploy/example-settings.ts";
import { generated } from "../../deploy/generated.ts";
import { root } from "../architecture/checkout.ts";
import { builtByGo } from "../services/built-by-go.ts";

test.for(Object.entries(generated()))("%s is what deploy/generate.ts makes of the server's code", ([path, text]) => {
  expect(readFileSync(join(root, "deploy", path), "utf8")).toBe(text);
});

test("whatever names a version of the center names that of the package: a release changes all of them", () => {
  const text = (path: string) => readFileSync(join(root, path), "utf8");
  const { version } = JSON.parse(text("package.json")) as { version: string };
  const named = {
    "deploy/helm/agnostic-automation-center/Chart.yaml": /^(?:version|appVersion): (.*)$/gm,
    "deploy/kubernetes/overlays/production/kustomization.yaml": /newTag: ([^ }]+)/g,
    "deploy/kubernetes/overlays/try-out/kustomization.yaml": /newTag: ([^ }]+)/g,
    "deploy/compose/compose.yaml": /AAC_VERSION:-([^}]+)/g,
    "deploy/compose/.env.example": /^AAC_VERSION=(.*)$/gm,
    "deploy/Dockerfile": /^ARG VERSION=(.*)$/gm,
    "docs/kubernetes.md": /automation-\w+:(\d[\w.]*)/g,
  };
  for (const [path, pattern] of Object.entries(named)) {
    const versions = [...text(path).matchAll(pattern)].map(([, one]) => one);
    expect([path, versions]).toEqual([path, versions.map(() => version)]);
    expect([path, versions.length > 0]).toEqual([path, true]);
  }
});

test("servers and the engine are of the same versions in Compose and on Kubernetes, so that data go from one to the other", () => {
  // Compose has a tag of its own.
  const options = { logLevel: "error" } as const;
  const read = (path: string) => parse(readFileSync(join(root, "deploy", path), "utf8"), options) as unknown;
  const inChart = read("helm/agnostic-automation-center/values.yaml") as Record<string, { image: string }> & {
    sandboxes: { engine: { image: string } };
  };
  const { services: servers } = read("compose/servers.yaml") as Composed;
  const { services } = read("compose/compose.yaml") as Composed;
  for (const name of ["mongodb", "rabbitmq", "redis"]) expect(servers[name]!.image).toBe(inChart[name]!.image);
  expect(services["engine"]!.image).toBe(inChart.sandboxes.engine.image);
});

test("the proxy shows nobody outside what producers tell of the whole center", () => {
  const caddyfile = readFileSync(join(root, "deploy/compose/Caddyfile"), "utf8");
  const [, inside = ""] = /@inside path (.*)\n\trespond @inside 404\n\timport producers/.exec(caddyfile) ?? [];
  const isInside = (path: string) =>
    inside.split(" ").some((one) => (one.endsWith("*") ? path.startsWith(one.slice(0, -1)) : path === one));
  const told = [
    ...readFileSync(join(root, "apps/server/src/producer/measure.ts"), "utf8").matchAll(/app\.get\("([^"]+)"/g),
  ];
  expect(told.map(([, path]) => path)).toEqual(["/metrics", "/metrics/demand"]);
  expect(told.filter(([, path]) => !isInside(path!))).toEqual([]);
});

interface Service {
  image: string;
  build?: unknown;
  command?: string[];
  environment?: Record<string, string>;
  networks?: Record<string, unknown>;
  ports?: { published: string; host_ip?: string }[];
  volumes?: { type: string; source: string; target: string }[];
  depends_on?: Record<string, { condition: string; required: boolean }>;
  [field: string]: unknown;
}
interface Composed {
  services: Record<string, Service>;
  networks: Record<string, { internal?: boolean; ipam?: { config?: { subnet: string }[] } }>;
}

/** The reference implementation of Compose's own format, which is built in seconds; Compose itself is run by compose-up.test.ts. */
const load = await builtByGo("github.com/compose-spec/compose-go/v2/cmd@v2.16.2");
if (process.env["CI"] && load === null)
  throw new Error("There is nothing to read Compose files with: it is built by Go.");

const filled = {
  JWT_SECRET: "j".repeat(64),
  ENCRYPTION_KEY: "a".repeat(64),
  AAC_API_KEY: "k".repeat(40),
  METRICS_TOKEN: "m".repeat(40),
  MONGO_PASSWORD: "mongo1",
  RABBITMQ_PASSWORD: "rabbit1",
  REDIS_PASSWORD: "redis1",
  AAC_OWNER_EMAIL: "ada@example.org",
};
const folder = mkdtempSync(join(tmpdir(), "aac-compose-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** As `docker compose config` does with a `.env` that is the example, with what has to be filled in. */
function compose(more: Record<string, string> = {}): Composed {
  cpSync(join(root, "deploy/compose"), folder, { recursive: true });
  const example = readFileSync(join(folder, ".env.example"), "utf8");
  const env = Object.fromEntries(
    example.split("\n").flatMap((line) => (/^[A-Z_0-9]+=/.test(line) ? [line.split("=", 2) as [string, string]] : [])),
  );
  const all = { ...env, ...filled, ...more };
  writeFileSync(
    join(folder, ".env"),
    Object.entries(all)
      .map(([name, value]) => `${name}=${value}\n`)
      .join(""),
  );
  for (const name of ["compose.yaml", "servers.yaml"]) {
    const text = readFileSync(join(root, "deploy/compose", name), "utf8");
    writeFileSync(join(folder, name), interpolate(text, all).replaceAll("$$", "$"));
  }
  // What is left of `$` is a container's shell's.
  const { status, stdout, stderr } = spawnSync(load!, ["-no-interpolation", "-format", "json", "compose.yaml"], {
    cwd: folder,
    encoding: "utf8",
  });
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout) as Composed;
}

function interpolate(text: string, env: Record<string, string>): string {
  const innermost = /(?<!\$)\$\{([A-Z_0-9]+)(?:(:[-?+])([^${}]*))?\}/g;
  let before = "";
  let now = text;
  while (now !== before) {
    before = now;
    now = now.replace(innermost, (_, name: string, how?: string, word = "") => {
      const value = env[name] ?? "";
      if (how === ":+") return value === "" ? "" : word;
      if (how === ":?" && value === "") throw new Error(`${name} is missing a value: ${word}`);
      return value === "" && how === ":-" ? word : value;
    });
  }
  return now;
}

describe.skipIf(load === null)("deploy/compose/compose.yaml", () => {
  test("is understood, and wants what the example leaves empty", () => {
    const { services } = compose();
    const always = "dashboard docs engine mongodb producer proxy rabbitmq redis worker".split(" ");
    expect(Object.keys(services).toSorted()).toEqual(expect.arrayContaining(always));
    for (const name of Object.keys(filled).filter((one) => one !== "AAC_OWNER_EMAIL")) {
      expect(() => compose({ [name]: "" })).toThrow(new RegExp(`${name}.* is missing a value`));
    }
  });

  test("producer and worker take what they are told, and neither is told what is the other's", () => {
    const { services } = compose();
    const { producer, worker } = services as Record<"producer" | "worker", Service>;
    expect(readConfig("producer", {}, producer.environment)).toMatchObject({
      publicUrl: "https://localhost",
      reportsAt: { origin: "https://reports.localhost" },
      mongoUri: "mongodb://aac:mongo1@mongodb:27017/aac?authSource=admin&replicaSet=aac",
      trustProxy: "172.28.254.0/24",
      metricsToken: filled.METRICS_TOKEN,
      port: 3000,
    });
    const taken = readConfig("worker", {}, worker.environment);
    const { METRICS_TOKEN: metricsToken } = filled;
    expect(taken).toMatchObject({ jwtSecret: null, apiKey: null, workerPort: 3001, metricsToken });
    expect(taken.executor).toMatchObject({ kind: "auto", dockerHost: "unix:///run/engine/docker.sock" });
    const said = new Set([...Object.keys(producer.environment!), ...Object.keys(worker.environment!)]);
    for (const name of saidByCompose) expect([name, said.has(name)]).toEqual([name, true]);
  });

  test("the engine is one that comes along, or this host's by its socket", () => {
    const sourceOf = (composed: Composed) =>
      composed.services["worker"]!.volumes!.find(({ target }) => target.startsWith("/run/engine"));
    const { services } = compose();
    expect(sourceOf({ services, networks: {} })).toMatchObject({
      type: "volume",
      source: "engine",
      target: "/run/engine",
    });
    expect(services["engine"]).toMatchObject({
      privileged: true,
      command: expect.arrayContaining(["--host=unix:///run/engine/docker.sock"]),
    });
    expect(JSON.stringify(services["engine"]!.command)).not.toContain("tcp:");
    const own = compose({ ENGINE_SOCKET: "/var/run/docker.sock", ENGINE_GROUP: "998" });
    expect(sourceOf(own)).toMatchObject({
      type: "bind",
      source: "/var/run/docker.sock",
      target: "/run/engine/docker.sock",
    });
    expect(own.services["worker"]).toMatchObject({ group_add: ["998"], depends_on: { engine: { required: false } } });
  });

  test("every service has a version, a health check or one of its image, comes back, and is confined", () => {
    for (const [name, one] of Object.entries(compose().services)) {
      expect([name, one.image]).toEqual([name, expect.stringMatching(/:(?!latest)[\w.-]*\d/)]);
      // Ours have theirs in the Dockerfile.
      expect([name, Boolean(one["healthcheck"] ?? one.build)]).toEqual([name, true]);
      expect([name, one["restart"]]).toEqual([name, "unless-stopped"]);
      expect([name, one["privileged"] === true]).toEqual([name, name === "engine"]);
      const confinement = name === "engine" ? [] : ["no-new-privileges:true"];
      expect([name, one["security_opt"]]).toEqual([name, confinement]);
      const ours = one.build ? { read_only: true, cap_drop: ["ALL"] } : {};
      expect(one).toMatchObject(ours);
      for (const [other, { condition }] of Object.entries(one.depends_on ?? {})) {
        expect([name, other, condition]).toEqual([name, other, "service_healthy"]);
      }
    }
  });

  test("people reach the proxy, nobody else reaches anything but on loopback, and sandboxes reach no server", () => {
    const { services, networks } = compose();
    const open = Object.entries(services).filter(([, { ports }]) =>
      ports?.some(({ host_ip }) => host_ip !== "127.0.0.1"),
    );
    expect(open.map(([name]) => name)).toEqual(["proxy"]);
    expect(networks).toMatchObject({ servers: { internal: true }, front: { internal: true } });
    const beside = Object.keys(services).filter(
      (name) => name !== "engine" && services[name]!.networks?.["sandboxes"] !== undefined,
    );
    expect(beside).toEqual(["producer"]);
    for (const name of ["mongodb", "rabbitmq", "redis"])
      expect(Object.keys(services[name]!.networks!)).toEqual(["servers"]);
  });

  test("producers believe the proxies before them, and no sandbox that says for whom it asks", () => {
    const { services, networks } = compose({ FRONT_NETWORK: "10.77.0.0/24" });
    expect(services["producer"]!.environment!["TRUST_PROXY"]).toBe("10.77.0.0/24");
    expect(networks["front"]!.ipam!.config).toEqual([{ subnet: "10.77.0.0/24" }]);
    const within = Object.keys(services).filter((name) => services[name]!.networks?.["front"] !== undefined);
    expect(within).not.toContain("engine");
    expect(within).toEqual(expect.arrayContaining(["proxy", "dashboard", "producer"]));
    expect(networks["sandboxes"]!.ipam?.config ?? []).toEqual([]);
  });

  test("figures are shown to nobody by a password that everybody knows", () => {
    const { services } = compose({ COMPOSE_PROFILES: "monitoring" });
    const [shell = "", ...rest] = services["grafana"]!["entrypoint"] as string[];
    const start = (password: string) =>
      spawnSync(shell, rest, { env: { GF_SECURITY_ADMIN_PASSWORD: password }, encoding: "utf8" });
    expect(start("")).toMatchObject({ status: 1, stderr: expect.stringContaining("GRAFANA_PASSWORD is missing") });
    expect(start("grafana1").stderr).toContain("/run.sh");
  });

  test("passwords of servers are where they are needed", () => {
    const text = JSON.stringify(compose().services, [
      "mongodb",
      "rabbitmq",
      "redis",
      "environment",
      "MONGO_INITDB_ROOT_PASSWORD",
      "RABBITMQ_DEFAULT_PASS",
      "REDIS_PASSWORD",
    ]);
    for (const password of ["mongo1", "rabbit1", "redis1"]) expect(text).toContain(password);
  });
});

test("the servers alone are started for a center outside, on loopback", () => {
  const { services } = parse(readFileSync(join(root, "deploy/compose/servers.yaml"), "utf8")) as {
    services: Record<string, { ports: string[] }>;
  };
  expect(Object.keys(services)).toEqual(["mongodb", "rabbitmq", "redis"]);
  for (const { ports } of Object.values(services)) for (const port of ports) expect(port).toMatch(/^127\.0\.0\.1:/);
});
