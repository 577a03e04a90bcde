import { z } from "zod";
import { Id, Instant, Slug } from "./slug.ts";
import { Variables } from "./variables.ts";

const KiB = 1024;
const MiB = 1024 * KiB;
const GiB = 1024 * MiB;

const AllowedHost = z
  .string()
  .max(260)
  .regex(
    /^(\d{1,3}(\.\d{1,3}){3}(\/([12]?\d|3[0-2]))?|(?=.*[a-zA-Z])[a-zA-Z0-9]([a-zA-Z0-9-]*[a-zA-Z0-9])?(\.[a-zA-Z0-9]([a-zA-Z0-9-]*[a-zA-Z0-9])?)*)(:\d{1,5})?$/,
    "A host name, an IPv4 address or an IPv4 network, and a port where only that is meant; no wildcards.",
  )
  .refine((entry) => Number(/:(\d+)$/.exec(entry)?.[1] ?? 1) <= 65_535, "A port is at most 65535.")
  .refine(
    (entry) => (/^[\d.]+/.exec(entry)?.[0] ?? "").split(".").every((part) => Number(part) <= 255),
    "This is no IPv4 address.",
  );

/** What one job of a suite may use. Every limit has a default; a job that reaches one ends with a reason that names it. */
export const Limits = z
  .object({
    cpus: z.number().min(0.05).max(256).default(2),
    memoryBytes: z
      .int()
      .min(8 * MiB)
      .max(1024 * GiB)
      .default(2 * GiB),
    processes: z.int().min(1).max(100_000).default(1024),
    diskBytes: z
      .int()
      .min(1 * MiB)
      .max(1024 * GiB)
      .default(10 * GiB),
    timeoutMs: z
      .int()
      .min(100)
      .max(24 * 3_600_000)
      .default(30 * 60_000)
      .describe("Wall time of one attempt."),
    logBytes: z
      .int()
      .min(1 * KiB)
      .max(16 * GiB)
      .default(1 * GiB)
      .describe("A log longer than this is cut, and says so; the job goes on."),
    artifactBytes: z
      .int()
      .min(0)
      .max(64 * GiB)
      .default(1 * GiB)
      .describe("All artifacts of one attempt together."),
    network: z
      .enum(["none", "egress", "allow-list"])
      .default("egress")
      .describe(
        "`egress`: all but the engine's host, other sandboxes and metadata addresses. `allow-list`: only `allowedHosts`.",
      ),
    allowedHosts: z
      .array(AllowedHost)
      .max(50)
      .default([])
      .describe(
        "For `allow-list`: `example.org`, `example.org:443`, `10.0.0.7:5432` or `10.0.0.0/8`. A name means its addresses at the start.",
      ),
  })
  .meta({ id: "Limits" });
export type Limits = z.infer<typeof Limits>;

const Glob = z
  .string()
  .min(1)
  .max(256)
  .regex(/^(?!\/)(?!.*(^|\/)\.\.(\/|$))[^\0]*$/, "A glob is relative to the working directory and does not leave it.");

/** What a worker says of itself, and a suite may ask for. */
export const WorkerLabel = z
  .string()
  .regex(/^[a-z0-9]([a-z0-9._-]{0,38}[a-z0-9])?$/, "Up to 40 small letters, digits, dots, dashes and underscores.");

const fields = {
  name: z.string().trim().min(1).max(120),
  description: z.string().max(2000),
  image: z
    .string()
    .trim()
    .min(1)
    .max(512)
    .regex(/^\S+$/, "An image reference has no spaces.")
    .nullable()
    .describe("The container image, such as `ghcr.io/acme/e2e:1.4`."),
  directory: z
    .string()
    .min(1)
    .max(4096)
    .nullable()
    .describe(
      "A directory of the server's own host (local mode only). Its Dockerfile is built where there is one and no image is named; else it is copied into the image at the working directory.",
    ),
  command: z
    .array(z.string().max(8192))
    .min(1)
    .max(256)
    .nullable()
    .describe(
      "Null: `/bin/sh /app/entrypoint.sh <folder>`. `{folder}` in an argument is replaced by the run's folder.",
    ),
  workingDirectory: z
    .string()
    .regex(/^\/[^\0]*$/, "An absolute path inside the sandbox.")
    .max(1024),
  folder: z.string().min(1).max(1024).describe("The part of the suite to run when a run names none."),
  variables: Variables,
  artifacts: z.array(Glob).max(50).describe("Globs to collect besides the conventional paths."),
  reports: z.array(Glob).max(50).describe("Globs of report files besides the conventional names."),
  runsOn: z.array(WorkerLabel).max(8).describe("Labels a worker must have to run it, such as `gpu`. None: any worker."),
  reporter: z
    .boolean()
    .describe(
      "Whether its sandboxes are given AAC_RUN_TOKEN and AAC_API_URL, with which they report results while they run.",
    ),
  onWorkerLoss: z
    .enum(["retry", "fail"])
    .describe("What to do when the worker of a job is lost: try again (once), or fail."),
} as const;

/** How to run some tests. */
export const Suite = z
  .object({ id: Id, project: Slug, slug: Slug, ...fields, limits: Limits, createdAt: Instant, updatedAt: Instant })
  .meta({ id: "Suite" });
export type Suite = z.infer<typeof Suite>;

const needsSource = { error: "Name an image, or (in local mode) a directory.", path: ["image"] };

export const NewSuite = z
  .strictObject({
    slug: Slug,
    name: fields.name.optional().describe("Defaults to the slug."),
    description: fields.description.default(""),
    image: fields.image.default(null),
    directory: fields.directory.default(null),
    command: fields.command.default(null),
    workingDirectory: fields.workingDirectory.default("/app"),
    folder: fields.folder.default("all"),
    variables: fields.variables.default({}),
    artifacts: fields.artifacts.default([]),
    reports: fields.reports.default([]),
    runsOn: fields.runsOn.default([]),
    reporter: fields.reporter.default(false),
    onWorkerLoss: fields.onWorkerLoss.default("retry"),
    limits: z.strictObject(Limits.shape).prefault({}),
  })
  .refine((suite) => suite.image !== null || suite.directory !== null, needsSource)
  .meta({ id: "NewSuite" });
export type NewSuite = z.output<typeof NewSuite>;

export const SuiteChange = z
  .strictObject({
    ...fields,
    // Limits are changed one by one: what is not named stays as it is, so no default may fill it in.
    limits: z
      .strictObject({
        cpus: Limits.shape.cpus.unwrap(),
        memoryBytes: Limits.shape.memoryBytes.unwrap(),
        processes: Limits.shape.processes.unwrap(),
        diskBytes: Limits.shape.diskBytes.unwrap(),
        timeoutMs: Limits.shape.timeoutMs.unwrap(),
        logBytes: Limits.shape.logBytes.unwrap(),
        artifactBytes: Limits.shape.artifactBytes.unwrap(),
        network: Limits.shape.network.unwrap(),
        allowedHosts: Limits.shape.allowedHosts.unwrap(),
      })
      .partial(),
  })
  .partial()
  .meta({ id: "SuiteChange" });
export type SuiteChange = z.infer<typeof SuiteChange>;
