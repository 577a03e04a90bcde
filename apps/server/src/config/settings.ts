import { WorkerLabel } from "@aac/contract";
import { mostLabels } from "@aac/core";
import { z } from "zod";

const text = z.string().trim().min(1);
const port = z.coerce.number().int().min(0).max(65_535);
const addresses = z
  .string()
  .default("")
  .transform((given) => given.split(",").flatMap((one) => one.trim() || []))
  .pipe(
    z.array(
      z
        .string()
        .regex(
          /^\d{1,3}(\.\d{1,3}){3}(\/([12]?\d|3[0-2]))?(:\d{1,5})?$/,
          "IPv4 addresses or networks, such as 10.0.0.0/8.",
        ),
    ),
  );
const masterKey = z
  .string()
  .regex(
    /^([A-Za-z0-9+/]{43}=|[0-9a-fA-F]{64})$/,
    "32 bytes in base64 or hexadecimal, such as the output of `openssl rand -base64 32`.",
  );
/** As OpenTelemetry writes lists. */
const pairs = z
  .string()
  .default("")
  .transform((given) => given.split(",").flatMap((pair) => pair.trim() || []))
  .refine(
    (list) => list.every((pair) => /^[^=\s]+=/.test(pair) && isDecodable(pair)),
    "Pairs `name=value`, with commas between them.",
  )
  .transform((list) =>
    Object.fromEntries(
      list.map((pair) => [pair.slice(0, pair.indexOf("=")), decodeURIComponent(pair.slice(pair.indexOf("=") + 1))]),
    ),
  );
const quota = z.coerce.number().int().min(0).max(1_000_000_000).optional();
const milliseconds = z.coerce.number().int().min(0);

function isDecodable(pair: string): boolean {
  try {
    return decodeURIComponent(pair) !== null;
  } catch {
    return false;
  }
}

/** As browsers write it. */
const isOrigin = (given: string) =>
  !given.includes("*") &&
  URL.canParse(given) &&
  /^https?:$/.test(new URL(given).protocol) &&
  new URL(given).origin === given;

