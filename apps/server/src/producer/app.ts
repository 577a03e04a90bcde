import { randomUUID } from "node:crypto";
import cookie from "@fastify/cookie";
import multipart from "@fastify/multipart";
import swagger from "@fastify/swagger";
import { type Route, type RouteName, routes } from "@aac/contract";
import { type Cache, type Center, Problem } from "@aac/core";
import scalar from "@scalar/fastify-api-reference";
import fastify, { type FastifyBaseLogger, type FastifyInstance, LogController } from "fastify";
import {
  jsonSchemaTransform,
  jsonSchemaTransformObject,
  serializerCompiler,
  validatorCompiler,
} from "fastify-type-provider-zod";
import type { Checks } from "../observe/checks.ts";
import { createMetrics } from "../observe/metrics.ts";
import { authorise } from "./auth.ts";
import { serveDashboard } from "./dashboard.ts";
import { answerError } from "./errors.ts";
import type { Exchange, Handlers } from "./handlers.ts";
import { environmentRoutes } from "./routes/environments.ts";
import { eventRoutes } from "./routes/events.ts";
import { healthRoutes } from "./routes/health.ts";
import { outputRoutes } from "./routes/outputs.ts";
import { projectRoutes } from "./routes/projects.ts";
import { resultRoutes } from "./routes/results.ts";
import { runRoutes } from "./routes/runs.ts";
import { sessionRoutes } from "./routes/session.ts";
import { suiteRoutes } from "./routes/suites.ts";

export interface ProducerOptions {
  cache: Cache;
  mode: "local" | "server";
  version: string;
  /** What runs sandboxes in this process; null where workers are elsewhere. */
  executor: string | null;
  /** Signs cookies. */
  cookieSecret: string;
  /** Folder of the built dashboard; null to serve none. */
  dashboardDir: string | null;
  /** People reach it by https: cookies are sent no other way. */
  isSecure: boolean;
  checks: Checks;
  log: FastifyBaseLogger;
  /** Checks every answer against the contract, as tests do. */
  checkAnswers?: boolean;
}

const maxBodyBytes = 1024 * 1024;

/** The HTTP API, ready to listen or to be injected into. Closing it ends its event streams. */
export async function createApp(center: Center, options: ProducerOptions): Promise<FastifyInstance> {
  const closing = new AbortController();
  const app = fastify({
    loggerInstance: options.log,
    // `measure` writes one wide line for each request instead.
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: maxBodyBytes,
    genReqId: () => randomUUID(),
    forceCloseConnections: true,
    routerOptions: { maxParamLength: 4096 },
  });
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(options.checkAnswers ? serializerCompiler : () => JSON.stringify);
  app.setErrorHandler(answerError);
  app.addHook("preClose", async () => closing.abort());
  await app.register(cookie, { secret: options.cookieSecret });
  await app.register(multipart);
  await describeApi(app, options);
  measure(app, center);

  const handlers: Handlers = {
    ...healthRoutes(options.checks),
    ...sessionRoutes(center, options),
    ...projectRoutes(center),
    ...suiteRoutes(center, { isLocal: options.mode === "local" }),
    ...environmentRoutes(center),
    ...runRoutes(center),
    ...outputRoutes(center),
    ...eventRoutes(center, closing.signal),
    ...resultRoutes(center),
  };
  for (const name of Object.keys(routes) as RouteName[]) register(app, center, name, handlers[name] as AnyHandler);
  await serveDashboard(app, options.dashboardDir);
  return app;
}

type AnyHandler = (exchange: Exchange<RouteName>) => Promise<unknown>;

function register(app: FastifyInstance, center: Center, name: RouteName, handle: AnyHandler): void {
  const route: Route = routes[name];
  app.route({
    method: route.method,
    url: route.path,
    schema: {
      operationId: name,
      tags: [route.tag],
      summary: route.summary,
      ...(route.description ? { description: route.description } : {}),
      ...(route.scope ? { security: [{ apiKey: [] }, { session: [] }] } : {}),
      ...(route.params ? { params: route.params } : {}),
      ...(route.query ? { querystring: route.query } : {}),
      ...(route.headers ? { headers: route.headers } : {}),
      ...(route.body ? { body: route.body } : {}),
      ...(route.answer ? { response: { [route.status]: route.answer } } : {}),
    },
    // Before the body is read and checked: who may not ask learns nothing of what would be valid.
    onRequest: async (request) => {
      if (route.scope) request.caller = await authorise(center, request, route.scope);
    },
    handler: async (request, reply) => {
      reply.code(route.status);
      const { params, query, headers, body, caller } = request;
      return handle({ params, query, headers, body: body ?? undefined, caller, request, reply } as Exchange<RouteName>);
    },
  });
}

async function describeApi(app: FastifyInstance, { version }: ProducerOptions): Promise<void> {
  app.decorateRequest("caller", null);
  await app.register(swagger, {
    openapi: {
      openapi: "3.1.0",
      info: {
        title: "Agnostic Automation Center",
        version,
        description: "Runs test suites of any language and framework.",
      },
      components: {
        securitySchemes: {
          apiKey: { type: "http", scheme: "bearer", description: "An API key; `X-API-Key` works too." },
          session: { type: "apiKey", in: "cookie", name: "aac_session" },
        },
      },
    },
    transform: jsonSchemaTransform,
    transformObject: jsonSchemaTransformObject,
  });
  app.get("/openapi.json", { schema: { hide: true } }, () => app.swagger());
  await app.register(scalar, {
    routePrefix: "/api/docs",
    configuration: { url: "/openapi.json", telemetry: false, withDefaultFonts: false, hideClientButton: true },
  });
}

function measure(app: FastifyInstance, center: Center): void {
  const metrics = createMetrics(center);
  app.get("/metrics", { schema: { hide: true } }, async (_, reply) => {
    return reply.type(metrics.registry.contentType).send(await metrics.registry.metrics());
  });
  app.addHook("onResponse", async (request, reply) => {
    const route = request.routeOptions.url ?? "none";
    metrics.requests.observe({ method: request.method, route, status: reply.statusCode }, reply.elapsedTime / 1000);
    request.log.info(
      {
        method: request.method,
        route,
        status: reply.statusCode,
        ms: Math.round(reply.elapsedTime),
        org: request.caller?.orgId,
      },
      "request",
    );
  });
  app.addHook("onError", async (_request, _reply, error) => {
    metrics.refusals.inc({ code: error instanceof Problem ? error.code : "other" });
  });
}

declare module "fastify" {
  interface FastifyRequest {
    caller: import("@aac/core").Caller | null;
  }
}
