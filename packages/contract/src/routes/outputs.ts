import { z } from "zod";
import { LogMatches } from "../live.ts";
import { Artifact, LiveReports, Result, TestStatus } from "../result.ts";
import { Label, Run } from "../run.ts";
import { Id, Slug } from "../slug.ts";
import { pageOf, paging, line, run, place, type Route } from "./route.ts";

const SearchedText = z.string().min(1).max(200);

/** Scripts write `label=$LABEL`, whether they have one or not. */
const LabelOrNone = z.union([z.literal(""), Label]);

export const outputsRoutes = {
  getLog: {
    method: "GET",
    path: "/api/v1/runs/:run/log",
    tag: "runs",
    summary: "Read the log as plain text",
    permission: "runs:read",
    params: z.object(run),
    query: z.object({
      ...place,
      from: line.optional().describe("First line, counted from 1."),
      to: line.optional().describe("Last line, included."),
    }),
    status: 200,
    contentType: "text/plain; charset=utf-8",
  },
  searchLog: {
    method: "GET",
    path: "/api/v1/runs/:run/log/matches",
    tag: "runs",
    summary: "Find lines of the log",
    permission: "runs:read",
    description:
      "Lines of one attempt that hold one of the texts, whatever their case and colours. A long log is searched piece by piece: unless `isThrough`, ask again from the line after `searchedTo`.",
    params: z.object(run),
    query: z.object({
      shard: place.shard.unwrap().default(1),
      attempt: place.attempt,
      text: z
        .union([SearchedText, z.array(SearchedText).min(1).max(10)])
        .describe("Several: lines that hold any of them."),
      from: line.default(1).describe("The line to begin at, counted from 1."),
      limit: z.coerce.number().int().min(1).max(5_000).default(1_000),
    }),
    status: 200,
    answer: LogMatches,
  },
  runEvents: {
    method: "GET",
    path: "/api/v1/runs/:run/events",
    tag: "runs",
    summary: "Follow a run",
    permission: "runs:read",
    params: z.object(run),
    description:
      "Server-sent events `run`, `log`, `results`, `artifacts`, `analysis` and `end`: first what there is, then what comes. Reconnecting with `Last-Event-ID` goes on without gap or double.",
    headers: z.object({ "last-event-id": z.string().max(4096).optional() }),
    query: z.object({
      after: z
        .string()
        .max(4096)
        .optional()
        .describe("The same as Last-Event-ID, for clients that cannot set it; `tail` skips the log that is there."),
      until: z
        .enum(["end", "analysis"])
        .default("end")
        .describe("When to end: with the run, or once the analysis of a failed run is there too."),
    }),
    status: 200,
    contentType: "text/event-stream",
  },
  events: {
    method: "GET",
    path: "/api/v1/events",
    tag: "runs",
    summary: "Follow all runs of the organization",
    permission: "runs:read",
    description: "Server-sent `run` events with a run's summary, from now on; after a reconnect, list the runs anew.",
    status: 200,
    contentType: "text/event-stream",
  },
  listResults: {
    method: "GET",
    path: "/api/v1/runs/:run/results",
    tag: "runs",
    summary: "List the results of a run",
    permission: "runs:read",
    params: z.object(run),
    query: z.object({ ...place, status: TestStatus.optional(), ...paging }),
    status: 200,
    answer: pageOf(Result),
  },
  listArtifacts: {
    method: "GET",
    path: "/api/v1/runs/:run/artifacts",
    tag: "runs",
    summary: "List the artifacts of a run",
    permission: "runs:read",
    params: z.object(run),
    query: z.object({ ...place, ...paging }),
    status: 200,
    answer: pageOf(Artifact),
  },
  getArtifact: {
    method: "GET",
    path: "/api/v1/runs/:run/artifacts/*",
    tag: "runs",
    summary: "Fetch an artifact",
    description:
      "Honours `Range`. HTML comes with a sandboxing content security policy. A download may be answered by a redirect (302) to where the file lies.",
    permission: "runs:read",
    params: z.object({
      ...run,
      "*": z.string().max(4096).describe("`<shard>/<attempt>/<path>`, as in the artifact's `url`."),
    }),
    query: z.object({
      download: z.stringbool().default(false),
      trace: z
        .stringbool()
        .default(false)
        .describe("A trace of Playwright, to be opened: redirects (302) to a viewer on the reports' host."),
    }),
    status: 200,
    contentType: "application/octet-stream",
  },
  uploadResults: {
    method: "POST",
    path: "/api/v1/results",
    tag: "results",
    summary: "Upload the reports of a run made elsewhere; they become a run",
    permission: "results:upload",
    description: "Any number of `files`, in one form. The project is created where it is not there yet.",
    consumes: "multipart/form-data",
    headers: z.object({ "idempotency-key": z.string().min(1).max(200).optional() }),
    query: z.object({
      project: Slug,
      suite: Slug.default("uploaded"),
      branch: z.string().max(255).optional(),
      commit: z.string().max(64).optional(),
      label: z
        .union([LabelOrNone, z.array(LabelOrNone).max(20)])
        .optional()
        .describe("May be given several times; an empty one counts as none."),
    }),
    status: 201,
    answer: Run,
  },
  reportResults: {
    method: "POST",
    path: "/api/v1/jobs/:job/results",
    tag: "results",
    summary: "Report results of a job that still runs",
    permission: "results:report",
    description:
      "For a suite's own reporter, with the AAC_RUN_TOKEN that its sandbox is given where the suite has `reporter`. Report files as they are now, as `files` in one form; one sent before under the same name is replaced. Their results are listed within seconds; what is collected at the end takes their place.",
    consumes: "multipart/form-data",
    params: z.object({ job: Id }),
    status: 200,
    answer: LiveReports,
  },
} as const satisfies Record<string, Route>;
