import { spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, symlinkSync } from "node:fs";
import { mkdtemp, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { agentImage, programImage } from "./kubernetes/image-archives.ts";
import type { Server } from "./own-server.ts";
import { testCache } from "./test-cache.ts";

/** The newest that takes control groups of version 1, which some machines still have, and containerd 1.6. */
const version = "1.35.4";

/** Who may nothing in a new cluster, until a test gives them a role. */
const users = ["worker", "stranger"];

/**
 * Starts a cluster of one node; its address is the folder of what `kubernetesAt` needs. Null where there is none to be had:
 * it needs root, containerd, runc, etcd, ipset, CNI's plugins, and the programs that `npm run kubernetes:build` makes.
 * It keeps NetworkPolicies.
 */
export async function startKubernetes(): Promise<Server | null> {
  const [program, network] = [programPath(parts.cluster), programPath(parts.network)];
  const needs = ["containerd", "runc", "etcd", "openssl", "curl", "ip", "ipset", "iptables", "unshare"];
  if (
    !existsSync(program) ||
    !existsSync(network) ||
    process.getuid?.() !== 0 ||
    !needs.every(isThere) ||
    !existsSync("/usr/lib/cni/bridge")
  ) {
    return null;
  }
  const dir = await mkdtemp(join(tmpdir(), "aac-kubernetes-"));
  // Not of 10.214, whose networks engines of the tests take away when they end.
  const net = `10.216.${process.pid % 250}`;
  const services = `10.215.${process.pid % 250}`;
  const server = `https://${net}.2:6443`;
  const token = `token-${process.pid}-${Date.now()}`;
  const about: About = { server, token, program, registryHost: `${net}.1` };
  await writeFile(join(dir, "about.json"), JSON.stringify(about));
  await writeFile(join(dir, "token"), token);
  await writeFile(join(dir, "users.csv"), users.map((user) => `${token}-${user},${user},${user}\n`).join(""));
  const script = join(import.meta.dirname, "kubernetes", "cluster.sh");
  const child = spawn("sh", [script, dir, program, network, `${net}.2`, `${net}.1`, services], {
    stdio: ["pipe", "ignore", "pipe"],
    detached: true,
  });
  let said = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => (said += text));
  const ended = new Promise<void>((resolve) => child.once("close", () => resolve()));
  const stop = async () => {
    child.stdin.end();
    await ended;
  };
  const deadline = Date.now() + 180_000;
  while (!/"type": ?"Ready",\s*"status": ?"True"/.test(ask(`${server}/api/v1/nodes/node`, token))) {
    if (child.exitCode !== null || Date.now() > deadline) {
      const last = lastWords(dir);
      await stop();
      throw new Error(`Kubernetes is there but does not come up:\n${said}\n${last}`);
    }
    await pause(200);
  }
  try {
    await startNames(kubernetesAt(dir), { program: network, address: `${services}.10` });
  } catch (error) {
    await stop();
    throw error;
  }
  return { url: dir, stop };
}

async function startNames(kubernetes: Kubernetes, { program, address }: { program: string; address: string }) {
  const { importImage, kubectl } = kubernetes;
  // What each pod is held by.
  await importAgent(kubernetes);
  await importImage(await programImage(program, "aac.test/coredns:1", ["/program", "coredns"]));
  await kubectl(["apply", "-f", "-"], readFileSync(join(source, "coredns.yaml"), "utf8").replace("ADDRESS", address));
  await kubectl(["-n", "kube-system", "rollout", "status", "deployment/coredns", "--timeout=120s"]);
}

interface About {
  server: string;
  token: string;
  program: string;
  registryHost: string;
}

/** A cluster that `startKubernetes` has started. */
export interface Kubernetes {
  /** A kubeconfig of whoever may do everything. */
  kubeconfig: string;
  /** An address of this machine, of whose port 5000 the node fetches images without TLS. */
  registryHost: string;
  /** A kubeconfig of `worker` or `stranger`. */
  kubeconfigOf(user: string): Promise<string>;
  /** A kubeconfig of another address, at which nothing may be. */
  kubeconfigTo(address: string): Promise<string>;
  /** Gives the node an image, as an archive that `docker load` takes. */
  importImage(archive: Buffer | NodeJS.ReadableStream): Promise<void>;
  /** A folder that the node's pods and this machine see alike. */
  volumes: string;
  /** Runs kubectl, with `input` to read; answers what it says. Throws with its complaints where it fails. */
  kubectl(args: readonly string[], input?: string): Promise<string>;
  /** What makes `kubectl` and other clients of a shell ask this cluster. */
  environment: NodeJS.ProcessEnv;
}

