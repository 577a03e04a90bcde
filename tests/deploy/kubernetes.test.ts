import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { describe, expect, test } from "vitest";
import { readConfig } from "../../apps/server/src/config.ts";
import { secretSettings, settings } from "../../apps/server/src/config/settings.ts";
import { root } from "../architecture/checkout.ts";
import {
  comparable,
  copyManifests,
  helm,
  kustomize,
  lintChart,
  type Manifest,
  readManifests,
  renderChart,
  renderOverlay,
} from "./render.ts";
import { schemaFolder, validator, versions } from "./schemas.ts";

// What stands in deploy/kubernetes and deploy/helm, rendered, compared, held against the schemas of Kubernetes and
// against what is promised of it. Nothing of it is applied to a cluster here.

const build = await kustomize();
const chart = await helm();
const folder = schemaFolder();
if (process.env["CI"] && !(build && chart && folder)) {
  throw new Error("Kustomize, Helm or the schemas of Kubernetes are missing: they come from Go and PyPI.");
}

interface Variant {
  name: string;
  on?: string[];
  off?: string[];
  values: string[];
}
/** The overlay "production" with some components, and the values that say the same to the chart. */
const variants: Variant[] = [
  { name: "production", values: [] },
  { name: "sandboxes as pods", on: ["native-sandboxes"], values: ["sandboxes.kind=kubernetes"] },
  {
    name: "an engine with users of its own",
    on: ["engine-user-namespace"],
    values: ["sandboxes.engine.hostUsers=false"],
  },
  { name: "a cluster of three brokers", on: ["rabbitmq-cluster"], values: ["rabbitmq.replicas=3"] },
  {
    name: "the Gateway API",
    off: ["ingress"],
    on: ["gateway-api"],
    values: ["ingress.enabled=false", "gateway.enabled=true"],
  },
  { name: "a bucket", on: ["s3"], values: ["reports.kind=s3"] },
  {
    name: "scaling and monitoring",
    on: ["keda", "monitoring"],
    values: ["keda.enabled=true", "monitoring.enabled=true"],
  },
  { name: "an external metric", on: ["external-metric"], values: ["externalMetric.enabled=true"] },
  {
    name: "managed servers",
    off: ["rabbitmq", "redis"],
    on: ["managed-rabbitmq", "managed-redis"],
    values: ["rabbitmq.enabled=false", "redis.enabled=false", "redis.urlFromSecret=true"],
  },
];
const rendered = new Map<string, Manifest[]>();
const overlayOf = ({ name, ...how }: Variant): Manifest[] => {
  const known = rendered.get(name) ?? renderOverlay(build!, "production", how);
  rendered.set(name, known);
  return known;
};
const production = () => overlayOf(variants[0]!);
const tryOut = (): Manifest[] => {
  const known = rendered.get("try-out") ?? renderOverlay(build!, "try-out");
  rendered.set("try-out", known);
  return known;
};

interface Container {
  name: string;
  image: string;
  restartPolicy?: string;
  env?: {
    name: string;
    value?: string;
    valueFrom?: { secretKeyRef?: { name: string; key: string; optional?: boolean } };
  }[];
  resources?: { requests?: Record<string, string>; limits?: Record<string, string> };
  securityContext?: Record<string, unknown> & { capabilities?: { drop?: string[] } };
  [field: string]: unknown;
}
interface Pod {
  name: string;
  kind: string;
  // oxlint-disable-next-line typescript/no-explicit-any
  spec: any;
  containers: Container[];
  init: Container[];
}
const podsOf = (objects: readonly Manifest[]): Pod[] =>
  objects
    .filter(({ spec }) => spec?.template?.spec?.containers)
    .map(({ kind, metadata, spec }) => {
      const pod = spec.template.spec;
      return { name: metadata.name, kind, spec: pod, containers: pod.containers, init: pod.initContainers ?? [] };
    });
const allContainers = (objects: readonly Manifest[]): Container[] =>
  podsOf(objects).flatMap(({ containers, init }) => containers.concat(init));
const find = (objects: readonly Manifest[], kind: string, name: string) => {
  const found = objects.find((one) => one.kind === kind && one.metadata.name === name);
  if (!found) throw new Error(`There is no ${kind} ${name}.`);
  return found;
};
/** Ports of pods with these labels that policies open to pods of a namespace. */
const opened = (objects: readonly Manifest[], labels: Record<string, string>, from: string): number[] =>
  policiesFor(objects, labels)
    .flatMap(({ spec }) => spec.ingress ?? [])
    .filter(({ from: who }: { from: object[] }) =>
      JSON.stringify(who).includes(JSON.stringify({ "kubernetes.io/metadata.name": from })),
    )
    .flatMap(({ ports }: { ports: { port: number }[] }) => ports.map(({ port }) => port));
