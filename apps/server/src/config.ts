import { availableParallelism, hostname } from "node:os";
import { join, resolve } from "node:path";
import { type AnalystAccess, Problem, type Quotas } from "@aac/core";
import { findMissing } from "./config/find-missing.ts";
import { allSettings, secretSettings, type Settings, settings } from "./config/settings.ts";
import {
  type MailSettings,
  type S3Settings,
  toAnalysts,
  type KubernetesSettings,
  toBuildArgs,
  toKubernetes,
  toMail,
  toQuotas,
  toS3,
  toTraces,
  type TraceSettings,
} from "./config/to-parts.ts";

/** What the command line decides; it is stronger than the environment. */
export interface Flags {
  port?: number | undefined;
  host?: string | undefined;
  data?: string | undefined;
  demo?: boolean | undefined;
  open?: boolean | undefined;
  /** For `doctor`: what is to run here. */
  for?: Role | undefined;
}

export type Role = "up" | "producer" | "worker";

/** A hundred reads a second. */
const defaultRequestsPerMinute = 6_000;

export interface Config {
  role: Role;
  mode: "local" | "server";
  port: number;
  host: string;
  workerPort: number;
  /** Null: whoever asks reads /metrics. */
  metricsToken: string | null;
  dataDir: string;
  reportsDir: string;
  publicUrl: string | null;
  corsOrigins: string[];
  /** Where traces are opened; null: nowhere. */
  reportsAt: { origin: string } | { name: string } | null;
  /** Null: no limit. */
  requestsPerMinute: number | null;
  trustProxy: number | string;
  /** Where sandboxes reach the API; null: those that report are not told. */
  producerUrl: string | null;
  /** Of organizations that have none of their own. */
  quotas: Quotas;
  mail: MailSettings;
  noticeAllowedHosts: string[];
  signUp: "open" | "invited";
  newOrganizations: "anyone" | "owners" | "nobody";
  ownerEmail: string | null;
  ssoAllowedHosts: string[];
  jwtSecret: string | null;
  encryptionKey: string | null;
  oldEncryptionKeys: string[];
  apiKey: string | null;
  /** Null: what is embedded. */
  mongoUri: string | null;
  rabbitmqUrl: string | null;
  redisUrl: string | null;
  s3: S3Settings | null;
  executor: {
    kind: "auto" | "docker" | "kubernetes" | "process" | "scripted";
    dockerHost: string | null;
    buildArgs: Record<string, string>;
    network: { mode: "guarded" | "open"; reach: string[]; blocked: string[] };
  };
  kubernetes: KubernetesSettings;
  /** The models the center itself may ask, the preferred one first. */
  analysts: AnalystAccess[];
  /** Null: nothing is traced. */
  traces: TraceSettings | null;
  concurrency: number;
  labels: readonly string[];
  shutdownGraceMs: number;
  leaseMs: number;
  logLevel: string;
  hostName: string;
  demo: boolean;
  open: boolean;
  /** What the process was started with: the process executor passes PATH and the like on, and nothing else of it. */
  hostEnvironment: Readonly<Record<string, string | undefined>>;
}

