import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js";
import { parseAllDocuments } from "yaml";
import { testCache } from "../services/test-cache.ts";
import type { Manifest } from "./render.ts";

/** The schemas of Kubernetes, which allow no field that is not there, as a package of PyPI has them for each version. */
const pythonPackage = "kubernetes-validate";
const packageVersion = "1.37.0";

/** The oldest that the manifests are for, and the newest. */
export const versions = ["v1.29.0", "v1.37.0"] as const;

/** Where definitions of resources that Kubernetes itself has not are kept by those who made them. */
const modules = {
  "gateway.networking.k8s.io": ["sigs.k8s.io/gateway-api@v1.4.1", "config/crd/standard"],
  "keda.sh": ["github.com/kedacore/keda/v2@v2.18.1", "config/crd/bases"],
  "monitoring.coreos.com": [
    "github.com/prometheus-operator/prometheus-operator@v0.85.0",
    "example/prometheus-operator-crd",
  ],
  "external-secrets.io": ["github.com/external-secrets/external-secrets@v1.3.2", "config/crds/bases"],
  "bitnami.com": ["github.com/bitnami-labs/sealed-secrets@v0.32.2", "helm/sealed-secrets/crds"],
} as const;

/** The folder of the package, from the machine's cache, else from PyPI; null where neither has it. */
export function schemaFolder(): string | null {
  const target = join(testCache, `${pythonPackage}-${packageVersion}`);
  const inside = join(target, "kubernetes_validate/kubernetes-json-schema");
  if (readsDirectory(inside)) return inside;
  mkdirSync(testCache, { recursive: true });
  const dir = mkdtempSync(join(testCache, "build-"));
  const flags = ["--quiet", "--no-deps", "--no-compile", "--disable-pip-version-check", "--target", dir];
  const pip = spawnSync("python3", ["-m", "pip", "install", ...flags, `${pythonPackage}==${packageVersion}`]);
  if (pip.status === 0) renameSync(dir, target);
  else rmSync(dir, { recursive: true });
  return pip.status === 0 ? inside : null;
}

const readsDirectory = (path: string) => {
  try {
    return readdirSync(path).length > 0;
  } catch {
    return false;
  }
};

/** Says what is wrong with an object; nothing for one that a cluster of this version takes. */
export function validator(folder: string, version: (typeof versions)[number]): (object: Manifest) => string[] {
  const home = join(folder, `${version}-local-strict`);
  const ajv = new Ajv2020({ strict: false, allErrors: true, validateFormats: false });
  const definitions = JSON.parse(readFileSync(join(home, "_definitions.json"), "utf8")) as { $id?: string };
  ajv.addSchema({ ...definitions, $id: "https://schemas/api/_definitions.json" });
  const known = new Map<string, ValidateFunction>();
  const schemaOf = ({ apiVersion, kind }: Manifest): object => {
    const [group = "", number = group] = apiVersion.split("/");
    if (group in modules) return customSchema(group as keyof typeof modules, kind, number);
    const name = [kind.toLowerCase(), ...(apiVersion.includes("/") ? [group.split(".")[0]] : []), number].join("-");
    const schema = JSON.parse(readFileSync(join(home, `${name}.json`), "utf8")) as object;
    return { ...schema, $id: `https://schemas/api/${name}.json` };
  };
  return (object) => {
    const key = `${object.apiVersion} ${object.kind}`;
    const validate = known.get(key) ?? ajv.compile(schemaOf(object));
    known.set(key, validate);
    const { name } = object.metadata;
    if (validate(object)) return [];
    return (validate.errors ?? []).map(
      (one) => `${key} ${name}${one.instancePath}: ${one.message} ${JSON.stringify(one.params)}`,
    );
  };
}

interface Definition {
  spec: { names: { kind: string }; versions: { name: string; schema: { openAPIV3Schema: Schema } }[] };
}
interface Schema {
  properties?: Record<string, Schema>;
  items?: Schema;
  additionalProperties?: boolean | Schema;
  type?: string;
  pattern?: string;
  "x-kubernetes-preserve-unknown-fields"?: boolean;
  "x-kubernetes-int-or-string"?: boolean;
}

function customSchema(group: keyof typeof modules, kind: string, version: string): object {
  const [module, path] = modules[group];
  const download = spawnSync("go", ["mod", "download", "-json", module], { encoding: "utf8", cwd: testCache });
  const { Dir, Error: failure } = JSON.parse(download.stdout) as { Dir?: string; Error?: string };
  if (Dir === undefined) throw new Error(`${module}: ${failure}`);
  const files = readdirSync(join(Dir, path)).filter((name) => name.endsWith(".yaml"));
  const definition = files
    .flatMap((name) =>
      parseAllDocuments(readFileSync(join(Dir, path, name), "utf8")).map((one) => one.toJS() as Definition | null),
    )
    .find((one) => one?.spec?.names?.kind === kind);
  const found = definition?.spec.versions.find(({ name }) => name === version);
  if (!found) throw new Error(`${module} has no ${kind} of ${group}/${version}.`);
  return strict(found.schema.openAPIV3Schema);
}

/** As a server with strict validation takes it: no field that is not named. */
function strict(schema: Schema): Schema {
  const { properties, items, ...rest } = schema;
  const isOpen = rest["x-kubernetes-preserve-unknown-fields"] === true || rest.additionalProperties !== undefined;
  if (rest["x-kubernetes-int-or-string"]) delete rest.type;
  // Go's: JavaScript has no such flag within an expression.
  if (rest.pattern?.includes("(?i)")) delete rest.pattern;
  return {
    ...rest,
    ...(properties && {
      properties: Object.fromEntries(
        Object.entries(properties).map(([name, one]) => [
          name,
          name === "metadata" && one.properties === undefined ? {} : strict(one),
        ]),
      ),
      ...(isOpen ? {} : { additionalProperties: false }),
    }),
    ...(items && { items: strict(items) }),
  };
}
