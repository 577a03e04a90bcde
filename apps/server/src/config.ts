import { availableParallelism, hostname } from "node:os";
import { join, resolve } from "node:path";
import { WorkerLabel } from "@aac/contract";
import { type AnalystAccess, mostLabels, Problem } from "@aac/core";
import { z } from "zod";

/** What the command line decides; it is stronger than the environment. */
export interface Flags {
  port?: number | undefined;
  host?: string | undefined;
  data?: string | undefined;
  demo?: boolean | undefined;
  open?: boolean | undefined;
}

export type Role = "up" | "producer" | "worker";

/** A hundred reads a second. */
const defaultRequestsPerMinute = 6_000;

const text = z.string().trim().min(1);
const port = z.coerce.number().int().min(0).max(65_535);
const milliseconds = z.coerce.number().int().min(0);

/** Every setting of the server: the only place that says what the environment may hold. */
const settings = {
  AAC_MODE: z
    .enum(["local", "server"])
    .optional()
    .describe("`local`: one organization on one's own machine. Default: `local` for `aac up`, else `server`."),
  PORT: port.default(3000).describe("Port of the API and the dashboard."),
  HOST: text.optional().describe("Address to listen on. Default: 127.0.0.1 in local mode, else all."),
  WORKER_PORT: port.default(3001).describe("Port on which a worker without a producer answers /health and /metrics."),
  AAC_DATA: text.default(".aac").describe("Folder of the embedded store, blobs and keys."),
  REPORTS_DIR: text.optional().describe("Folder of reports and artifacts. Default: `reports` in the data folder."),
  PUBLIC_URL: z.url().optional().describe("Where people reach the dashboard. Default: made of host and port."),
  PRODUCER_URL: z.url().optional().describe("Where workers and sandboxes reach the API."),
  RATE_LIMIT_PER_MINUTE: z.coerce
    .number()
    .int()
    .min(0)
    .optional()
    .describe(
      "Reads of one caller in a minute; of what costs more, a quarter. 0: no limit. Default: 6000, none in local mode.",
    ),
  TRUST_PROXY: z
    .string()
    .default("0")
    .transform((given) => (/^\d+$/.test(given) ? Number(given) : given))
    .describe("Whose X-Forwarded-For is believed: how many proxies stand before the producer, or their addresses."),
  JWT_SECRET: z
    .string()
    .min(32, "At least 32 characters, such as the output of `openssl rand -base64 48`.")
    .optional()
    .describe("Signs sessions. Needed outside local mode."),
  ENCRYPTION_KEY: z
    .string()
    .regex(/^[A-Za-z0-9+/]{43}=$/, "32 bytes in base64, such as the output of `openssl rand -base64 32`.")
    .optional()
    .describe("Master key of the secrets. Default: made once, in the data folder."),
  EXECUTOR_URL: z
    .string()
    .regex(/^(auto|docker|process|scripted):/, "One of `auto:`, `docker:`, `docker:tcp://host:2375`, `process:`.")
    .default("auto:")
    .describe("What runs sandboxes: `docker:`, `process:` (local mode only, no isolation) or `auto:`."),
  DOCKER_HOST: text.optional().describe("The engine, such as tcp://localhost:2375."),
  BUILD_ARGS: z
    .string()
    .default("")
    .describe("Build arguments for suites' Dockerfiles, such as `NODE_IMAGE=mirror/node:24,GO_IMAGE=mirror/golang:1`."),
  WORKER_CONCURRENCY: z.coerce
    .number()
    .int()
    .min(1)
    .max(1000)
    .optional()
    .describe("Sandboxes at a time. Default: the number of processors."),
  WORKER_LABELS: z
    .string()
    .default("")
    .transform((given) =>
      given
        .split(",")
        .map((label) => label.trim())
        .filter(Boolean),
    )
    .pipe(z.array(WorkerLabel).max(mostLabels))
    .describe("What this worker offers, such as `gpu,arm64`: it takes suites that ask for some of it, or for nothing."),
  SHUTDOWN_GRACE_MS: milliseconds
    .default(5_000)
    .describe("How long a stopping worker waits for its sandboxes before it leaves them to the next."),
  LEASE_MS: milliseconds.min(500).default(6_000).describe("How long a claim holds without a heartbeat."),
  LOG_LEVEL: z.enum(["debug", "info", "warn", "error", "silent"]).default("info").describe("What is logged."),
  MONGO_URI: z
    .string()
    .regex(/^mongodb(\+srv)?:\/\//, "Such as mongodb://user:password@host:27017/aac, or mongodb+srv://…")
    .optional()
    .describe("The store of several hosts. Default: the embedded one, in the data folder."),
  RABBITMQ_URL: z
    .string()
    .regex(/^amqps?:\/\//, "Such as amqp://user:password@host:5672.")
    .optional()
    .describe("The queue and bus of several hosts. Default: those in the process."),
  REDIS_URL: z
    .string()
    .regex(/^rediss?:\/\//, "Such as redis://host:6379.")
    .optional()
    .describe("The cache of several producers: limits, sign-in links. Default: one in the process."),
  S3_BUCKET: text.optional().describe("Keeps reports and artifacts in this bucket, in place of `REPORTS_DIR`."),
  S3_ENDPOINT: z.url().optional().describe("Of a server compatible with S3. Default: that of AWS."),
  S3_REGION: text.optional().describe("Region of the bucket."),
  S3_PREFIX: z.string().default("").describe("Begins the name of every object, such as `aac/`."),
  S3_ACCESS_KEY_ID: text.optional().describe("Default: what the SDK finds, such as the pod's own role."),
  S3_SECRET_ACCESS_KEY: text.optional().describe("Belongs to `S3_ACCESS_KEY_ID`."),
  S3_PRESIGN: z
    .stringbool()
    .default(false)
    .describe("Downloads are fetched from the bucket by links that hold for minutes, not through the producer."),
  S3_PUBLIC_ENDPOINT: z
    .url()
    .optional()
    .describe("Where browsers reach the bucket, when that is not where producers do."),
  AAC_API_KEY: z
    .string()
    .min(32, "At least 32 characters, such as the output of `openssl rand -hex 32`.")
    .optional()
    .describe("API key of the first organization. Default: made once, in the data folder."),
  SENDGRID_API_KEY: text.optional().describe("Sends mail through SendGrid. Without it: SMTP_URL."),
  SENDGRID_BASE_URL: z.url().optional().describe("Another address of SendGrid's API, such as that of its EU region."),
  SMTP_URL: z
    .url({ protocol: /^smtps?$/, error: "Such as smtp://user:password@mail.example:587." })
    .optional()
    .describe("Sends mail through SMTP. Without it mails are kept in the outbox, to be read there."),
  MAIL_FROM: text.optional().describe("Whom mails come from, such as `AAC <aac@example.org>`. Needed to send any."),
  NOTICE_ALLOWED_HOSTS: z
    .string()
    .default("")
    .describe(
      "Hosts that notices may be posted to although they are not public, such as `chat.internal,10.0.0.7:8065`.",
    ),
  GEMINI_API_KEY: text
    .optional()
    .describe("Failed runs are analysed by Gemini. Without any key: by the built-in rules."),
  GEMINI_BASE_URL: z.url().optional().describe("Where Gemini is reached, such as a proxy. Default: Google's own."),
  GEMINI_MODEL: text.optional().describe("Default: gemini-2.5-flash."),
  OPENAI_API_KEY: text.optional().describe("Failed runs are analysed by OpenAI."),
  OPENAI_BASE_URL: z.url().optional().describe("Where OpenAI is reached. Default: its own."),
  OPENAI_MODEL: text.optional().describe("Default: gpt-5-mini."),
  ANTHROPIC_API_KEY: text.optional().describe("Failed runs are analysed by Anthropic."),
  ANTHROPIC_BASE_URL: z.url().optional().describe("Where Anthropic is reached. Default: its own."),
  ANTHROPIC_MODEL: text.optional().describe("Default: claude-haiku-4-5."),
  LLM_BASE_URL: z
    .url()
    .optional()
    .describe(
      "A server that speaks OpenAI's chat API, such as http://ollama:11434/v1; failed runs are analysed there.",
    ),
  LLM_MODEL: text.optional().describe("Its model. Needed with LLM_BASE_URL."),
  LLM_API_KEY: text.optional().describe("Its key, where it wants one."),
  LLM_PRICE: z
    .string()
    .regex(/^\d+(\.\d+)?\/\d+(\.\d+)?$/, "Two amounts, such as 0.30/2.50.")
    .optional()
    .describe("Dollars for a million tokens in and out, such as 0.30/2.50; for the figures shown. Default: not known."),
} as const;

const allSettings = z.object(settings);

export interface Config {
  role: Role;
  mode: "local" | "server";
  port: number;
  host: string;
  workerPort: number;
  dataDir: string;
  reportsDir: string;
  publicUrl: string | null;
  /** Null: no limit. */
  requestsPerMinute: number | null;
  trustProxy: number | string;
  mail:
    | { kind: "sendgrid"; apiKey: string; baseUrl: string | undefined; from: string }
    | { kind: "smtp"; url: string; from: string }
    | { kind: "outbox" };
  noticeAllowedHosts: string[];
  jwtSecret: string | null;
  encryptionKey: string | null;
  apiKey: string | null;
  /** Null: what is embedded. */
  mongoUri: string | null;
  rabbitmqUrl: string | null;
  redisUrl: string | null;
  s3: S3Settings | null;
  executor: {
    kind: "auto" | "docker" | "process" | "scripted";
    dockerHost: string | null;
    buildArgs: Record<string, string>;
  };
  /** The models the center itself may ask, the preferred one first. */
  analysts: AnalystAccess[];
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

export interface S3Settings {
  bucket: string;
  endpoint?: string;
  region?: string;
  prefix: string;
  credentials?: { accessKeyId: string; secretAccessKey: string };
  presign: { endpoint?: string } | null;
}

/** Reads the configuration. Throws Problem `invalid_configuration` that names each wrong setting. */
export function readConfig(role: Role, flags: Flags, env: NodeJS.ProcessEnv = process.env): Config {
  const given = Object.fromEntries(
    Object.keys(settings).map((name) => [name, env[name] === "" ? undefined : env[name]]),
  );
  const parsed = allSettings.safeParse(given);
  const wrong = parsed.success
    ? []
    : parsed.error.issues.map(({ path, message }) => ({ path: path.join("."), message }));
  const mode = parsed.data?.AAC_MODE ?? (role === "up" ? "local" : "server");
  if (parsed.success && mode === "server" && role !== "worker" && !parsed.data.JWT_SECRET) {
    wrong.push({ path: "JWT_SECRET", message: "Needed outside local mode: at least 32 characters." });
  }
  if (parsed.success && mode === "server" && parsed.data.MONGO_URI && !parsed.data.ENCRYPTION_KEY) {
    const message = "Needed with MONGO_URI, and the same for all: one process seals secrets, and another opens them.";
    wrong.push({ path: "ENCRYPTION_KEY", message });
  }
  if (parsed.success && mode === "server" && parsed.data.MONGO_URI && role !== "worker" && !parsed.data.AAC_API_KEY) {
    const message = "Needed with MONGO_URI, and the same for all producers: each would else make a key of its own.";
    wrong.push({ path: "AAC_API_KEY", message });
  }
  if (parsed.success && parsed.data.MONGO_URI && role !== "up" && !parsed.data.RABBITMQ_URL) {
    const message = "Needed with MONGO_URI where producers and workers are processes of their own.";
    wrong.push({ path: "RABBITMQ_URL", message });
  }
  const sendsMail = parsed.data?.SENDGRID_API_KEY ?? parsed.data?.SMTP_URL;
  if (sendsMail && !parsed.data?.MAIL_FROM) {
    wrong.push({ path: "MAIL_FROM", message: "Needed where mail is sent: the address it comes from." });
  }
  if (parsed.success && parsed.data.LLM_BASE_URL && !parsed.data.LLM_MODEL) {
    wrong.push({ path: "LLM_MODEL", message: "Needed with LLM_BASE_URL: the model that server is to run." });
  }
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
    dataDir,
    reportsDir: resolve(set.REPORTS_DIR ?? join(dataDir, "reports")),
    publicUrl: set.PUBLIC_URL ?? null,
    requestsPerMinute: (set.RATE_LIMIT_PER_MINUTE ?? (mode === "local" ? 0 : defaultRequestsPerMinute)) || null,
    trustProxy: set.TRUST_PROXY,
    mail: toMail(set),
    noticeAllowedHosts: set.NOTICE_ALLOWED_HOSTS.split(",").flatMap((host) => host.trim() || []),
    jwtSecret: set.JWT_SECRET ?? null,
    encryptionKey: set.ENCRYPTION_KEY ?? null,
    apiKey: set.AAC_API_KEY ?? null,
    mongoUri: set.MONGO_URI ?? null,
    rabbitmqUrl: set.RABBITMQ_URL ?? null,
    redisUrl: set.REDIS_URL ?? null,
    s3: s3Of(set),
    executor: {
      kind: set.EXECUTOR_URL.split(":", 1)[0] as Config["executor"]["kind"],
      dockerHost: set.EXECUTOR_URL.slice(set.EXECUTOR_URL.indexOf(":") + 1) || set.DOCKER_HOST || null,
      buildArgs: toBuildArgs(set.BUILD_ARGS),
    },
    analysts: toAnalysts(set),
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

function s3Of(set: z.output<z.ZodObject<typeof settings>>): S3Settings | null {
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

function toMail(set: {
  SENDGRID_API_KEY?: string | undefined;
  SENDGRID_BASE_URL?: string | undefined;
  SMTP_URL?: string | undefined;
  MAIL_FROM?: string | undefined;
}): Config["mail"] {
  const from = set.MAIL_FROM ?? "";
  if (set.SENDGRID_API_KEY) {
    return { kind: "sendgrid", apiKey: set.SENDGRID_API_KEY, baseUrl: set.SENDGRID_BASE_URL, from };
  }
  return set.SMTP_URL ? { kind: "smtp", url: set.SMTP_URL, from } : { kind: "outbox" };
}

function toAnalysts(set: z.infer<typeof allSettings>): AnalystAccess[] {
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

function toBuildArgs(given: string): Record<string, string> {
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

const secretSettings = new Set([
  "JWT_SECRET",
  "ENCRYPTION_KEY",
  "MONGO_URI",
  "RABBITMQ_URL",
  "REDIS_URL",
  "S3_SECRET_ACCESS_KEY",
  "AAC_API_KEY",
  "SENDGRID_API_KEY",
  "SMTP_URL",
  "GEMINI_API_KEY",
  "OPENAI_API_KEY",
  "ANTHROPIC_API_KEY",
  "LLM_API_KEY",
]);
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
      value: shown === undefined || shown === "" ? "-" : String(shown),
      source,
      description: schema.description ?? "",
    };
  });
}