const policiesFor = (objects: readonly Manifest[], labels: Record<string, string>) =>
  objects.filter(({ kind, spec }) => {
    if (kind !== "NetworkPolicy") return false;
    const { matchLabels = {}, matchExpressions = [] } = spec.podSelector as {
      matchLabels?: Record<string, string>;
      matchExpressions?: { key: string; values: string[] }[];
    };
    return (
      Object.entries(matchLabels).every(([key, value]) => labels[key] === value) &&
      matchExpressions.every(({ key, values }) => values.includes(labels[key]!))
    );
  });
const serviceOf = (name: string) => ({ app: `automation-${name}` });
const challenge = { "acme.cert-manager.io/http01-solver": "true" };
const settingsIn = (objects: readonly Manifest[]) =>
  objects.find(({ kind, metadata }) => kind === "ConfigMap" && metadata.name.startsWith("automation-settings"))![
    "data"
  ] as Record<string, string>;
const secret = parse(
  spawnSync("sh", [join(root, "deploy/kubernetes/make-secrets.sh"), "automation-prod"], {
    encoding: "utf8",
    env: { ...process.env, MONGO_URI: "mongodb+srv://a:b@c.example/aac", REDIS_URL: "rediss://:x@y:6380" },
  }).stdout,
) as { data: Record<string, string> };

describe.skipIf(!build || !chart)("Kustomize and Helm", () => {
  test.for(variants)("say the same: $name", (variant) => {
    const objects = comparable(overlayOf(variant));
    expect(Object.keys(objects).length).toBeGreaterThan(20);
    expect(comparable(renderChart(chart!, variant.values))).toEqual(objects);
  });

  test("the chart passes its own check with each set of values, and refuses values that it does not know", () => {
    for (const { values } of variants) expect(lintChart(chart!, values)).toMatch(/0 chart\(s\) failed/);
    expect(() => renderChart(chart!, ["sandboxes.kind=vm"])).toThrow(/sandboxes.kind|\/sandboxes\/kind/);
    expect(() => renderChart(chart!, ["rabbitmq.replica=3"])).toThrow(/replica/);
    expect(() => renderChart(chart!, ["rabbitmq.replicas=2"])).toThrow(/replicas/);
  });

  test("an image is named by its digest where there is one", () => {
    const objects = renderChart(chart!, [`images.digests.producer=sha256:${"a".repeat(64)}`]);
    const producer = podsOf(objects).find(({ name }) => name === "producer");
    expect(producer!.containers[0]!.image).toBe(`registry.example.com/automation-producer@sha256:${"a".repeat(64)}`);
  });
});

