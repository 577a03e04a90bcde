import type { ProblemDetails } from "./problem.ts";
import { type Route, type RouteAnswer, type RouteName, type RouteRequest, routes } from "./routes.ts";

/** What `call` takes: the parts of the request that the route has; those without required fields may be left out. */
export type CallInput<N extends RouteName> = Partial<RouteRequest<N>>;

export interface ClientOptions {
  /** Such as `http://127.0.0.1:3000`; empty in a page that the server itself serves. */
  baseUrl: string;
  /** Sent with every request, for instance `authorization`. */
  headers?: Record<string, string>;
  fetch?: typeof fetch;
  /** Whether a browser sends its session's cookie: to its own origin by default, `include` to wherever the API is. */
  credentials?: "same-origin" | "include";
}

/** A refused request; `problem` is the server's own explanation. */
export class ApiError extends Error {
  override readonly name = "ApiError";
  readonly problem: ProblemDetails;
  constructor(problem: ProblemDetails) {
    super(`${problem.detail} ${problem.remedy}`.trim());
    this.problem = problem;
  }
}

export interface Client {
  /** Calls a route that answers JSON. Throws ApiError when refused; what `fetch` throws when nobody answers. */
  call<N extends RouteName>(name: N, input?: CallInput<N>, signal?: AbortSignal): Promise<RouteAnswer<N>>;
  /** The same for routes that answer something else: the response is left for the caller to read. */
  request<N extends RouteName>(
    name: N,
    input?: CallInput<N> & { payload?: NonNullable<RequestInit["body"]> },
    signal?: AbortSignal,
  ): Promise<Response>;
  /** Where the route answers, with the parameters filled in. */
  url<N extends RouteName>(name: N, input?: Pick<CallInput<N>, "params" | "query">): string;
  /** Where a path leads that the API has answered, such as an artifact's. */
  at(path: string): string;
}

/** A client of the API, typed by the route table. */
export function createClient(options: ClientOptions): Client {
  const send = options.fetch ?? globalThis.fetch.bind(globalThis);

  const at = (path: string) => options.baseUrl.replace(/\/$/, "") + path;
  const url: Client["url"] = (name, input = {}) => {
    const path = fillIn(routes[name].path, input.params ?? {});
    const query = toQuery(input.query ?? {});
    return at(`${path}${query}`);
  };

  const request: Client["request"] = async (name, input, signal) => {
    const { payload, ...given } = input ?? {};
    const route: Route = routes[name];
    const headers = new Headers(options.headers);
    for (const [key, value] of Object.entries((given.headers ?? {}) as Record<string, string | undefined>)) {
      if (value !== undefined) headers.set(key, value);
    }
    let body = payload;
    if (given.body !== undefined) {
      headers.set("content-type", "application/json");
      body = JSON.stringify(given.body);
    }
    const response = await send(url(name, given), {
      method: route.method,
      headers,
      credentials: options.credentials ?? "same-origin",
      ...(body === undefined ? {} : { body }),
      ...(signal ? { signal } : {}),
    });
    if (!response.ok) throw new ApiError(await readProblem(response));
    return response;
  };

  return {
    url,
    at,
    request,
    async call(name, input, signal) {
      const response = await request(name, input, signal);
      return (response.status === 204 ? undefined : await response.json()) as RouteAnswer<typeof name>;
    },
  };
}

function fillIn(path: string, params: Record<string, string>): string {
  return path
    .replace(/:(\w+)/g, (_, name: string) => encodeURIComponent(params[name] ?? ""))
    .replace("*", () => (params["*"] ?? "").split("/").map(encodeURIComponent).join("/"));
}

function toQuery(query: Record<string, unknown>): string {
  const search = new URLSearchParams();
  for (const [key, value] of Object.entries(query)) {
    for (const one of Array.isArray(value) ? value : [value]) {
      if (one !== undefined && one !== null) search.append(key, String(one));
    }
  }
  return search.size > 0 ? `?${search.toString()}` : "";
}

async function readProblem(response: Response): Promise<ProblemDetails> {
  const text = await response.text();
  if (response.headers.get("content-type")?.includes("problem+json")) return JSON.parse(text) as ProblemDetails;
  return {
    type: "about:blank",
    title: response.statusText,
    status: response.status,
    code: "unexpected_answer",
    detail: `The server answered ${response.status} without an explanation.`,
    remedy: "Check that the address is that of an Agnostic Automation Center, and what stands between.",
  };
}
