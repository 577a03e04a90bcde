import { createHash } from "node:crypto";
import swagger from "@fastify/swagger";
import { ProblemDetails, type Route, type RouteName, routes } from "@aac/contract";
import scalar from "@scalar/fastify-api-reference";
import { referencePolicy } from "./browsers/answer-headers.ts";
import type { FastifyInstance, FastifySchema } from "fastify";
import { jsonSchemaTransform, jsonSchemaTransformObject } from "fastify-type-provider-zod";
import { z } from "zod";

/** The OpenAPI document at /openapi.json, made of the route table, and its rendered reference at /api/docs. */
export async function describeApi(app: FastifyInstance, { version }: { version: string }): Promise<void> {
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
    transform(document) {
      const transformed = jsonSchemaTransform(document);
      if (document.schema.consumes) Object.assign(transformed.schema, { body: uploadedFiles });
      return transformed;
    },
    transformObject: jsonSchemaTransformObject,
  });
  app.get("/openapi.json", { schema: { hide: true } }, () => app.swagger());
  await app.register(async (reference) => {
    reference.addHook<string>("onSend", async (_, reply, page) => {
      const isPage = String(reply.getHeader("content-type")).startsWith("text/html");
      if (isPage) reply.header("content-security-policy", referencePolicy(scriptsIn(page)));
    });
    await reference.register(scalar, {
      routePrefix: "/api/docs",
      // By default it offers services of its maker, and sends what one tries out through them.
      configuration: {
        url: "/openapi.json",
        defaultOpenAllTags: true,
        documentDownloadType: "json",
        withDefaultFonts: false,
        telemetry: false,
        hideClientButton: true,
        showDeveloperTools: "never",
        agent: { disabled: true },
        mcp: { disabled: true },
        proxyUrl: "",
      },
    });
  });
}

const digestOf = (script: string) => createHash("sha256").update(script).digest("base64");

/** The page's own script holds its configuration; it is the same in every answer. */
function scriptsIn(html: string): string[] {
  return [...html.matchAll(/<script(?![^>]*\ssrc=)[^>]*>([^]*?)<\/script>/g)].map(([, script = ""]) =>
    digestOf(script),
  );
}

/** Multipart bodies are read piece by piece, so no schema checks them; this one only tells of them. */
const uploadedFiles = {
  type: "object",
  required: ["files"],
  properties: { files: { type: "array", items: { type: "string", contentMediaType: "application/octet-stream" } } },
};

const problem = {
  description: "Refused: what is wrong and what to do about it.",
  content: { "application/problem+json": { schema: ProblemDetails } },
};

/** What Fastify checks a request and its answer by, and what the document tells of them. */
export function describeRoute(name: RouteName): FastifySchema {
  const route: Route = routes[name];
  const { params, query: querystring, headers, body, description, consumes } = route;
  return {
    operationId: name,
    tags: [route.tag],
    summary: route.summary,
    ...(description && { description }),
    ...(consumes && { consumes: [consumes] }),
    ...(route.permission && { security: [{ apiKey: [] }, { session: [] }] }),
    ...(params && { params }),
    ...(querystring && { querystring }),
    ...(headers && { headers }),
    ...(body && { body }),
    response: { [route.status]: answerOf(route), default: problem },
  };
}

function answerOf({ answer, contentType, summary }: Route): unknown {
  if (answer) return answer;
  const description = summary;
  return contentType ? { description, content: { [contentType]: { schema: z.string() } } } : z.null().describe("Done.");
}