describe.skipIf(!chart)("values of the chart", () => {
  const schema = () =>
    JSON.parse(readFileSync(join(root, "deploy/helm/agnostic-automation-center/values.schema.json"), "utf8")) as {
      properties: { settings: { propertyNames: { not: { enum: string[] } } } };
    };

  test("a setting is what it is said to be, also where the chart says another, and a number stays one", () => {
    const objects = renderChart(chart!, [
      "settings.TRUST_PROXY=2",
      "settings.LEASE_MS=10000000",
      "settings.OTEL_TRACES_SAMPLER_ARG=0.25",
      "settings.S3_PRESIGN=true",
      "sandboxes.block=",
    ]);
    expect(settingsIn(objects)).toMatchObject({
      TRUST_PROXY: "2",
      LEASE_MS: "10000000",
      OTEL_TRACES_SAMPLER_ARG: "0.25",
      S3_PRESIGN: "true",
      SANDBOX_BLOCK: "",
      PUBLIC_URL: "https://automation.example.com",
    });
  });

  test("what would be shown or not be heard among the settings is refused: secrets, and what pods say themselves", () => {
    const pods = ["sandboxes.kind=kubernetes", "sandboxes.agentPullSecret=agent", "reports.kind=s3"];
    const said = [[], pods].flatMap((values) =>
      podsOf(renderChart(chart!, values))
        .filter(({ name }) => /^(producer|worker)$/.test(name))
        .flatMap(({ containers }) => containers[0]!.env!.map(({ name }) => name)),
    );
    const refused = schema().properties.settings.propertyNames.not.enum;
    expect(refused.toSorted()).toEqual([...new Set([...secretSettings, ...said])].toSorted());
    for (const one of ["SMTP_URL=smtps://a:b@c", "WORKER_CONCURRENCY=8"])
      expect(() => renderChart(chart!, [`settings.${one}`])).toThrow(new RegExp(one.split("=")[0]!));
  });

  test("values that contradict each other are refused, by name", () => {
    const refused = {
      "producer.autoscaling": ["producer.autoscaling.minReplicas=11"],
      keda: ["keda.maxReplicas=2", "keda.minReplicas=3"],
      externalMetric: ["externalMetric.maxReplicas=2", "externalMetric.minReplicas=3"],
      "redis.urlFromSecret": ["redis.enabled=false"],
    };
    for (const [name, values] of Object.entries(refused)) expect(() => renderChart(chart!, values)).toThrow(name);
    const elsewhere = renderChart(chart!, ["redis.enabled=false", "redis.url=rediss://cache.example:6380"]);
    expect(settingsIn(elsewhere)["REDIS_URL"]).toBe("rediss://cache.example:6380");
  });

  test("pods go where they are told, and pull by the same secret, also the one that tests", () => {
    const kinds = { producer: ["producer"], web: ["dashboard", "docs"], worker: ["worker"], rabbitmq: ["rabbitmq"] };
    const more = { redis: ["redis"], mongodb: ["mongodb"] };
    for (const [value, names] of Object.entries({ ...kinds, ...more })) {
      const pods = `${value}.pods`;
      const objects = renderChart(
        chart!,
        [
          "images.pullSecrets[0].name=registry",
          "mongodb.enabled=true",
          `${pods}.nodeSelector.pool=tests`,
          `${pods}.tolerations[0].key=tests`,
          `${pods}.tolerations[0].operator=Exists`,
          `${pods}.affinity.nodeAffinity.preferredDuringSchedulingIgnoredDuringExecution[0].weight=1`,
          `${pods}.priorityClassName=high`,
          `${pods}.labels.team=quality`,
          `${pods}.annotations.sidecar=no`,
        ],
        { withTests: true },
      );
      const told = {
        nodeSelector: { pool: "tests" },
        tolerations: [{ key: "tests", operator: "Exists" }],
        priorityClassName: "high",
      };
      for (const { kind, metadata, spec } of objects) {
        const pod = kind === "Pod" ? spec : spec?.template?.spec;
        if (!pod) continue;
        expect([metadata.name, pod.imagePullSecrets]).toEqual([metadata.name, [{ name: "registry" }]]);
        if (kind === "Pod") continue;
        const { nodeSelector, tolerations, priorityClassName } = pod;
        const isMeant = names.includes(metadata.name);
        expect([metadata.name, { nodeSelector, tolerations, priorityClassName }]).toEqual([
          metadata.name,
          isMeant ? told : {},
        ]);
        if (!isMeant) continue;
        expect(pod.affinity.nodeAffinity).toBeDefined();
        expect(spec.template.metadata.labels).toMatchObject({ team: "quality" });
        expect(spec.template.metadata.annotations).toMatchObject({ sidecar: "no" });
      }
    }
    // What services find them by is not theirs to change.
    expect(() => renderChart(chart!, ["producer.pods.labels.app=other"])).toThrow(/labels/);
  });

  test("a cloud's own ways are said by annotations, and certificates may come from elsewhere", () => {
    const role = "serviceAccountAnnotations.eks\\.amazonaws\\.com/role-arn=arn";
    const objects = renderChart(chart!, [
      `producer.${role}`,
      `worker.${role}`,
      "producer.serviceAnnotations.timeout=none",
      "web.serviceAnnotations.cdn=yes",
      "web.replicas=3",
      "ingress.className=alb",
      "ingress.clusterIssuer=",
      "ingress.tlsSecret=from-a-vault",
      "ingress.annotations.nginx\\.ingress\\.kubernetes\\.io/proxy-buffering=null",
      "ingress.annotations.scheme=internal",
      "gateway.enabled=true",
      "gateway.clusterIssuer=",
      "monitoring.enabled=true",
      "monitoring.labels.release=kube-prometheus-stack",
    ]);
    const annotationsOf = (kind: string, name: string) => find(objects, kind, name).metadata.annotations ?? {};
    for (const name of ["producer", "worker"])
      expect(annotationsOf("ServiceAccount", name)).toEqual({ "eks.amazonaws.com/role-arn": "arn" });
    expect(annotationsOf("Service", "producer")).toEqual({ timeout: "none" });
    expect(annotationsOf("Service", "docs")).toEqual({ cdn: "yes" });
    expect(find(objects, "Deployment", "dashboard")["spec"].replicas).toBe(3);
    const ingress = annotationsOf("Ingress", "automation-ingress");
    expect(ingress).toMatchObject({ scheme: "internal", "nginx.ingress.kubernetes.io/proxy-read-timeout": "3600" });
    expect(Object.keys(ingress).filter((name) => /issuer|buffering$/.test(name))).toEqual([
      "nginx.ingress.kubernetes.io/proxy-request-buffering",
    ]);
    expect(find(objects, "Ingress", "automation-ingress")["spec"].tls[0].secretName).toBe("from-a-vault");
    expect(annotationsOf("Gateway", "automation")).toEqual({});
    const found = objects.filter(({ apiVersion }) => apiVersion.startsWith("monitoring.coreos.com"));
    expect(found.map(({ metadata }) => metadata.labels!["release"])).toEqual(found.map(() => "kube-prometheus-stack"));
  });

  test("reports outlive the chart", () => {
    const { metadata } = find(renderChart(chart!), "PersistentVolumeClaim", "reports-pvc");
    expect(metadata.annotations).toEqual({ "helm.sh/resource-policy": "keep" });
  });
});

