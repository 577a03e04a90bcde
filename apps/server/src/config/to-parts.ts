import { type AnalystAccess, Problem, type Quotas } from "@aac/core";
import type { Settings } from "./settings.ts";

export interface S3Settings {
  bucket: string;
  endpoint?: string;
  region?: string;
  prefix: string;
  credentials?: { accessKeyId: string; secretAccessKey: string };
  presign: { endpoint?: string } | null;
}

export type MailSettings =
  | { kind: "sendgrid"; apiKey: string; baseUrl: string | undefined; from: string }
  | { kind: "smtp"; url: string; from: string }
  | { kind: "outbox" };

export interface KubernetesSettings {
  kubeconfig: string | null;
  namespace: string;
  helperImage: string;
  helperPullSecret: string | null;
  user: { uid: number; gid: number } | null;
  ownUsers: boolean;
  pull: "always" | "missing";
  startTimeoutMs: number;
}

export function toKubernetes(set: Settings): KubernetesSettings {
  const [uid, gid] = set.SANDBOX_USER.split(":").map(Number);
  return {
    kubeconfig: set.KUBECONFIG ?? null,
    namespace: /^kubernetes:(.+)/.exec(set.EXECUTOR_URL)?.[1] ?? set.SANDBOX_NAMESPACE,
    helperImage: set.SANDBOX_HELPER_IMAGE ?? "",
    helperPullSecret: set.SANDBOX_HELPER_PULL_SECRET ?? null,
    user: set.SANDBOX_USER === "image" ? null : { uid: uid!, gid: gid ?? uid! },
    ownUsers: set.SANDBOX_USER_NAMESPACES === "true",
    pull: set.SANDBOX_PULL,
    startTimeoutMs: set.SANDBOX_START_TIMEOUT_MS,
  };
}

/** See `openTraces`. */
export interface TraceSettings {
  url: string;
  headers: Readonly<Record<string, string>>;
  sampler: { kind: "always_on" | "always_off" | "traceidratio"; isParentBased: boolean; ratio: number };
  resource: Readonly<Record<string, string>>;
}

export function toS3(set: Settings): S3Settings | null {
  if (!set.S3_BUCKET) return null;
  const { S3_ACCESS_KEY_ID: accessKeyId, S3_SECRET_ACCESS_KEY: secretAccessKey } = set;
  return {
    bucket: set.S3_BUCKET,
    prefix: set.S3_PREFIX,
    ...(set.S3_ENDPOINT ? { endpoint: set.S3_ENDPOINT } : {}),
    ...(set.S3_REGION ? { region: set.S3_REGION } : {}),
    ...(accessKeyId && secretAccessKey ? { credentials: { accessKeyId, secretAccessKey } } : {}),
    presign: !set.S3_PRESIGN ? null : set.S3_PUBLIC_ENDPOINT ? { endpoint: set.S3_PUBLIC_ENDPOINT } : {},
  };
}

export function toMail(set: Settings): MailSettings {
  const from = set.MAIL_FROM ?? "";
  if (set.SENDGRID_API_KEY) {
    return { kind: "sendgrid", apiKey: set.SENDGRID_API_KEY, baseUrl: set.SENDGRID_BASE_URL, from };
  }
  return set.SMTP_URL ? { kind: "smtp", url: set.SMTP_URL, from } : { kind: "outbox" };
}

export function toAnalysts(set: Settings): AnalystAccess[] {
  const [inputUsd, outputUsd] = (set.LLM_PRICE ?? "").split("/").map(Number);
  const price = outputUsd === undefined ? null : { inputUsd: inputUsd!, outputUsd };
  const access = (provider: AnalystAccess["provider"], apiKey?: string, baseUrl?: string, model?: string) => ({
    provider,
    apiKey: apiKey ?? null,
    baseUrl: baseUrl ?? null,
    model: model ?? null,
    price,
  });
  return [
    ...(set.GEMINI_API_KEY ? [access("gemini", set.GEMINI_API_KEY, set.GEMINI_BASE_URL, set.GEMINI_MODEL)] : []),
    ...(set.OPENAI_API_KEY ? [access("openai", set.OPENAI_API_KEY, set.OPENAI_BASE_URL, set.OPENAI_MODEL)] : []),
    ...(set.ANTHROPIC_API_KEY
      ? [access("anthropic", set.ANTHROPIC_API_KEY, set.ANTHROPIC_BASE_URL, set.ANTHROPIC_MODEL)]
      : []),
    ...(set.LLM_BASE_URL ? [access("compatible", set.LLM_API_KEY, set.LLM_BASE_URL, set.LLM_MODEL)] : []),
  ];
}

export function toBuildArgs(given: string): Record<string, string> {
  const pairs = given.split(",").filter(Boolean);
  return Object.fromEntries(
    pairs.map((pair) => {
      const [name = "", ...value] = pair.split("=");
      if (value.length === 0)
        throw new Problem("invalid_configuration", `BUILD_ARGS: "${pair}" is not of the form NAME=value.`);
      return [name.trim(), value.join("=").trim()];
    }),
  );
}

/** Null: nothing is traced. */
export function toTraces(set: Settings, hostName: string): TraceSettings | null {
  const { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint, OTEL_TRACES_SAMPLER: sampler } = set;
  const url = set.OTEL_EXPORTER_OTLP_TRACES_ENDPOINT ?? (endpoint && `${endpoint.replace(/\/$/, "")}/v1/traces`);
  if (!url) return null;
  return {
    url,
    headers: set.OTEL_EXPORTER_OTLP_HEADERS,
    sampler: {
      kind: sampler.replace("parentbased_", "") as TraceSettings["sampler"]["kind"],
      isParentBased: sampler.startsWith("parentbased_"),
      ratio: set.OTEL_TRACES_SAMPLER_ARG,
    },
    resource: { "host.name": hostName, ...set.OTEL_RESOURCE_ATTRIBUTES, "service.name": set.OTEL_SERVICE_NAME },
  };
}

export function toQuotas(set: Settings): Quotas {
  return {
    runsPerMonth: set.QUOTA_RUNS_PER_MONTH ?? null,
    storageBytes: set.QUOTA_STORAGE_GB === undefined ? null : set.QUOTA_STORAGE_GB * 1024 ** 3,
    people: set.QUOTA_PEOPLE ?? null,
  };
}
