import { randomUUID } from "node:crypto";
import cookie from "@fastify/cookie";
import multipart from "@fastify/multipart";
import { type Route, type RouteName, routes } from "@aac/contract";
import type { Analysts, Cache, Caller, Center, MayCreate, Poster, ResolveTxt, SignOn } from "@aac/core";
import fastify, { type FastifyBaseLogger, type FastifyInstance, LogController } from "fastify";
import { serializerCompiler, validatorCompiler } from "fastify-type-provider-zod";
import type { Checks } from "../observe/checks.ts";
import { accountRoutes } from "./routes/account.ts";
import { keep, keepRefusal, type KeepParts } from "./audit/keep.ts";
import { keepFailedSignIns } from "./audit/failed-sign-ins.ts";
import { analysisRoutes } from "./routes/analysis.ts";
import { apiKeyRoutes } from "./routes/api-keys.ts";
import { type Access, authorise } from "./auth.ts";
import { createCredentials, type Credentials } from "./credentials.ts";
import { answerHeaders, headAnswers } from "./browsers/answer-headers.ts";
import { refuseOtherSites } from "./browsers/other-sites.ts";
import { keepReportsApart, type ReportsAt } from "./browsers/reports-host.ts";
import { serveDashboard } from "./dashboard.ts";
import { answerBrokenRequest, answerError } from "./errors.ts";
import { maxBodyBytes } from "./from-fastify.ts";
import { type CountPerson, guard, type Limits } from "./guard/guard.ts";
import { classOf } from "./guard/rate-limits.ts";
import type { Exchange, Handlers } from "./handlers.ts";
import { patience, type Patience } from "./guard/patience.ts";
import { readJsonBodies } from "./json-body.ts";
import { createLastUsed } from "./last-used.ts";
import { measure, type MeasureOptions } from "./measure.ts";
import { describeApi, describeRoute } from "./openapi.ts";
import { createIdentity, type Identity } from "./identity/identity.ts";
import { createReportTickets } from "./report-tickets.ts";
import { auditRoutes } from "./routes/audit.ts";
import { centerRoutes, type LookIntoDirectory } from "./routes/center.ts";
import { environmentRoutes } from "./routes/environments.ts";
import { eventRoutes } from "./routes/events.ts";
import { healthRoutes } from "./routes/health.ts";
import { historyRoutes } from "./routes/history.ts";
import { noticeRoutes } from "./routes/notices.ts";
import { deliveryRoutes } from "./routes/deliveries.ts";
import { outputRoutes } from "./routes/outputs.ts";
import { organizationRoutes } from "./routes/organizations.ts";
import { peopleRoutes } from "./routes/people.ts";
import { projectRoutes } from "./routes/projects.ts";
import { serveReports } from "./routes/reports.ts";
import { resultRoutes } from "./routes/results.ts";
import { retentionRoutes } from "./routes/retention.ts";
import { sandboxPolicyRoutes } from "./routes/sandbox-policy.ts";
import { runBatchRoutes } from "./routes/run-batches.ts";
import { runRoutes } from "./routes/runs.ts";
import { savedFilterRoutes } from "./routes/saved-filters.ts";
import { scheduleRoutes } from "./routes/schedules.ts";
import { sessionRoutes } from "./routes/session.ts";
import type { UploadLimits } from "./routes/uploaded-files.ts";
import { ssoRoutes } from "./routes/sso.ts";
import { usageRoutes } from "./routes/usage.ts";
import { workerRoutes } from "./routes/workers.ts";
import { suiteRoutes } from "./routes/suites.ts";
import { resolveTxtByHost, tellProducers } from "./people-parts.ts";
import { createSignIns } from "./sign-ins.ts";
import { serveTraceViewer } from "./trace-viewer.ts";