describe.skipIf(!build || !folder)("a cluster", () => {
  test.for(versions)("of %s takes every object, and knows every field", (version) => {
    const faultsOf = validator(folder!, version);
    const all = [
      ...variants.flatMap(overlayOf),
      ...tryOut(),
      ...(chart ? renderChart(chart, [], { withTests: true }) : []),
    ];
    expect(all.flatMap(faultsOf)).toEqual([]);
    // It is a check: a field that is not there, and a type that is wrong.
    const wrong = structuredClone(find(production(), "Deployment", "worker"));
    wrong["spec"].template.spec.containers[0].memory = "1Gi";
    wrong["spec"].replicas = "two";
    expect(faultsOf(wrong).join("\n")).toMatch(/memory[^]*replicas|replicas[^]*memory/);
  });

  test("takes what other operators bring, too", () => {
    const faultsOf = validator(folder!, versions[0]);
    const secrets = overlayOf({ name: "secrets", on: ["external-secrets", "sealed-secrets"], values: [] });
    expect(secrets.filter(({ kind }) => kind.endsWith("Secret")).map(({ kind }) => kind)).toEqual(
      expect.arrayContaining(["ExternalSecret", "SealedSecret"]),
    );
    expect(secrets.flatMap(faultsOf)).toEqual([]);
  });
});

