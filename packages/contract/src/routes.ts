import { z } from "zod";
import { Analysis, AnalysisSettings, AnalysisSettingsChange, NewFeedback } from "./analysis.ts";
import { Environment, EnvironmentChange, NewEnvironment } from "./environment.ts";
import {
  Channel,
  ChannelChange,
  ChannelSecret,
  Delivery,
  DeliveryState,
  NewChannel,
  NewNoticeRule,
  NewSubscription,
  NoticeRule,
  NoticeRuleChange,
  OutboxMail,
  Subscription,
  SubscriptionChange,
  WholeMail,
} from "./notice.ts";
import { NewProject, Project, ProjectChange } from "./project.ts";
import { Artifact, Result, TestStatus } from "./result.ts";
import { Retention, RetentionChange } from "./retention.ts";
import { NewRun, Rerun, Run, RunChange, RunSummary, State, Trigger, Verdict } from "./run.ts";
import { Firing, NewSchedule, Schedule, ScheduleChange, SchedulePreview } from "./schedule.ts";
import { Id, Instant, Slug } from "./slug.ts";
import { NewSuite, Suite, SuiteChange } from "./suite.ts";

/** What a caller must be allowed to do. `null` on a route: anyone. */
export const Scope = z.enum(["read", "run", "ingest", "admin"]);
export type Scope = z.infer<typeof Scope>;

export interface Route {
  readonly method: "GET" | "POST" | "PATCH" | "DELETE";
  /** With `:name` for parameters and `*` for the rest of the path. */
  readonly path: string;
  readonly tag: string;
  readonly summary: string;
  readonly description?: string;
  readonly scope: Scope | null;
  readonly params?: z.ZodObject;
  readonly query?: z.ZodObject;
  readonly headers?: z.ZodObject;
  readonly body?: z.ZodType;
  /** The content type of a body that is no JSON; such a route has no `body`. */
  readonly consumes?: "multipart/form-data";
  /** The status of success. */
  readonly status: 200 | 201 | 204;
  /** The JSON answered; absent: nothing (204), or what `contentType` names. */
  readonly answer?: z.ZodType;
  readonly contentType?: string;
}

/** A page of a list; `nextCursor` is null on the last one. */
export const pageOf = <T extends z.ZodType>(item: T) =>
  z.object({ items: z.array(item), nextCursor: z.string().nullable() });

const paging = {
  cursor: z.string().max(512).optional().describe("`nextCursor` of the page before."),
  limit: z.coerce.number().int().min(1).max(500).default(50),
};
const line = z.coerce.number().int().min(1);
const project = { project: Slug };
const run = { run: Id };
const delivery = { delivery: z.string().max(200) };
const schedule = { ...project, schedule: Slug };
const place = {
  shard: z.coerce.number().int().min(1).optional(),
  attempt: z.coerce.number().int().min(1).optional().describe("Defaults to the newest of each shard."),
};

export const Session = z
  .object({
    organization: z.object({ id: Id, slug: Slug, name: z.string() }),
    name: z.string().describe("The person or key signed in."),
    scopes: z.array(Scope),
    mode: z.enum(["local", "server"]),
    version: z.string(),
    executor: z.string().nullable().describe("What runs sandboxes here, where this process does."),
  })
  .meta({ id: "Session" });
export type Session = z.infer<typeof Session>;

const Health = z.object({
  status: z
    .enum(["ok", "degraded", "unavailable"])
    .describe("`degraded`: ready, though something that the center can do without is away."),
  checks: z.record(z.string(), z.string()).describe("`ok`, or what is wrong, by the part's name."),
});

/**
 * The whole API on one page: the server registers these, the OpenAPI document is made of them, and the typed client
 * calls them.
 */