export interface ProducerOptions extends MeasureOptions {
  cache: Cache;
  mode: "local" | "server";
  /** What runs sandboxes in this process; null where workers are elsewhere. */
  executor: string | null;
  /** Signs cookies. */
  cookieSecret: string;
  /** Folder of the built dashboard; null to serve none. */
  dashboardDir: string | null;
  /** Where traces are opened, on a host that is not the dashboard's. Default: nowhere. */
  reportsAt?: ReportsAt | null;
  /** Folder of Playwright's trace viewer; null to serve none. Default: none. */
  traceViewerDir?: string | null;
  /** People reach it by https: cookies are sent no other way. */
  isSecure: boolean;
  /** Origins besides our own whose pages may call the API with a session. Default: none. */
  corsOrigins?: readonly string[];
  checks: Checks;
  /** The models that the center itself has access to. */
  analysts: Pick<Analysts, "own">;
  /** Of the notices: knows which addresses it would refuse. */
  poster: Pick<Poster, "whyRefused">;
  log: FastifyBaseLogger;
  /** Default: the store's, without a cache. */
  credentials?: Credentials;
  /** Default: one of its own, on those credentials. */
  identity?: Identity;
  /** Whether anybody may sign up. Default: who is invited. */
  signUp?: "open" | "invited";
  /** Told that there is a letter to send. Default: this center sends no mail. */
  wakePostman?: (() => void) | null;
  /** Where people reach the dashboard: what links begin with. Default: where it listens. */
  publicUrl?: string | null;
  /** Who may create organizations. Default: owners of the first one. */
  newOrganizations?: MayCreate;
  /** Asks the providers of single sign-on. */
  signOn: SignOn;
  /** Default: by the resolver of this host. */
  resolveTxt?: ResolveTxt;
  /** Default: none, as suits one person's own machine. */
  limits?: Limits;
  /** How many proxies stand before it, or their addresses and networks, by comma: whose `X-Forwarded-For` is believed. Default: nobody's. */
  trustProxy?: number | string;
  /** How long clients may take; see `Patience`. */
  patience?: Partial<Patience>;
  /** Default: 1,000 files of 1 GiB. */
  uploads?: UploadLimits;
  /** Tells how the tests of a directory of this host are run. Default: nothing is recognised. */
  lookInto?: LookIntoDirectory | null;
  /** Checks every answer against the contract, as tests do. */
  checkAnswers?: boolean;
}

/** The HTTP API, ready to listen or to be injected into. Closing it ends its event streams. */
export async function createApp(center: Center, options: ProducerOptions): Promise<FastifyInstance> {
  const closing = new AbortController();
  const app = fastify({
    loggerInstance: options.log,
    // `measure` writes one wide line for each request instead.
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: maxBodyBytes,
    ...patience(options.patience),
    trustProxy: trusted(options.trustProxy ?? 0),
    genReqId: () => randomUUID(),
    forceCloseConnections: "idle",
    // What still comes while it stops is answered, and told to come by another connection.
    return503OnClosing: false,
    routerOptions: { maxParamLength: 4096 },
    frameworkErrors: (error, request, reply) => answerError(error, request, reply.headers(answerHeaders(options))),
    clientErrorHandler: answerBrokenRequest,
  });
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(options.checkAnswers ? serializerCompiler : () => JSON.stringify);
  app.setErrorHandler(answerError);
  app.decorateRequest("caller", null);
  app.decorateRequest("authorisedAt", 0);
  app.addHook("preClose", async () => closing.abort());
  readJsonBodies(app, patience(options.patience).bodyMs);
  headAnswers(app, options);
  const { reportsAt = null, traceViewerDir = null } = options;
  const reportsOrigin = keepReportsApart(app, reportsAt);
  await refuseOtherSites(app, { corsOrigins: options.corsOrigins ?? [], isSecure: options.isSecure });
  await app.register(cookie, { secret: options.cookieSecret });
  await describeApi(app, options);
  measure(app, center, options);
  const credentials = options.credentials ?? createCredentials(center);
  const { cache, cookieSecret: secret, isSecure, signUp = "invited", wakePostman = null } = options;
  const identity = options.identity ?? createIdentity(center, { cache, credentials, secret });
  const signIns = createSignIns(center, {
    ...options,
    identity,
    credentials,
    opensTraces: reportsAt !== null && traceViewerDir !== null,
  });
  const { newOrganizations = "owners", signOn, resolveTxt = resolveTxtByHost } = options;
  const publicUrl = () => options.publicUrl ?? app.listeningOrigin;
  const people = tellProducers(center, credentials);
  const access: Access = { credentials, store: center.store, lastUsed: createLastUsed(center) };
  const { limits } = options;
  const countPerson = limits ? guard(app, { limits, cache, clock: center.clock }) : null;
  const keeping = { center, analysts: options.analysts, cache: options.cache };
  keepFailedSignIns(app, keeping);
  const gate: Gate = { access, countPerson, keeping };

  const tickets = createReportTickets({ secret: options.cookieSecret, clock: center.clock });
  const handlers: Handlers = {
    ...healthRoutes(options.checks),
    ...sessionRoutes({ identity, cache, signIns }),
    ...accountRoutes(center, { identity, cache, isSecure, signUp, wakePostman }),
    ...organizationRoutes(center, { signIns, credentials, people, newOrganizations }),
    ...peopleRoutes(center, { identity, credentials, signIns, people, cache, publicUrl, wakePostman }),
    ...ssoRoutes(center, { identity, signIns, people, signOn, resolveTxt, cache, publicUrl, isSecure }),
    ...projectRoutes(center),
    ...suiteRoutes(center, { isLocal: options.mode === "local" }),
    ...environmentRoutes(center),
    ...runRoutes(center),
    ...runBatchRoutes(keeping),
    ...savedFilterRoutes(center),
    ...outputRoutes(center, { tickets, reportsOrigin }),
    ...historyRoutes(center),
    ...eventRoutes(center, access, closing.signal),
    ...resultRoutes(center, options.uploads),
    ...retentionRoutes(center),
    ...sandboxPolicyRoutes(center),
    ...scheduleRoutes(center),
    ...noticeRoutes(center, options.poster),
    ...deliveryRoutes(center),
    ...analysisRoutes(center, options.analysts),
    ...auditRoutes(center),
    ...apiKeyRoutes(center, credentials),
    ...usageRoutes(center),
    ...workerRoutes(center),
    ...centerRoutes(center, {
      signUp,
      isLocal: options.mode === "local",
      executor: options.executor,
      lookInto: options.lookInto ?? null,
    }),
  };
  const registerAll = (into: FastifyInstance, isMeant: (route: Route) => boolean) => {
    for (const name of Object.keys(routes) as RouteName[]) {
      if (isMeant(routes[name])) register(into, gate, name, handlers[name]);
    }
  };
  registerAll(app, ({ consumes }) => consumes === undefined);
  await app.register(async (uploads) => {
    await uploads.register(multipart);
    registerAll(uploads, ({ consumes }) => consumes !== undefined);
  });
  serveReports(app, center, tickets);
  await serveTraceViewer(app, traceViewerDir);
  await serveDashboard(app, options.dashboardDir);
  return app;
}