/** Every setting of the server: the only place that says what the environment may hold. */
export const settings = {
  AAC_MODE: z
    .enum(["local", "server"])
    .optional()
    .describe("`local`: one organization on one's own machine. Default: `local` for `aac up`, else `server`."),
  PORT: port.default(3000).describe("Port of the API and the dashboard."),
  HOST: text.optional().describe("Address to listen on. Default: 127.0.0.1 in local mode, else all."),
  WORKER_PORT: port.default(3001).describe("Port on which a worker without a producer answers /health and /metrics."),
  METRICS_TOKEN: z
    .string()
    .min(16, "At least 16 characters, such as the output of `openssl rand -hex 32`.")
    .optional()
    .describe("What Prometheus and autoscalers show to read /metrics, as `Authorization: Bearer …`. Default: nothing."),
  AAC_DATA: text.default(".aac").describe("Folder of the embedded store, blobs and keys."),
  REPORTS_DIR: text.optional().describe("Folder of reports and artifacts. Default: `reports` in the data folder."),
  PUBLIC_URL: z.url().optional().describe("Where people reach the dashboard. Default: made of host and port."),
  CORS_ORIGINS: z
    .string()
    .default("")
    .transform((given) => given.split(",").flatMap((origin) => origin.trim() || []))
    .refine((origins) => origins.every(isOrigin), "Origins such as https://dashboard.example.org, without a path.")
    .describe(
      "Other origins whose pages may call the API with their reader's session, such as a dashboard of its own.",
    ),
  REPORTS_ORIGIN: z
    .string()
    .refine(isOrigin, "An origin such as https://reports.example.org, without a path.")
    .optional()
    .describe(
      "Another host that leads here, on which traces of Playwright are opened. Default: `reports.localhost` in local mode, else none.",
    ),
  PRODUCER_URL: z.url().optional().describe("Where workers and sandboxes reach the API."),
  RATE_LIMIT_PER_MINUTE: z.coerce
    .number()
    .int()
    .min(0)
    .optional()
    .describe(
      "Reads of one caller in a minute; of what costs more, a quarter. 0: no limit. Default: 6000, none in local mode.",
    ),
  QUOTA_RUNS_PER_MONTH: quota.describe(
    "Runs of an organization in a month. Default: no limit; `aac quota set` sets that of one. The same for all processes.",
  ),
  QUOTA_STORAGE_GB: quota.describe("GiB of artifacts and logs that an organization may keep. Default: no limit."),
  QUOTA_PEOPLE: quota.describe("How many people may belong to an organization. Default: no limit."),
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
  ENCRYPTION_KEY: masterKey.optional().describe("Master key of the secrets. Default: made once, in the data folder."),
  ENCRYPTION_KEYS_OLD: z
    .string()
    .default("")
    .transform((given) => given.split(",").flatMap((key) => key.trim() || []))
    .pipe(z.array(masterKey))
    .describe("Further master keys, with commas between them: they open and do not seal. See `aac keys`."),
  SIGN_UP: z
    .enum(["open", "invited"])
    .default("invited")
    .describe(
      "Who may sign up: `open` is anybody with an address that gets mail, `invited` whom an admin has invited.",
    ),
  NEW_ORGANIZATIONS: z
    .enum(["anyone", "owners", "nobody"])
    .default("owners")
    .describe("Who may create organizations: `anyone` who is signed in, `owners` of the first one, or `nobody`."),
  AAC_OWNER_EMAIL: z
    .email()
    .optional()
    .describe("Whom a center that has no owner yet invites to be one: by mail, and by a link in its log."),
  SSO_ALLOWED_HOSTS: z
    .string()
    .default("")
    .describe("Hosts of identity providers that may be asked although they are not public, such as `login.internal`."),
  EXECUTOR_URL: z
    .string()
    .regex(
      /^(auto|docker|kubernetes|process|scripted):/,
      "One of `auto:`, `docker:`, `docker:tcp://host:2375`, `kubernetes:`, `kubernetes:namespace`, `process:`.",
    )
    .default("auto:")
    .describe(
      "What runs sandboxes: `docker:`, `kubernetes:` (a pod each), `process:` (local mode only, no isolation) or `auto:`.",
    ),
  DOCKER_HOST: text.optional().describe("The engine, such as tcp://localhost:2375."),
  BUILD_ARGS: z
    .string()
    .default("")
    .describe("Build arguments for suites' Dockerfiles, such as `NODE_IMAGE=mirror/node:24,GO_IMAGE=mirror/golang:1`."),
  SANDBOX_NETWORK: z
    .enum(["guarded", "open"])
    .default("guarded")
    .describe(
      "`guarded`: sandboxes in containers do not reach the engine's host, each other and a cloud's metadata. `open`: the engine's network as it is.",
    ),
  SANDBOX_REACH: addresses.describe(
    "Addresses of the engine's host, or of its containers, that sandboxes reach nevertheless, such as `192.168.1.5:3000,172.20.0.0/16`.",
  ),
  SANDBOX_BLOCK: addresses
    .refine((list) => list.every((one) => !one.includes(":")), "Networks without a port.")
    .describe(
      "More networks that sandboxes do not reach, such as `10.0.0.0/8`. Pods in a cluster reach no private ones anyhow.",
    ),
  KUBECONFIG: text
    .optional()
    .describe(
      "For `kubernetes:`: the file that says how the cluster is reached. Default: by the worker's own service account.",
    ),
  SANDBOX_NAMESPACE: z
    .string()
    .regex(/^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/, "A name of a namespace.")
    .default("automation-sandboxes")
    .describe("For `kubernetes:`: the namespace of the sandboxes' pods, which holds nothing else."),
  SANDBOX_HELPER_IMAGE: text
    .optional()
    .describe(
      "For `kubernetes:`: the image of the agent that runs beside each command, where the cluster's nodes can pull it.",
    ),
  SANDBOX_HELPER_PULL_SECRET: z
    .string()
    .regex(/^[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?$/, "A name of a secret.")
    .optional()
    .describe(
      "For `kubernetes:`: a secret of the sandboxes' namespace by which nodes pull the agent's image. Suites' images are asked for by it, too: let it read the agent's alone.",
    ),
  SANDBOX_USER: z
    .string()
    .regex(/^(image|[1-9]\d{0,9}(:\d{1,10})?)$/, "`image`, or a number that is not 0, such as `1000` or `1000:1000`.")
    .default("image")
    .describe(
      "For `kubernetes:`: who commands run as. `image`: as their image says, so perhaps as root without its powers. A number fulfils Pod Security `restricted`.",
    ),
  SANDBOX_USER_NAMESPACES: z
    .enum(["true", "false"])
    .default("false")
    .describe(
      "For `kubernetes:`: `true` where nodes can give pods users of their own, so that root in one is nobody outside.",
    ),
  SANDBOX_PULL: z
    .enum(["always", "missing"])
    .default("always")
    .describe(
      "For `kubernetes:`: `missing` does not ask the registry for what a node has; every organization then gets what another has pulled.",
    ),
  SANDBOX_START_TIMEOUT_MS: milliseconds
    .default(15 * 60_000)
    .describe("For `kubernetes:`: how long a pod may wait for room and for its image."),
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
  OTEL_EXPORTER_OTLP_ENDPOINT: z
    .url()
    .optional()
    .describe(
      "A collector that takes OTLP over HTTP, such as http://collector:4318: runs are traced. Default: they are not.",
    ),
  OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: z
    .url()
    .optional()
    .describe("The same with its whole path, where it is another than `/v1/traces` below that."),
  OTEL_EXPORTER_OTLP_PROTOCOL: text.default("http/protobuf").describe("No other than `http/protobuf` is spoken."),
  OTEL_EXPORTER_OTLP_HEADERS: pairs.describe("Sent to the collector, such as `authorization=Bearer%20…`."),
  OTEL_SERVICE_NAME: text.default("aac").describe("What traces call this process."),
  OTEL_RESOURCE_ATTRIBUTES: pairs.describe("What else they say of it, such as `deployment.environment.name=staging`."),
  OTEL_TRACES_SAMPLER: z
    .enum([
      "always_on",
      "always_off",
      "traceidratio",
      "parentbased_always_on",
      "parentbased_always_off",
      "parentbased_traceidratio",
    ])
    .default("parentbased_always_on")
    .describe("Which runs are traced. `parentbased_…`: whoever triggers with a trace of their own decides."),
  OTEL_TRACES_SAMPLER_ARG: z.coerce.number().min(0).max(1).default(1).describe("Of `…traceidratio`: the part of them."),
} as const;

export const allSettings = z.object(settings);
export type Settings = z.output<typeof allSettings>;

/** Their values are not told. */
export const secretSettings = new Set([
  "METRICS_TOKEN",
  "JWT_SECRET",
  "ENCRYPTION_KEY",
  "ENCRYPTION_KEYS_OLD",
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
  "OTEL_EXPORTER_OTLP_HEADERS",
]);