describe.skipIf(!build)("what is promised of the manifests", () => {
  const overlays = () => [
    ...variants.map((variant) => [variant.name, overlayOf(variant)] as const),
    ["try-out", tryOut()] as const,
  ];

  test("one container is privileged, and none where sandboxes are pods", () => {
    for (const [name, objects] of overlays()) {
      const all = allContainers(objects);
      const privileged = all.filter(({ securityContext }) => securityContext?.["privileged"]);
      expect([name, privileged.map((one) => one.name)]).toEqual([name, name === "sandboxes as pods" ? [] : ["dind"]]);
      const namespaces = objects.filter(({ kind }) => kind === "Namespace");
      for (const { metadata } of namespaces) {
        const enforced = metadata.labels!["pod-security.kubernetes.io/enforce"];
        expect([name, enforced]).toEqual([name, privileged.length === 0 ? "restricted" : "privileged"]);
        expect(metadata.labels!["pod-security.kubernetes.io/warn"]).toBe("restricted");
      }
    }
  });

  test("a node is emptied also while nothing is ready: no budget holds up what does not work", () => {
    for (const [name, objects] of overlays()) {
      const budgets = objects.filter(({ kind }) => kind === "PodDisruptionBudget");
      expect(budgets.length).toBeGreaterThan(3);
      for (const { metadata, spec } of budgets) {
        expect([name, metadata.name, spec.maxUnavailable, spec.unhealthyPodEvictionPolicy]).toEqual([
          name,
          metadata.name,
          1,
          "AlwaysAllow",
        ]);
      }
    }
  });

  test("the engine's root is nobody on the node where that is asked for, and only there", () => {
    const asked = overlays().filter(
      ([, objects]) => find(objects, "Deployment", "worker")["spec"].template.spec.hostUsers === false,
    );
    expect(asked.map(([name]) => name)).toEqual(["an engine with users of its own"]);
  });

  test("every other container is `restricted` and has a read-only root", () => {
    for (const [name, objects] of overlays()) {
      for (const pod of podsOf(objects)) {
        expect(pod.spec.securityContext).toMatchObject({
          runAsNonRoot: true,
          seccompProfile: { type: "RuntimeDefault" },
        });
        expect([name, pod.name, pod.spec.hostNetwork ?? pod.spec.hostPID ?? pod.spec.hostIPC]).toEqual([
          name,
          pod.name,
          undefined,
        ]);
        expect(JSON.stringify(pod.spec.volumes ?? [])).not.toContain("hostPath");
        for (const { securityContext, name: own } of [...pod.containers, ...pod.init]) {
          if (own === "dind") continue;
          expect([name, own, securityContext]).toEqual([
            name,
            own,
            { allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: { drop: ["ALL"] } },
          ]);
        }
      }
    }
  });

  test("every container has requests, limits and, where it stays, probes; liveness asks nothing that others have to answer", () => {
    for (const [name, objects] of overlays()) {
      for (const pod of podsOf(objects)) {
        for (const one of [...pod.containers, ...pod.init]) {
          for (const kind of ["requests", "limits"] as const) {
            expect([name, one.name, kind, Object.keys(one.resources?.[kind] ?? {}).toSorted()]).toEqual([
              name,
              one.name,
              kind,
              ["cpu", "memory"],
            ]);
          }
          const stays = pod.containers.includes(one) || one.restartPolicy === "Always";
          if (!stays) continue;
          for (const probe of ["startupProbe", "livenessProbe", "readinessProbe"])
            expect([one.name, Object.keys(one)]).toEqual([one.name, expect.arrayContaining([probe])]);
        }
        if (!/^(producer|worker)$/.test(pod.name)) continue;
        expect(pod.containers[0]).toMatchObject({
          livenessProbe: { httpGet: { path: "/health/live" } },
          readinessProbe: { httpGet: { path: "/health" } },
        });
      }
    }
  });

  test("nothing floats: no image is `latest` or has no version", () => {
    for (const [name, objects] of overlays()) {
      for (const { image } of allContainers(objects)) {
        expect([name, image]).toEqual([
          name,
          expect.stringMatching(/(:(?!latest)[\w.-]*\d[\w.-]*|@sha256:[0-9a-f]{64})$/),
        ]);
      }
    }
  });

  test("no pod has a token of the cluster's API, but workers whose sandboxes are pods", () => {
    for (const [name, objects] of overlays()) {
      const withToken = podsOf(objects).filter(({ spec }) => spec.automountServiceAccountToken !== false);
      expect([name, withToken.map((pod) => pod.name)]).toEqual([name, name === "sandboxes as pods" ? ["worker"] : []]);
      for (const { spec } of podsOf(objects)) find(objects, "ServiceAccount", spec.serviceAccountName);
    }
  });

  const permissions = join(root, "packages/adapters/src/executor/kubernetes/permissions.ts");
  test.skipIf(!existsSync(permissions))(
    "a worker may do in the sandboxes' namespace what its executor needs, and nothing elsewhere",
    async () => {
      const { sandboxPermissions } = (await import(permissions)) as { sandboxPermissions: readonly object[] };
      const objects = overlayOf(variants[1]!);
      const roles = objects.filter(({ kind }) => kind.endsWith("Role"));
      expect(roles.map(({ kind, metadata }) => [kind, metadata.namespace])).toEqual([["Role", "automation-sandboxes"]]);
      const plain = (rules: readonly object[]) =>
        rules.map((rule) => JSON.stringify(rule, ["apiGroups", "resources", "verbs"])).toSorted();
      expect(plain(roles[0]!["rules"])).toEqual(plain(sandboxPermissions));
      expect(find(objects, "RoleBinding", "worker")["subjects"]).toEqual([
        { kind: "ServiceAccount", name: "worker", namespace: "automation-prod" },
      ]);
    },
  );

  test("every setting is one of the server's, and all of them together are taken by a producer and by a worker", () => {
    const known = new Set(Object.keys(settings));
    for (const [name, objects] of overlays()) {
      const named = Object.keys(settingsIn(objects)).concat(
        ...podsOf(objects)
          .filter((pod) => /^(producer|worker)$/.test(pod.name))
          .map((pod) => pod.containers[0]!.env!.map((one) => one.name)),
      );
      expect([name, named.filter((one) => !known.has(one))]).toEqual([name, []]);
    }
    for (const role of ["producer", "worker"] as const) {
      const env = Object.fromEntries(
        find(production(), "Deployment", role)["spec"].template.spec.containers[0].env.map(
          ({ name, value, valueFrom }: NonNullable<Container["env"]>[number]) => [
            name,
            value ?? Buffer.from(secret.data[valueFrom!.secretKeyRef!.key] ?? "", "base64").toString(),
          ],
        ),
      );
      expect(readConfig(role, {}, { ...settingsIn(production()), ...env })).toMatchObject({
        mode: "server",
        trustProxy: 1,
        publicUrl: "https://automation.example.com",
        producerUrl: "https://api.automation.example.com",
        reportsAt: { origin: "https://reports.automation.example.com" },
      });
    }
  });

  test("every key of the Secret that is asked for is made, and named in the README", () => {
    const readme = readFileSync(join(root, "docs/kubernetes.md"), "utf8");
    const asked = new Set<string>();
    for (const [, objects] of overlays()) {
      for (const match of JSON.stringify(objects).matchAll(/"secretKeyRef":\{([^}]*)\}/g)) {
        const { name, key, optional } = JSON.parse(`{${match[1]}}`) as {
          name: string;
          key: string;
          optional?: boolean;
        };
        expect(name).toBe("automation-secrets");
        expect(readme).toContain(`\`${key}\``);
        if (!optional) asked.add(key);
      }
    }
    expect([...asked].filter((key) => !secret.data[key])).toEqual([]);
    const seven = "mongo-uri rabbitmq-url rabbitmq-user rabbitmq-pass jwt-secret sendgrid-api-key gemini-api-key".split(
      " ",
    );
    expect(Object.keys(secret.data)).toEqual(expect.arrayContaining(seven));
  });

  test("every setting that is a secret has a key of the Secret, and none is to be written among the others", () => {
    const here = [
      production(),
      ...["a bucket", "managed servers"].map((name) => overlayOf(variants.find((one) => one.name === name)!)),
    ];
    const keyed = (pod: string) =>
      new Set(
        here.flatMap((objects) => {
          const { env = [] } = podsOf(objects).find(({ name }) => name === pod)!.containers[0]!;
          return env.filter(({ valueFrom }) => valueFrom?.secretKeyRef).map(({ name }) => name);
        }),
      );
    expect([...secretSettings].filter((name) => !keyed("producer").has(name))).toEqual([]);
    // Who signs sessions, writes mails and is the first organization's own, a worker need not know.
    const producersOnly = ["JWT_SECRET", "AAC_API_KEY", "SENDGRID_API_KEY", "SMTP_URL"];
    expect([...secretSettings].filter((name) => !keyed("worker").has(name)).toSorted()).toEqual(
      producersOnly.toSorted(),
    );
  });

  test("figures are read by the token of the Secret: producers and workers ask for it, and what scrapes and scales shows it", () => {
    const key = { name: "automation-secrets", key: "metrics-token" };
    const objects = overlayOf(variants.find(({ name }) => name === "scaling and monitoring")!);
    for (const name of ["producer", "worker"]) {
      const { env } = podsOf(objects).find((pod) => pod.name === name)!.containers[0]!;
      const valueFrom = { secretKeyRef: { ...key, optional: true } };
      expect(env).toContainEqual({ name: "METRICS_TOKEN", valueFrom });
      const { podMetricsEndpoints } = find(objects, "PodMonitor", `automation-${name}`)["spec"];
      expect(podMetricsEndpoints[0].authorization).toEqual({ credentials: key });
    }
    const { secretTargetRef } = find(objects, "TriggerAuthentication", "worker-demand")["spec"];
    expect(secretTargetRef).toEqual([{ parameter: "token", ...key }]);
  });

  test("rules and alerts know what is scraped by its job", () => {
    const objects = overlayOf(variants.find(({ name }) => name === "scaling and monitoring")!);
    const jobs = objects
      .filter(({ kind }) => kind === "PodMonitor")
      .flatMap(({ spec }) => spec.podMetricsEndpoints[0].relabelings ?? [])
      .map(({ targetLabel, replacement }) => (targetLabel === "job" ? String(replacement) : ""));
    const { groups } = find(objects, "PrometheusRule", "automation")["spec"] as { groups: { rules: object[] }[] };
    const rules = groups.flatMap((group) => group.rules);
    const asked = [...JSON.stringify(rules).matchAll(/job=~\\"(.*?)\\"/g)].map(([, expression]) => expression!);
    expect(rules.length).toBeGreaterThan(20);
    expect(new Set(asked).size).toBeGreaterThan(1);
    expect(asked.filter((one) => !jobs.some((job) => new RegExp(`^${one}$`).test(job)))).toEqual([]);
  });

  test("Grafana's sidecar finds every dashboard, as it stands in deploy/monitoring", () => {
    const objects = overlayOf(variants.find(({ name }) => name === "scaling and monitoring")!);
    const { metadata, data } = find(objects, "ConfigMap", "automation-dashboards");
    expect(metadata).toMatchObject({ labels: { grafana_dashboard: "1" }, annotations: { grafana_folder: "AAC" } });
    const home = join(root, "deploy/monitoring/grafana/dashboards");
    const read = (name: string) => JSON.parse(readFileSync(join(home, name), "utf8")) as object;
    const there = readdirSync(home);
    expect(there.length).toBeGreaterThan(3);
    const texts = Object.entries(data as Record<string, string>);
    expect(Object.fromEntries(texts.map(([name, text]) => [name, JSON.parse(text)]))).toEqual(
      Object.fromEntries(there.map((name) => [name, read(name)])),
    );
    // What `kubectl apply` notes down of an object has to fit into its annotations.
    expect(JSON.stringify(data).length).toBeLessThan(200_000);
  });

  const diskOf = (storageClassName: string) => {
    const resources = { requests: { storage: "50Gi" } };
    return { volumeClaimTemplate: { spec: { accessModes: ["ReadWriteOnce"], storageClassName, resources } } };
  };

  test.skipIf(!chart)("the engine's images and containers may have a disk of their own", () => {
    const storage = (...values: string[]) =>
      podsOf(renderChart(chart!, values))
        .find(({ name }) => name === "worker")!
        .spec.volumes.find(({ name }: { name: string }) => name === "dind-storage");
    expect(storage()).toEqual({ name: "dind-storage", emptyDir: { sizeLimit: "50Gi" } });
    const own = storage("sandboxes.engine.cacheStorageClass=gp3");
    expect(own).toEqual({ name: "dind-storage", ephemeral: diskOf("gp3") });
  });

  test("what the overlay proposes to change of one's own is taken, and does what it says", () => {
    const copy = copyManifests({ overlay: "production", on: ["monitoring"] });
    const path = join(copy, "overlays/production/kustomization.yaml");
    const text = readFileSync(path, "utf8");
    writeFileSync(
      path,
      text.replace(/^# patches:\n(#   .*\n)+/m, (block) => block.replaceAll(/^# /gm, "")),
    );
    let objects: Manifest[] = [];
    try {
      objects = readManifests(build!(join(copy, "overlays/production")));
    } finally {
      rmSync(copy, { recursive: true });
    }
    expect(find(objects, "PersistentVolumeClaim", "reports-pvc")["spec"].storageClassName).toBe("efs-sc");
    const worker = podsOf(objects).find(({ name }) => name === "worker")!.spec;
    expect(worker).toMatchObject({ nodeSelector: { pool: "tests" }, tolerations: [{ key: "tests" }] });
    expect(worker.volumes).toContainEqual({ name: "dind-storage", ephemeral: diskOf("gp3") });
    expect(folder ? objects.flatMap(validator(folder, versions[0])) : []).toEqual([]);
    const figures = objects.filter(({ apiVersion }) => apiVersion.startsWith("monitoring.coreos.com"));
    expect(figures.length).toBeGreaterThan(3);
    expect(new Set(figures.map(({ metadata }) => metadata.labels!["release"]))).toEqual(
      new Set(["kube-prometheus-stack"]),
    );
    const accounts = objects.filter(({ kind }) => kind === "ServiceAccount");
    expect(accounts.map(({ imagePullSecrets }) => imagePullSecrets)).toEqual(
      accounts.map(() => [{ name: "registry" }]),
    );
  });

  test.skipIf(!folder)(
    "the pod that takes reports in is `restricted`, and of the claim of producers and workers",
    () => {
      const [pod] = readManifests(readFileSync(join(root, "deploy/kubernetes/copy-reports.yaml"), "utf8"));
      for (const version of versions) expect(validator(folder!, version)(pod!)).toEqual([]);
      const worker = podsOf(production()).find(({ name }) => name === "worker")!;
      const { securityContext, volumes, containers } = pod!["spec"];
      expect(securityContext).toEqual(worker.spec.securityContext);
      expect(worker.spec.volumes).toEqual(expect.arrayContaining(volumes));
      expect(containers[0].securityContext).toEqual(worker.containers[0]!.securityContext);
      expect(worker.containers[0]!["volumeMounts"]).toEqual(expect.arrayContaining(containers[0].volumeMounts));
    },
  );

  test("workers are counted by one: the manifest, KEDA, or an autoscaler", () => {
    const replicasOf = (name: string) =>
      find(overlayOf(variants.find((variant) => variant.name === name)!), "Deployment", "worker")["spec"].replicas;
    const names = ["production", "scaling and monitoring", "an external metric"];
    expect(names.map(replicasOf)).toEqual([2, undefined, undefined]);
    if (!chart) return;
    const both = ["keda.enabled=true", "externalMetric.enabled=true"];
    expect(() => renderChart(chart, both)).toThrow(/only one of them/);
  });

  test("the numbers are those of the guide", () => {
    const objects = production();
    expect(podsOf(objects).find(({ name }) => name === "producer")!.containers[0]).toMatchObject({
      ports: [{ containerPort: 3000 }],
      resources: { requests: { memory: "256Mi", cpu: "100m" }, limits: { memory: "512Mi", cpu: "500m" } },
    });
    expect(find(objects, "HorizontalPodAutoscaler", "producer-hpa")["spec"]).toMatchObject({
      minReplicas: 2,
      maxReplicas: 10,
      metrics: [{ resource: { name: "cpu", target: { averageUtilization: 70 } } }],
    });
    const worker = find(objects, "Deployment", "worker")["spec"];
    expect(worker.replicas).toBe(2);
    expect(worker.template.spec.containers[0].resources).toEqual({
      requests: { memory: "512Mi", cpu: "250m" },
      limits: { memory: "2Gi", cpu: "1" },
    });
    for (const [name, size] of [
      ["rabbitmq", "10Gi"],
      ["redis", "5Gi"],
    ] as const) {
      expect(find(objects, "StatefulSet", name)["spec"].volumeClaimTemplates[0].spec.resources.requests.storage).toBe(
        size,
      );
    }
    expect(find(objects, "StatefulSet", "redis")["spec"].template.spec.containers[0].command.join(" ")).toContain(
      "--appendonly yes",
    );
    expect(find(objects, "PersistentVolumeClaim", "reports-pvc")["spec"].accessModes).toEqual(["ReadWriteMany"]);
  });

  test("the engine beside a worker listens on loopback alone, is there before it, and what runs is waited for", () => {
    const { spec } = find(production(), "Deployment", "worker")["spec"].template;
    const [engine] = spec.initContainers;
    expect(engine.restartPolicy).toBe("Always");
    expect(engine.args.filter((arg: string) => arg.startsWith("--host"))).toEqual(["--host=tcp://127.0.0.1:2375"]);
    const env = new Map<string, string>(
      spec.containers[0].env.map((one: { name: string; value?: string }) => [one.name, one.value]),
    );
    expect(env.get("DOCKER_HOST")).toBe("tcp://localhost:2375");
    expect(Number(env.get("SHUTDOWN_GRACE_MS")) / 1000).toBeLessThan(spec.terminationGracePeriodSeconds);
    expect(Number(env.get("SHUTDOWN_GRACE_MS")) / 1000).toBeGreaterThan(3_000);
  });

  test("nothing is reached that is not named: every pod has a policy, and no way in from everywhere", () => {
    for (const [name, objects] of overlays()) {
      const policies = objects.filter(({ kind }) => kind === "NetworkPolicy");
      const homes = new Set(policies.map(({ metadata }) => metadata.namespace));
      for (const home of homes) {
        const deny = policies.find(({ metadata }) => metadata.namespace === home && metadata.name === "default-deny");
        expect([name, home, deny?.["spec"]]).toEqual([
          name,
          home,
          { podSelector: {}, policyTypes: ["Ingress", "Egress"] },
        ]);
      }
      for (const { spec, metadata } of policies) {
        for (const rule of spec.ingress ?? [])
          expect([metadata.name, rule.from?.length > 0, rule.ports?.length > 0]).toEqual([metadata.name, true, true]);
        // Names may be told by a cache of the node at an address of that network; nothing else is asked there.
        const isNames = (rule: { ports?: { port: number }[] }) => rule.ports?.every(({ port }) => port === 53);
        const others = (spec.egress ?? []).filter((rule: { ports?: { port: number }[] }) => !isNames(rule));
        const blocks = JSON.stringify(others).match(/"ipBlock":\{[^}]*\}/g) ?? [];
        expect(blocks.filter((block) => !block.includes("169.254.0.0/16"))).toEqual([]);
      }
    }
  });

  test.for([
    ["production", "ingress-nginx", "envoy-gateway-system"],
    ["the Gateway API", "envoy-gateway-system", "ingress-nginx"],
  ])("%s: who lets people in, and asks on behalf of ACME, is let through by the policies", ([name, way, other]) => {
    const objects = overlayOf(variants.find((variant) => variant.name === name)!);
    for (const [labels, port] of [
      [serviceOf("producer"), 3000],
      [serviceOf("dashboard"), 8080],
      [serviceOf("docs"), 8080],
      [challenge, 8089],
    ] as const) {
      expect([labels, opened(objects, labels, way!)]).toEqual([labels, expect.arrayContaining([port])]);
      expect([labels, opened(objects, labels, other!)]).toEqual([labels, []]);
    }
    expect(opened(objects, serviceOf("worker"), way!)).toEqual([]);
    expect(opened(objects, { app: "rabbitmq" }, way!)).toEqual([]);
  });

  test("where servers are managed, producers and workers reach them", () => {
    const objects = overlayOf(variants.find(({ name }) => name === "managed servers")!);
    for (const name of ["producer", "worker"]) {
      const ports = policiesFor(objects, serviceOf(name))
        .flatMap(({ spec }) => spec.egress ?? [])
        .filter(({ to }) => JSON.stringify(to ?? []).includes("0.0.0.0/0"))
        .flatMap(({ ports: some }) => some?.map(({ port }: { port: number }) => port) ?? []);
      expect([name, ports]).toEqual([name, expect.arrayContaining([5671, 6379, 6380])]);
    }
    // They take the servers' place; both together would be one name twice.
    expect(() => overlayOf({ name: "both", on: ["managed-rabbitmq"], values: [] })).toThrow(/to-rabbitmq/);
  });

  test.skipIf(!chart)("the chart is told who lets people in, collects and scales, wherever those are", () => {
    const objects = renderChart(chart!, [
      "gateway.enabled=true",
      "keda.enabled=true",
      "networkPolicies.gatewayNamespace=gw",
      "networkPolicies.kedaNamespace=kube-system",
      "networkPolicies.ingressCidrs={10.1.0.0/16}",
    ]);
    // From one way in to the other without a pause: both are open for a while.
    for (const from of ["ingress-nginx", "gw", "kube-system", "monitoring"])
      expect([from, opened(objects, serviceOf("producer"), from)]).toEqual([from, expect.arrayContaining([3000])]);
    expect(JSON.stringify(find(objects, "NetworkPolicy", "from-ingress"))).toContain('"cidr":"10.1.0.0/16"');
    expect(() => renderChart(chart!, ["networkPolicies.ingressCidrs={everywhere}"])).toThrow(/ingressCidrs/);
  });

  test("each way in leads to what answers there, and never to the figures", () => {
    const { rules, tls } = find(production(), "Ingress", "automation-ingress")["spec"];
    const hosts = ["automation", "api.automation", "docs.automation", "reports.automation"].map(
      (host) => `${host}.example.com`,
    );
    expect(rules.map(({ host }: { host: string }) => host)).toEqual(hosts);
    expect(tls[0].hosts).toEqual(hosts);
    const paths = rules.flatMap(
      ({ http }: { http: { paths: { path: string; backend: { service: { name: string } } }[] } }) => http.paths,
    );
    const ofProducers = paths.filter(
      (one: { backend: { service: { name: string } } }) => one.backend.service.name === "producer",
    );
    expect(ofProducers.length).toBeGreaterThan(8);
    for (const { path } of ofProducers) expect("/metrics".startsWith(path)).toBe(false);
  });
});