export const routes = {
  health: {
    method: "GET",
    path: "/health",
    tag: "health",
    summary: "Ready to serve?",
    scope: null,
    status: 200,
    answer: Health,
  },
  healthLive: {
    method: "GET",
    path: "/health/live",
    tag: "health",
    summary: "Is the process alive?",
    scope: null,
    status: 200,
    answer: Health,
  },
  healthReady: {
    method: "GET",
    path: "/health/ready",
    tag: "health",
    summary: "Ready to serve, and what is missing where not",
    scope: null,
    status: 200,
    answer: Health,
  },

  signIn: {
    method: "POST",
    path: "/api/v1/session",
    tag: "session",
    summary: "Sign in with a one-time code or an API key",
    description: "Sets an http-only cookie for browsers.",
    scope: null,
    body: z.union([z.strictObject({ code: z.string().max(200) }), z.strictObject({ apiKey: z.string().max(200) })]),
    status: 200,
    answer: Session,
  },
  getSession: {
    method: "GET",
    path: "/api/v1/session",
    tag: "session",
    summary: "Who am I?",
    scope: "read",
    status: 200,
    answer: Session,
  },
  signOut: { method: "DELETE", path: "/api/v1/session", tag: "session", summary: "Sign out", scope: null, status: 204 },

  listProjects: {
    method: "GET",
    path: "/api/v1/projects",
    tag: "projects",
    summary: "List projects",
    scope: "read",
    query: z.object(paging),
    status: 200,
    answer: pageOf(Project),
  },
  createProject: {
    method: "POST",
    path: "/api/v1/projects",
    tag: "projects",
    summary: "Create a project",
    scope: "admin",
    body: NewProject,
    status: 201,
    answer: Project,
  },
  getProject: {
    method: "GET",
    path: "/api/v1/projects/:project",
    tag: "projects",
    summary: "Get a project",
    scope: "read",
    params: z.object(project),
    status: 200,
    answer: Project,
  },
  changeProject: {
    method: "PATCH",
    path: "/api/v1/projects/:project",
    tag: "projects",
    summary: "Change a project",
    scope: "admin",
    params: z.object(project),
    body: ProjectChange,
    status: 200,
    answer: Project,
  },
  deleteProject: {
    method: "DELETE",
    path: "/api/v1/projects/:project",
    tag: "projects",
    summary: "Delete a project with its suites, environments and schedules",
    description: "Its runs stay readable by id. Refused while one of them is not final.",
    scope: "admin",
    params: z.object(project),
    status: 204,
  },

  listSuites: {
    method: "GET",
    path: "/api/v1/projects/:project/suites",
    tag: "suites",
    summary: "List the suites of a project",
    scope: "read",
    params: z.object(project),
    query: z.object(paging),
    status: 200,
    answer: pageOf(Suite),
  },
  createSuite: {
    method: "POST",
    path: "/api/v1/projects/:project/suites",
    tag: "suites",
    summary: "Create a suite",
    scope: "admin",
    params: z.object(project),
    body: NewSuite,
    status: 201,
    answer: Suite,
  },
  getSuite: {
    method: "GET",
    path: "/api/v1/projects/:project/suites/:suite",
    tag: "suites",
    summary: "Get a suite",
    scope: "read",
    params: z.object({ ...project, suite: Slug }),
    status: 200,
    answer: Suite,
  },
  changeSuite: {
    method: "PATCH",
    path: "/api/v1/projects/:project/suites/:suite",
    tag: "suites",
    summary: "Change a suite",
    description: "Runs that were triggered before keep the suite as it was.",
    scope: "admin",
    params: z.object({ ...project, suite: Slug }),
    body: SuiteChange,
    status: 200,
    answer: Suite,
  },
  deleteSuite: {
    method: "DELETE",
    path: "/api/v1/projects/:project/suites/:suite",
    tag: "suites",
    summary: "Delete a suite",
    scope: "admin",
    params: z.object({ ...project, suite: Slug }),
    status: 204,
  },

  listEnvironments: {
    method: "GET",
    path: "/api/v1/projects/:project/environments",
    tag: "environments",
    summary: "List the environments of a project",
    scope: "read",
    params: z.object(project),
    query: z.object(paging),
    status: 200,
    answer: pageOf(Environment),
  },
  createEnvironment: {
    method: "POST",
    path: "/api/v1/projects/:project/environments",
    tag: "environments",
    summary: "Create an environment",
    scope: "admin",
    params: z.object(project),
    body: NewEnvironment,
    status: 201,
    answer: Environment,
  },
  getEnvironment: {
    method: "GET",
    path: "/api/v1/projects/:project/environments/:environment",
    tag: "environments",
    summary: "Get an environment",
    scope: "read",
    params: z.object({ ...project, environment: Slug }),
    status: 200,
    answer: Environment,
  },
  changeEnvironment: {
    method: "PATCH",
    path: "/api/v1/projects/:project/environments/:environment",
    tag: "environments",
    summary: "Change an environment",
    scope: "admin",
    params: z.object({ ...project, environment: Slug }),
    body: EnvironmentChange,
    status: 200,
    answer: Environment,
  },
  deleteEnvironment: {
    method: "DELETE",
    path: "/api/v1/projects/:project/environments/:environment",
    tag: "environments",
    summary: "Delete an environment",
    scope: "admin",
    params: z.object({ ...project, environment: Slug }),
    status: 204,
  },

  listSchedules: {
    method: "GET",
    path: "/api/v1/projects/:project/schedules",
    tag: "schedules",
    summary: "List the schedules of a project",
    scope: "read",
    params: z.object(project),
    query: z.object(paging),
    status: 200,
    answer: pageOf(Schedule),
  },
  createSchedule: {
    method: "POST",
    path: "/api/v1/projects/:project/schedules",
    tag: "schedules",
    summary: "Create a schedule",
    scope: "admin",
    params: z.object(project),
    body: NewSchedule,
    status: 201,
    answer: Schedule,
  },
  previewSchedule: {
    method: "GET",
    path: "/api/v1/schedule-preview",
    tag: "schedules",
    summary: "When would a cron expression run?",
    scope: "read",
    query: z.object({
      cron: NewSchedule.shape.cron,
      timeZone: NewSchedule.shape.timeZone,
      from: Instant.optional().describe("Defaults to now."),
      count: z.coerce.number().int().min(1).max(100).default(10),
    }),
    status: 200,
    answer: SchedulePreview,
  },
  getSchedule: {
    method: "GET",
    path: "/api/v1/projects/:project/schedules/:schedule",
    tag: "schedules",
    summary: "Get a schedule with its next runs",
    scope: "read",
    params: z.object(schedule),
    status: 200,
    answer: Schedule,
  },
  changeSchedule: {
    method: "PATCH",
    path: "/api/v1/projects/:project/schedules/:schedule",
    tag: "schedules",
    summary: "Change, pause or resume a schedule",
    scope: "admin",
    params: z.object(schedule),
    body: ScheduleChange,
    status: 200,
    answer: Schedule,
  },
  deleteSchedule: {
    method: "DELETE",
    path: "/api/v1/projects/:project/schedules/:schedule",
    tag: "schedules",
    summary: "Delete a schedule",
    description: "Runs that it has triggered stay.",
    scope: "admin",
    params: z.object(schedule),
    status: 204,
  },
  runSchedule: {
    method: "POST",
    path: "/api/v1/projects/:project/schedules/:schedule/run",
    tag: "schedules",
    summary: "Trigger now what a schedule triggers",
    description: "Also while it is paused, and whatever its overlap policy says. Its next instant stays.",
    scope: "run",
    params: z.object(schedule),
    status: 201,
    answer: Run,
  },
  listFirings: {
    method: "GET",
    path: "/api/v1/projects/:project/schedules/:schedule/firings",
    tag: "schedules",
    summary: "List what became of a schedule's instants, newest first",
    description: "Kept for 90 days.",
    scope: "read",
    params: z.object(schedule),
    query: z.object({ limit: paging.limit }),
    status: 200,
    answer: z.object({ items: z.array(Firing) }),
  },

  createRun: {
    method: "POST",
    path: "/api/v1/runs",
    tag: "runs",
    summary: "Trigger a run",
    scope: "run",
    description:
      "Once this answers, the run is stored and will end. With an `Idempotency-Key`, the same key answers the same run again.",
    headers: z.object({ "idempotency-key": z.string().min(1).max(200).optional() }),
    body: NewRun,
    status: 201,
    answer: Run,
  },
  listRuns: {
    method: "GET",
    path: "/api/v1/runs",
    tag: "runs",
    summary: "List runs, newest first",
    scope: "read",
    query: z.object({
      project: Slug.optional(),
      suite: Slug.optional(),
      state: State.optional(),
      verdict: Verdict.optional(),
      branch: z.string().max(255).optional(),
      trigger: Trigger.shape.kind.optional(),
      from: Instant.optional().describe("Created at or after."),
      to: Instant.optional().describe("Created before."),
      ...paging,
    }),
    status: 200,
    answer: pageOf(RunSummary),
  },
  getRun: {
    method: "GET",
    path: "/api/v1/runs/:run",
    tag: "runs",
    summary: "Get a run with its jobs and attempts",
    scope: "read",
    params: z.object(run),
    status: 200,
    answer: Run,
  },
  changeRun: {
    method: "PATCH",
    path: "/api/v1/runs/:run",
    tag: "runs",
    summary: "Pin a run, or change its labels",
    scope: "run",
    params: z.object(run),
    body: RunChange,
    status: 200,
    answer: Run,
  },
  cancelRun: {
    method: "POST",
    path: "/api/v1/runs/:run/cancel",
    tag: "runs",
    summary: "Cancel a run",
    description: "409 when it is final already.",
    scope: "run",
    params: z.object(run),
    status: 200,
    answer: Run,
  },
  rerun: {
    method: "POST",
    path: "/api/v1/runs/:run/rerun",
    tag: "runs",
    summary: "Trigger the same again",
    scope: "run",
    params: z.object(run),
    body: Rerun.nullish(),
    status: 201,
    answer: Run,
  },
  getLog: {
    method: "GET",
    path: "/api/v1/runs/:run/log",
    tag: "runs",
    summary: "Read the log as plain text",
    scope: "read",
    params: z.object(run),
    query: z.object({
      ...place,
      from: line.optional().describe("First line, counted from 1."),
      to: line.optional().describe("Last line, included."),
    }),
    status: 200,
    contentType: "text/plain; charset=utf-8",
  },
  runEvents: {
    method: "GET",
    path: "/api/v1/runs/:run/events",
    tag: "runs",
    summary: "Follow a run",
    scope: "read",
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
    scope: "read",
    description: "Server-sent `run` events with a run's summary, from now on; after a reconnect, list the runs anew.",
    status: 200,
    contentType: "text/event-stream",
  },
  listResults: {
    method: "GET",
    path: "/api/v1/runs/:run/results",
    tag: "runs",
    summary: "List the results of a run",
    scope: "read",
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
    scope: "read",
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
    scope: "read",
    params: z.object({
      ...run,
      "*": z.string().max(4096).describe("`<shard>/<attempt>/<path>`, as in the artifact's `url`."),
    }),
    query: z.object({ download: z.stringbool().default(false) }),
    status: 200,
    contentType: "application/octet-stream",
  },
  getAnalysis: {
    method: "GET",
    path: "/api/v1/runs/:run/analysis",
    tag: "analysis",
    summary: "Read why a run failed",
    description: "404 where the run was not analysed: it did not fail, or the organization has analysis turned off.",
    scope: "read",
    params: z.object(run),
    status: 200,
    answer: Analysis,
  },
  analyseAgain: {
    method: "POST",
    path: "/api/v1/runs/:run/analysis",
    tag: "analysis",
    summary: "Analyse a failed run again",
    description: "What is known of runs that failed alike is left out. 409 when there is no failure to explain.",
    scope: "run",
    params: z.object(run),
    status: 200,
    answer: Analysis,
  },
  giveFeedback: {
    method: "POST",
    path: "/api/v1/runs/:run/analysis/feedback",
    tag: "analysis",
    summary: "Say whether an analysis is right, or what it should have said",
    description: "Kept, and told again where the same failure comes again.",
    scope: "run",
    params: z.object(run),
    body: NewFeedback,
    status: 200,
    answer: Analysis,
  },
  getAnalysisSettings: {
    method: "GET",
    path: "/api/v1/analysis/settings",
    tag: "analysis",
    summary: "How the organization has failed runs analysed",
    scope: "read",
    status: 200,
    answer: AnalysisSettings,
  },
  changeAnalysisSettings: {
    method: "PATCH",
    path: "/api/v1/analysis/settings",
    tag: "analysis",
    summary: "Change how failed runs are analysed",
    scope: "admin",
    body: AnalysisSettingsChange,
    status: 200,
    answer: AnalysisSettings,
  },
  getRetention: {
    method: "GET",
    path: "/api/v1/retention",
    tag: "retention",
    summary: "How long the organization keeps runs and their parts",
    scope: "read",
    status: 200,
    answer: Retention,
  },
  changeRetention: {
    method: "PATCH",
    path: "/api/v1/retention",
    tag: "retention",
    summary: "Change how long runs and their parts are kept",
    scope: "admin",
    body: RetentionChange,
    status: 200,
    answer: Retention,
  },
  listChannels: {
    method: "GET",
    path: "/api/v1/channels",
    tag: "notices",
    summary: "List the channels that notices go to",
    scope: "read",
    query: z.object(paging),
    status: 200,
    answer: pageOf(Channel),
  },
  createChannel: {
    method: "POST",
    path: "/api/v1/channels",
    tag: "notices",
    summary: "Create a channel",
    description: "A webhook is answered with the secret that its requests are signed with; it is not told again.",
    scope: "admin",
    body: NewChannel,
    status: 201,
    answer: ChannelSecret,
  },
  getChannel: {
    method: "GET",
    path: "/api/v1/channels/:channel",
    tag: "notices",
    summary: "Get a channel",
    scope: "read",
    params: z.object({ channel: Slug }),
    status: 200,
    answer: Channel,
  },
  changeChannel: {
    method: "PATCH",
    path: "/api/v1/channels/:channel",
    tag: "notices",
    summary: "Change or mute a channel",
    scope: "admin",
    params: z.object({ channel: Slug }),
    body: ChannelChange,
    status: 200,
    answer: Channel,
  },
  deleteChannel: {
    method: "DELETE",
    path: "/api/v1/channels/:channel",
    tag: "notices",
    summary: "Delete a channel",
    scope: "admin",
    params: z.object({ channel: Slug }),
    status: 204,
  },
  rotateChannelSecret: {
    method: "POST",
    path: "/api/v1/channels/:channel/secret",
    tag: "notices",
    summary: "Replace the secret of a webhook",
    description: "For a day requests are signed with the former secret too.",
    scope: "admin",
    params: z.object({ channel: Slug }),
    status: 201,
    answer: ChannelSecret,
  },
  testChannel: {
    method: "POST",
    path: "/api/v1/channels/:channel/test",
    tag: "notices",
    summary: "Send a test to a channel",
    scope: "admin",
    params: z.object({ channel: Slug }),
    status: 201,
    answer: Delivery,
  },
  listNoticeRules: {
    method: "GET",
    path: "/api/v1/notice-rules",
    tag: "notices",
    summary: "List the rules of notices",
    scope: "read",
    query: z.object(paging),
    status: 200,
    answer: pageOf(NoticeRule),
  },
  createNoticeRule: {
    method: "POST",
    path: "/api/v1/notice-rules",
    tag: "notices",
    summary: "Create a rule: which runs are told to which channels",
    scope: "admin",
    body: NewNoticeRule,
    status: 201,
    answer: NoticeRule,
  },
  getNoticeRule: {
    method: "GET",
    path: "/api/v1/notice-rules/:rule",
    tag: "notices",
    summary: "Get a rule of notices",
    scope: "read",
    params: z.object({ rule: Id }),
    status: 200,
    answer: NoticeRule,
  },
  changeNoticeRule: {
    method: "PATCH",
    path: "/api/v1/notice-rules/:rule",
    tag: "notices",
    summary: "Change or mute a rule of notices",
    scope: "admin",
    params: z.object({ rule: Id }),
    body: NoticeRuleChange,
    status: 200,
    answer: NoticeRule,
  },
  deleteNoticeRule: {
    method: "DELETE",
    path: "/api/v1/notice-rules/:rule",
    tag: "notices",
    summary: "Delete a rule of notices",
    scope: "admin",
    params: z.object({ rule: Id }),
    status: 204,
  },
  listSubscriptions: {
    method: "GET",
    path: "/api/v1/subscriptions",
    tag: "notices",
    summary: "List personal subscriptions",
    scope: "read",
    query: z.object(paging),
    status: 200,
    answer: pageOf(Subscription),
  },
  createSubscription: {
    method: "POST",
    path: "/api/v1/subscriptions",
    tag: "notices",
    summary: "Subscribe to notices by e-mail",
    scope: "run",
    body: NewSubscription,
    status: 201,
    answer: Subscription,
  },
  changeSubscription: {
    method: "PATCH",
    path: "/api/v1/subscriptions/:subscription",
    tag: "notices",
    summary: "Change or mute a subscription",
    scope: "run",
    params: z.object({ subscription: Id }),
    body: SubscriptionChange,
    status: 200,
    answer: Subscription,
  },
  deleteSubscription: {
    method: "DELETE",
    path: "/api/v1/subscriptions/:subscription",
    tag: "notices",
    summary: "Unsubscribe",
    scope: "run",
    params: z.object({ subscription: Id }),
    status: 204,
  },
  listDeliveries: {
    method: "GET",
    path: "/api/v1/deliveries",
    tag: "notices",
    summary: "List deliveries of notices, newest first",
    description: "Kept for 30 days.",
    scope: "read",
    query: z.object({ state: DeliveryState.optional(), run: Id.optional(), ...paging }),
    status: 200,
    answer: pageOf(Delivery),
  },
  getDelivery: {
    method: "GET",
    path: "/api/v1/deliveries/:delivery",
    tag: "notices",
    summary: "Get a delivery with its tries",
    scope: "read",
    params: z.object(delivery),
    status: 200,
    answer: Delivery,
  },
  redeliver: {
    method: "POST",
    path: "/api/v1/deliveries/:delivery/redeliver",
    tag: "notices",
    summary: "Deliver again what was delivered or given up",
    description: "409 while it is still tried by itself.",
    scope: "run",
    params: z.object(delivery),
    status: 200,
    answer: Delivery,
  },
  listOutbox: {
    method: "GET",
    path: "/api/v1/outbox",
    tag: "notices",
    summary: "List mails of the outbox, newest first",
    description: "Where no mail server is set, mails are kept here for 30 days instead of being sent.",
    scope: "admin",
    query: z.object(paging),
    status: 200,
    answer: pageOf(OutboxMail),
  },
  getOutboxMail: {
    method: "GET",
    path: "/api/v1/outbox/:mail",
    tag: "notices",
    summary: "Read a mail of the outbox",
    scope: "admin",
    params: z.object({ mail: z.string().max(200) }),
    status: 200,
    answer: WholeMail,
  },
  uploadResults: {
    method: "POST",
    path: "/api/v1/results",
    tag: "results",
    summary: "Upload the reports of a run made elsewhere; they become a run",
    scope: "ingest",
    description: "Any number of `files`, in one form. The project is created where it is not there yet.",
    consumes: "multipart/form-data",
    headers: z.object({ "idempotency-key": z.string().min(1).max(200).optional() }),
    query: z.object({
      project: Slug,
      suite: Slug.default("uploaded"),
      branch: z.string().max(255).optional(),
      commit: z.string().max(64).optional(),
      label: z.union([z.string().max(64), z.array(z.string().max(64)).max(20)]).optional(),
    }),
    status: 201,
    answer: Run,
  },
} as const satisfies Record<string, Route>;

export type RouteName = keyof typeof routes;
type Output<T> = T extends z.ZodType ? z.output<T> : undefined;
type Wire<T> = T extends z.ZodType ? z.input<T> : undefined;
type Field<R, K extends string> = R extends { readonly [P in K]: infer V } ? V : undefined;

/** What a handler of the route gets, parsed. */
export interface RouteInput<N extends RouteName> {
  params: Output<Field<(typeof routes)[N], "params">>;
  query: Output<Field<(typeof routes)[N], "query">>;
  headers: Output<Field<(typeof routes)[N], "headers">>;
  body: Output<Field<(typeof routes)[N], "body">>;
}
/** What a client gives, before defaults are filled in. */
export interface RouteRequest<N extends RouteName> {
  params: Wire<Field<(typeof routes)[N], "params">>;
  query: Wire<Field<(typeof routes)[N], "query">>;
  headers: Wire<Field<(typeof routes)[N], "headers">>;
  body: Wire<Field<(typeof routes)[N], "body">>;
}
export type RouteAnswer<N extends RouteName> = Output<Field<(typeof routes)[N], "answer">>;
