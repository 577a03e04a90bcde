import { z } from "zod";
import { Id } from "./slug.ts";

export const TestStatus = z.enum(["passed", "failed", "skipped"]).meta({ id: "TestStatus" });
export type TestStatus = z.infer<typeof TestStatus>;

/** A file a test left behind, named as its report names it. */
export const Attachment = z
  .object({
    name: z.string(),
    path: z.string().nullable().describe("The artifact's path, where the file was collected."),
    contentType: z.string().nullable(),
  })
  .meta({ id: "Attachment" });
export type Attachment = z.infer<typeof Attachment>;

/** One of the times that a test was tried. */
export const TestTry = z
  .object({ status: TestStatus, durationMs: z.number().nullable(), message: z.string().nullable() })
  .meta({ id: "TestTry" });
export type TestTry = z.infer<typeof TestTry>;

/** What one test came to, as read from a report. */
export const ReportedTest = z.object({
  name: z.string(),
  suitePath: z.array(z.string()).describe("The groups the test stands in, outermost first."),
  file: z.string().nullable(),
  line: z.int().nullable(),
  status: TestStatus,
  flaky: z.boolean().describe("Failed first and passed on a retry."),
  durationMs: z.number().nullable(),
  message: z.string().nullable().describe("Why it failed or was skipped; the first lines."),
  stack: z.string().nullable(),
  retries: z.int().min(0).describe("How often it was tried again."),
  tries: z
    .array(TestTry)
    .optional()
    .describe("The last ten of a test that was tried again, the deciding one last, where its report tells of each."),
  attachments: z.array(Attachment),
});
export type ReportedTest = z.infer<typeof ReportedTest>;

/** The outcome of one test in one attempt. */
export const Result = z
  .object({
    id: Id,
    testId: z.string().describe("The same test has the same id in every run of its project."),
    shard: z.int().min(1),
    attempt: z.int().min(1),
    index: z.int().min(0).describe("Its place among the results of its attempt."),
    report: z.string().describe("The report file it stands in."),
    ...ReportedTest.shape,
  })
  .meta({ id: "Result" });
export type Result = z.infer<typeof Result>;

/** A file kept from a sandbox. */
export const Artifact = z
  .object({
    shard: z.int().min(1),
    attempt: z.int().min(1),
    index: z.int().min(0).describe("Its place among the artifacts of its attempt."),
    path: z.string().describe("Relative to the working directory."),
    sizeBytes: z.int(),
    contentType: z.string(),
    format: z.string().nullable().describe("The report format it was read as, such as `junit`."),
    url: z.string().describe("Where to fetch it, on this server."),
  })
  .meta({ id: "Artifact" });
export type Artifact = z.infer<typeof Artifact>;

/** What was taken of a reporter while its suite runs. */
export const LiveReports = z
  .object({ reports: z.array(z.string()).describe("By the names under which they replace those sent before.") })
  .meta({ id: "LiveReports" });
export type LiveReports = z.infer<typeof LiveReports>;