export function kubernetesAt(dir: string): Kubernetes {
  const about = JSON.parse(readFileSync(join(dir, "about.json"), "utf8")) as About;
  const { server, token, registryHost } = about;
  const kubeconfig = join(dir, "kubeconfig");
  const copy = async (name: string, change: (own: string) => string) => {
    const path = join(dir, `kubeconfig-${name}`);
    await writeFile(path, change(await readFile(kubeconfig, "utf8")));
    return path;
  };
  const bin = join(dir, "bin");
  mkdirSync(bin, { recursive: true });
  if (!existsSync(join(bin, "kubectl"))) symlinkSync(about.program, join(bin, "kubectl"));
  const environment = { ...process.env, KUBECONFIG: kubeconfig, PATH: `${bin}:${process.env["PATH"]}` };
  return {
    kubeconfig,
    registryHost,
    volumes: join(dir, "volumes"),
    environment,
    kubectl: (args, input = "") => run("kubectl", [...args], { input, env: environment }),
    importImage: async (archive) => void (await ctr(dir, ["images", "import", "-"], archive)),
    kubeconfigOf: (user) => copy(user, (own) => own.replace(token, `${token}-${user}`)),
    kubeconfigTo: (address) => copy("elsewhere", (own) => own.replace(new URL(server).host, address)),
  };
}

/** Empty where there is no answer. */
function ask(url: string, token: string): string {
  const { stdout } = spawnSync("curl", ["-sk", "--max-time", "5", "-H", `Authorization: Bearer ${token}`, url]);
  return String(stdout);
}

const ctr = (dir: string, args: string[], input: Buffer | NodeJS.ReadableStream) =>
  run("ctr", ["--address", join(dir, "run", "containerd.sock"), "--namespace", "k8s.io", ...args], { input });

function run(
  program: string,
  args: string[],
  { input, env = process.env }: { input: Buffer | string | NodeJS.ReadableStream; env?: NodeJS.ProcessEnv },
): Promise<string> {
  const child = spawn(program, args, { stdio: ["pipe", "pipe", "pipe"], env });
  let said = "";
  let complaints = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => (said += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (complaints += text));
  child.stdin.on("error", () => undefined);
  if (typeof input === "string" || Buffer.isBuffer(input)) child.stdin.end(input);
  else input.pipe(child.stdin);
  return new Promise((resolve, reject) => {
    child.once("error", reject).once("close", (code) => {
      if (code === 0) resolve(said);
      else reject(new Error(`${program} ${args.join(" ")}: ${complaints}`));
    });
  });
}

const isThere = (program: string) => spawnSync("sh", ["-c", 'command -v "$0"', program]).status === 0;

function lastWords(dir: string): string {
  const log = join(dir, "log");
  if (!existsSync(log)) return "";
  const parts = readdirSync(log).filter((name) => name !== "pods");
  return parts.map((part) => `--- ${part}\n${readFileSync(join(log, part), "utf8").slice(-2000)}`).join("\n");
}

const source = join(import.meta.dirname, "kubernetes");

interface Part {
  folder: string;
  name: string;
  settings?: string;
}

/** The programs of a cluster: its own parts, and what it has for its network. */
const parts: Record<"cluster" | "network", Part> = {
  cluster: {
    folder: source,
    name: `kubernetes-v${version}`,
    settings: `-X k8s.io/component-base/version.gitVersion=v${version}`,
  },
  network: { folder: join(source, "network"), name: "kubernetes-network" },
};

/** Of each state of its source there is one. */
function programPath({ folder, name }: Part): string {
  const hash = createHash("sha256");
  for (const file of ["go.mod", "main.go"]) hash.update(readFileSync(join(folder, file)));
  return join(testCache, `${name}-${hash.digest("hex").slice(0, 16)}`);
}

/** Builds them from Go's module proxy: a quarter of an hour of one processor's work the first time. */
export function buildKubernetes(): string[] {
  return Object.values(parts).map((part) => {
    const target = programPath(part);
    return existsSync(target) ? target : goBuild(part.folder, target, part.settings);
  });
}

/** Builds the agent, in seconds, and once for each state of its source. */
export function buildAgent(): string {
  const agent = join(import.meta.dirname, "../../packages/adapters/src/executor/kubernetes/agent");
  const hash = createHash("sha256");
  for (const file of readdirSync(agent).toSorted()) hash.update(readFileSync(join(agent, file)));
  const target = join(testCache, `sandbox-agent-${hash.digest("hex").slice(0, 16)}`);
  return existsSync(target) ? target : goBuild(agent, target);
}

function goBuild(cwd: string, target: string, settings = ""): string {
  mkdirSync(testCache, { recursive: true });
  const made = `${target}.${process.pid}`;
  const args = ["build", "-buildvcs=false", "-trimpath", `-ldflags=-s -w ${settings}`, "-o", made, "."];
  const { status, stderr } = spawnSync("nice", ["go", ...args], {
    cwd,
    encoding: "utf8",
    env: { ...process.env, CGO_ENABLED: "0" },
  });
  if (status !== 0) {
    rmSync(made, { force: true });
    throw new Error(`go ${args.join(" ")} failed:\n${stderr.slice(-4000)}`);
  }
  renameSync(made, target);
  return target;
}

/** The cluster's sandbox helper, as `SANDBOX_HELPER_IMAGE` names it. */
export const helperImage = "aac.test/agent:1";

export async function importAgent(kubernetes: Kubernetes): Promise<void> {
  await kubernetes.importImage(await agentImage(buildAgent(), helperImage));
}
