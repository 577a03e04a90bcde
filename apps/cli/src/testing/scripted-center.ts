import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import {
  ProblemDetails,
  type Route,
  type RouteAnswer,
  type RouteInput,
  type RouteName,
  type RunEvent,
  routes,
  runEvents,
} from "@aac/contract";

/** A request that was refused, on purpose. */
export class Refused extends Error {
  readonly problem: ProblemDetails;
  constructor(status: number, code: string, more: Partial<ProblemDetails> = {}) {
    super(code);
    this.problem = {
      type: "about:blank",
      title: code,
      status,
      code,
      detail: `${code}.`,
      remedy: "Do better.",
      ...more,
    };
  }
}

export interface Recorded {
  route: RouteName;
  headers: IncomingMessage["headers"];
  params: Record<string, string>;
  query: Record<string, unknown>;
  body: unknown;
}

/** What a test writes to a follower. */
export interface EventStream {
  /** The position the follower goes on from; null on its first connection. */
  readonly after: string | null;
  send(event: RunEvent, id?: string): void;
  /** Breaks the connection as a network does. */
  drop(): void;
}

type Handler<N extends RouteName> = (
  input: RouteInput<N>,
  request: Recorded,
) => RouteAnswer<N> | Promise<RouteAnswer<N>>;

/** A center on a real port that speaks the contract and answers what the test says; what is not said is a 404. */
export interface ScriptedCenter {
  readonly url: string;
  readonly requests: readonly Recorded[];
  on<N extends RouteName>(name: N, handler: Handler<N>): void;
  onLog(text: (query: RouteInput<"getLog">["query"]) => string): void;
  onEvents(handler: (stream: EventStream) => void): void;
  of(name: RouteName): readonly Recorded[];
  close(): Promise<void>;
}

export async function startScriptedCenter(): Promise<ScriptedCenter> {
  const handlers = new Map<RouteName, (request: Recorded, response: ServerResponse) => unknown>();
  const requests: Recorded[] = [];
  const server = createServer((request, response) => {
    void answer(request, response).catch((error: unknown) => {
      const problem = error instanceof Refused ? error.problem : new Refused(500, String(error)).problem;
      response.writeHead(problem.status, { "content-type": "application/problem+json" });
      response.end(JSON.stringify(ProblemDetails.parse(problem)));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const address = new URL(request.url ?? "/", url);
    const found = findRoute(request.method, address.pathname);
    if (!found) throw new Refused(404, "route_not_found");
    const { name, params } = found;
    const route: Route = routes[name];
    const recorded: Recorded = {
      route: name,
      headers: request.headers,
      params,
      query: route.query?.parse(Object.fromEntries(address.searchParams)) ?? {},
      body: await readBody(request, route),
    };
    requests.push(recorded);
    const handler = handlers.get(name);
    if (!handler) throw new Refused(404, `${name}_not_found`);
    const value = await handler(recorded, response);
    if (route.answer === undefined) return;
    response.writeHead(route.status, { "content-type": "application/json" });
    response.end(JSON.stringify(route.answer.parse(value)));
  }

  return {
    url,
    requests,
    on: (name, handler) => void handlers.set(name, (request) => handler(request as never, request)),
    of: (name) => requests.filter(({ route }) => route === name),
    onLog: (text) =>
      void handlers.set("getLog", ({ query }, response) => {
        response.writeHead(200, { "content-type": "text/plain; charset=utf-8" });
        response.end(text(query));
      }),
    onEvents: (handler) =>
      void handlers.set("runEvents", ({ query }, response) => {
        response.writeHead(200, { "content-type": "text/event-stream" });
        response.flushHeaders();
        handler({
          after: (query["after"] as string | undefined) ?? null,
          send: ({ event, data }, id) => {
            const text = JSON.stringify(runEvents[event].parse(data));
            response.write(`event: ${event}\n${id === undefined ? "" : `id: ${id}\n`}data: ${text}\n\n`);
          },
          drop: () => response.destroy(),
        });
      }),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function findRoute(method = "GET", path: string): { name: RouteName; params: Record<string, string> } | null {
  for (const [name, route] of Object.entries(routes)) {
    if (route.method !== method) continue;
    const pattern = new RegExp(`^${route.path.replace(/:(\w+)/g, "(?<$1>[^/]+)").replace("*", "(?<rest>.+)")}$`);
    const match = pattern.exec(path);
    if (!match) continue;
    const params = Object.entries(match.groups ?? {}).map(([key, value]) => [key, decodeURIComponent(value)]);
    return { name: name as RouteName, params: Object.fromEntries(params) as Record<string, string> };
  }
  return null;
}

async function readBody(request: IncomingMessage, route: Route): Promise<unknown> {
  const type = request.headers["content-type"] ?? "";
  const bytes = Buffer.concat(await request.toArray());
  if (type.startsWith("multipart/")) {
    return await new Response(bytes, { headers: { "content-type": type } }).formData();
  }
  return bytes.length === 0 ? undefined : route.body?.parse(JSON.parse(bytes.toString()));
}