/** Reads the configuration; `keys` needs no more than store and keys. Throws Problem `invalid_configuration` that names each wrong setting. */
export function readConfig(asked: Role | "keys", flags: Flags, env: NodeJS.ProcessEnv = process.env): Config {
  const given = Object.fromEntries(
    Object.keys(settings).map((name) => [name, env[name] === "" ? undefined : env[name]]),
  );
  const parsed = allSettings.safeParse(given);
  const wrong = parsed.success
    ? []
    : parsed.error.issues.map(({ path, message }) => ({ path: path.join("."), message }));
  const role = asked === "keys" ? "worker" : asked;
  const mode = parsed.data?.AAC_MODE ?? (role === "up" ? "local" : "server");
  if (parsed.success) wrong.push(...findMissing(parsed.data, { mode, role: asked }));
  if (!parsed.success || wrong.length > 0) {
    const detail = wrong.map(({ path, message }) => `${path}: ${message}`).join(" ");
    throw new Problem("invalid_configuration", detail, { errors: wrong });
  }
  const set = parsed.data;
  const dataDir = resolve(flags.data ?? set.AAC_DATA);
  return Object.freeze({
    role,
    mode,
    port: flags.port ?? set.PORT,
    host: flags.host ?? set.HOST ?? (mode === "local" ? "127.0.0.1" : "0.0.0.0"),
    workerPort: set.WORKER_PORT,
    metricsToken: set.METRICS_TOKEN ?? null,
    dataDir,
    reportsDir: resolve(set.REPORTS_DIR ?? join(dataDir, "reports")),
    publicUrl: set.PUBLIC_URL ?? null,
    corsOrigins: set.CORS_ORIGINS,
    reportsAt: toReportsAt(set, mode, flags),
    requestsPerMinute: (set.RATE_LIMIT_PER_MINUTE ?? (mode === "local" ? 0 : defaultRequestsPerMinute)) || null,
    trustProxy: set.TRUST_PROXY,
    producerUrl: set.PRODUCER_URL ?? null,
    quotas: toQuotas(set),
    mail: toMail(set),
    noticeAllowedHosts: hostsIn(set.NOTICE_ALLOWED_HOSTS),
    signUp: set.SIGN_UP,
    newOrganizations: set.NEW_ORGANIZATIONS,
    ownerEmail: set.AAC_OWNER_EMAIL?.toLowerCase() ?? null,
    ssoAllowedHosts: hostsIn(set.SSO_ALLOWED_HOSTS),
    jwtSecret: set.JWT_SECRET ?? null,
    encryptionKey: set.ENCRYPTION_KEY ?? null,
    oldEncryptionKeys: set.ENCRYPTION_KEYS_OLD,
    apiKey: set.AAC_API_KEY ?? null,
    mongoUri: set.MONGO_URI ?? null,
    rabbitmqUrl: set.RABBITMQ_URL ?? null,
    redisUrl: set.REDIS_URL ?? null,
    s3: toS3(set),
    executor: {
      kind: set.EXECUTOR_URL.split(":", 1)[0] as Config["executor"]["kind"],
      dockerHost: set.EXECUTOR_URL.slice(set.EXECUTOR_URL.indexOf(":") + 1) || set.DOCKER_HOST || null,
      buildArgs: toBuildArgs(set.BUILD_ARGS),
      network: { mode: set.SANDBOX_NETWORK, reach: set.SANDBOX_REACH, blocked: set.SANDBOX_BLOCK },
    },
    kubernetes: toKubernetes(set),
    analysts: toAnalysts(set),
    traces: toTraces(set, hostname()),
    concurrency: set.WORKER_CONCURRENCY ?? availableParallelism(),
    labels: set.WORKER_LABELS,
    shutdownGraceMs: set.SHUTDOWN_GRACE_MS,
    leaseMs: set.LEASE_MS,
    logLevel: set.LOG_LEVEL,
    hostName: hostname(),
    demo: flags.demo ?? (role === "up" && mode === "local"),
    open: flags.open ?? false,
    hostEnvironment: { ...env },
  });
}

/** All that the commands for the broker need, on whatever host. Throws Problem `invalid_configuration`. */
export function readRabbitmqUrl(env: NodeJS.ProcessEnv = process.env): string | null {
  const { data, error } = settings.RABBITMQ_URL.safeParse(env["RABBITMQ_URL"] || undefined);
  if (error) throw new Problem("invalid_configuration", `RABBITMQ_URL: ${error.issues[0]?.message}`);
  return data ?? null;
}

const flagOf: Partial<Record<keyof typeof settings, keyof Flags>> = { PORT: "port", HOST: "host", AAC_DATA: "data" };

/** Every setting with its value (a secret's is not told) and where it comes from, for `aac doctor` and the docs. */
export function describeSettings(
  flags: Flags,
  env: NodeJS.ProcessEnv = process.env,
): { name: string; value: string; source: string; description: string }[] {
  return (Object.keys(settings) as (keyof typeof settings)[]).map((name) => {
    const schema = settings[name];
    const flag = flagOf[name] && flags[flagOf[name]];
    const set = env[name];
    const preset = schema.safeParse(undefined).data;
    const source = flag !== undefined ? "command line" : set ? "environment" : "default";
    const shown = flag ?? (set ? (secretSettings.has(name) ? "(set)" : set) : preset);
    return {
      name,
      value: textOf(shown) || "-",
      source,
      description: schema.description ?? "",
    };
  });
}

/** Lists and pairs as they would be given; what is not set is empty. */
function textOf(
  value: string | number | boolean | readonly unknown[] | Readonly<Record<string, string>> | undefined,
): string {
  if (value === undefined) return "";
  if (typeof value !== "object") return String(value);
  return Array.isArray(value)
    ? value.join(",")
    : Object.entries(value)
        .map((pair) => pair.join("="))
        .join(",");
}

/** Browsers look for names below `localhost` at their own machine, so that is where we have to listen. */
function toReportsAt(set: Settings, mode: Config["mode"], flags: Flags): Config["reportsAt"] {
  if (set.REPORTS_ORIGIN !== undefined) return { origin: set.REPORTS_ORIGIN };
  const host = flags.host ?? set.HOST ?? "127.0.0.1";
  const isHere = mode === "local" && set.PUBLIC_URL === undefined && /^(127\.0\.0\.1|::1|localhost)$/.test(host);
  return isHere ? { name: "reports.localhost" } : null;
}

const hostsIn = (list: string) => list.split(",").flatMap((host) => host.trim() || []);
