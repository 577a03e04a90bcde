import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseAllDocuments } from "yaml";
import { root } from "../architecture/checkout.ts";
import { builtByGo } from "../services/built-by-go.ts";

/** An object as a cluster is given it. */
export interface Manifest {
  apiVersion: string;
  kind: string;
  metadata: { name: string; namespace?: string; labels?: Record<string, string>; annotations?: Record<string, string> };
  // oxlint-disable-next-line typescript/no-explicit-any
  [field: string]: any;
}

const manifests = join(root, "deploy/kubernetes");
const chart = join(root, "deploy/helm/agnostic-automation-center");

export const readManifests = (text: string) =>
  parseAllDocuments(text)
    .map((document) => document.toJS() as Manifest)
    .filter(Boolean);

function run(program: string, args: string[]): string {
  const { status, stdout, stderr } = spawnSync(program, args, { encoding: "utf8", maxBuffer: 2 ** 26 });
  if (status !== 0) throw new Error(`${program} ${args.join(" ")}:\n${stderr}`);
  return stdout;
}

/** kubectl, where it brings Kustomize 5, else Kustomize itself; null where neither is to be had. */
export async function kustomize(): Promise<((folder: string) => string) | null> {
  const { stdout } = spawnSync("kubectl", ["version", "--client"], { encoding: "utf8" });
  if (/Kustomize Version: v5/.test(stdout ?? "")) return (folder) => run("kubectl", ["kustomize", folder]);
  const program = await builtByGo("sigs.k8s.io/kustomize/kustomize/v5@v5.8.1");
  return program === null ? null : (folder) => run(program, ["build", folder]);
}

export const helm = () => builtByGo("helm.sh/helm/v4/cmd/helm@v4.3.1");

/** Components that are switched on, as by taking away the sign before their line, or off. */
export interface Switches {
  on?: readonly string[];
  off?: readonly string[];
}

/** A copy of deploy/kubernetes, for the caller to remove. */
export function copyManifests({ overlay, on = [], off = [] }: Switches & { overlay: string }): string {
  const folder = mkdtempSync(join(tmpdir(), "aac-kustomize-"));
  cpSync(manifests, folder, { recursive: true });
  const path = join(folder, "overlays", overlay, "kustomization.yaml");
  let text = readFileSync(path, "utf8");
  const change = (before: string, after: string) => {
    if (!text.includes(before)) throw new Error(`${overlay} has no line "${before}".`);
    text = text.replace(before, after);
  };
  for (const one of on) change(`  # - ../../components/${one}\n`, `  - ../../components/${one}\n`);
  for (const one of off) change(`\n  - ../../components/${one}\n`, "\n");
  writeFileSync(path, text);
  return folder;
}

export function renderOverlay(build: (folder: string) => string, overlay: string, switches: Switches = {}): Manifest[] {
  const folder = copyManifests({ overlay, ...switches });
  try {
    return readManifests(build(join(folder, "overlays", overlay)));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

export function renderChart(program: string, values: readonly string[] = [], { withTests = false } = {}): Manifest[] {
  const set = values.flatMap((value) => ["--set", value]);
  const rest = withTests ? [] : ["--skip-tests"];
  return readManifests(
    run(program, ["template", "automation", chart, "--namespace", "automation-prod", ...rest, ...set]),
  );
}

export const lintChart = (program: string, values: readonly string[]) =>
  run(program, ["lint", "--strict", chart, ...values.flatMap((value) => ["--set", value])]);

/** What both have to agree in: without what each does in its own way, and without an order where there is none. */
export function comparable(objects: readonly Manifest[]): Record<string, unknown> {
  const compared = objects
    // A chart has no namespaces.
    .filter(({ kind }) => kind !== "Namespace")
    .map(({ metadata: { namespace, name, ...metadata }, ...rest }) => {
      const plain = name.replace(/^(automation-settings)-\w{10}$/, "$1");
      const home = namespace === undefined || namespace === "automation-prod" ? "" : `${namespace}/`;
      return [`${rest.kind} ${home}${plain}`, inOrder({ metadata, ...rest })] as const;
    });
  return Object.fromEntries(compared);
}

const ofCharts = new Set(["checksum/settings", "helm.sh/resource-policy"]);
const unordered = new Set(["env", "volumes", "volumeMounts", "egress", "ingress", "from"]);

function inOrder(value: unknown, field = ""): unknown {
  if (Array.isArray(value)) {
    const items = value.map((item) => inOrder(item));
    return unordered.has(field) ? items.toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1)) : items;
  }
  if (typeof value !== "object" || value === null) {
    return typeof value === "string" ? value.trim().replace(/^(automation-settings)-\w{10}$/, "$1") : value;
  }
  const entries = Object.entries(value)
    .filter(([name, one]) => !ofCharts.has(name) && one !== "" && one !== undefined)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, one]) => [name, inOrder(one, name)] as const);
  return Object.fromEntries(
    entries.filter(([name, one]) => !(name === "annotations" && Object.keys(one ?? {}).length === 0)),
  );
}