/** Fastify knows addresses; by their number proxies are known from the nearest on. */
function trusted(proxies: number | string) {
  if (proxies === 0) return false;
  return typeof proxies === "string" ? proxies : (_: string, hop: number) => hop < proxies;
}

/** What was found out about a caller longer ago is found out anew before a body counts. */
const lateMs = 2_000;

type AnyHandler = (exchange: Exchange<RouteName>) => Promise<unknown>;

/** What stands before every route. */
interface Gate {
  access: Access;
  /** Null: without limits. */
  countPerson: CountPerson | null;
  keeping: KeepParts;
}

function register(
  app: FastifyInstance,
  { access, countPerson, keeping }: Gate,
  name: RouteName,
  handle: AnyHandler,
): void {
  const route: Route = routes[name];
  app.route({
    method: route.method,
    url: route.path,
    schema: describeRoute(name),
    config: { routeClass: classOf(name) },
    // A stream without end has no head to tell.
    exposeHeadRoute: route.contentType !== "text/event-stream",
    // Before the body is read and checked: who may not ask learns nothing of what would be valid.
    onRequest: async (request, reply) => {
      reply.header("cache-control", "no-store").header("x-request-id", request.id);
      if (!route.permission) return;
      request.authorisedAt = keeping.center.clock.now();
      try {
        request.caller = await authorise(access, request, route.permission);
      } catch (error) {
        await keepRefusal(keeping, name, request, error);
        throw error;
      }
      await countPerson?.(request, reply, request.caller);
    },
    handler: async (request, reply) => {
      reply.code(route.status);
      // A body may take its time, in which whoever sends it may have been removed.
      if (route.permission && keeping.center.clock.now() - request.authorisedAt > lateMs)
        request.caller = await authorise(access, request, route.permission);
      const { params, query, headers, body, caller } = request;
      const exchange = { params, query, headers, body: body ?? undefined, caller, request, reply };
      return keep(keeping, name, exchange as Exchange<RouteName>, handle);
    },
  });
}

declare module "fastify" {
  interface FastifyRequest {
    caller: Caller | null;
    /** When that was found out. */
    authorisedAt: number;
  }
}
