import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { inFormatOf, type WireAnswer } from "./wire-formats.ts";

/** What the server does with a request. */
export type Behaviour =
  | ({ kind: "answer" } & Partial<WireAnswer>)
  | { kind: "refuse"; status: number; headers?: Record<string, string> }
  | { kind: "hang" }
  | { kind: "break off" };

export interface ProviderServer {
  url: string;
  /** Bodies of the requests that came. */
  requests: string[];
  /** Connections that were made, whether or not anything was asked. */
  connections(): number;
  /** What it does from now on; with several, one request after the other, and the last for all further. */
  behave(...behaviours: Behaviour[]): void;
  close(): Promise<void>;
}

const pauseMs = 5;

/** Speaks the wire formats of all providers, by path, and behaves as it is told. */
export async function startProviderServer(): Promise<ProviderServer> {
  let behaviours: Behaviour[] = [{ kind: "hang" }];
  let connections = 0;
  const requests: string[] = [];
  const server = createServer((request, response) => void handle(request, response));
  server.on("connection", () => void connections++);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let body = "";
    for await (const piece of request.setEncoding("utf8")) body += String(piece);
    requests.push(body);
    const behaviour = behaviours.length > 1 ? behaviours.shift()! : behaviours[0]!;
    if (behaviour.kind === "hang") return;
    if (behaviour.kind === "refuse") {
      response.writeHead(behaviour.status, { "content-type": "application/json", ...behaviour.headers });
      response.end(
        JSON.stringify({ error: { message: "No, and the key was sk-secret", type: "error", code: behaviour.status } }),
      );
      return;
    }
    const answer = { pieces: ['{"category":"conn'], inputTokens: 1_000, outputTokens: 200, isFiltered: false };
    const given = behaviour.kind === "answer" ? { ...answer, ...behaviour } : answer;
    const events = inFormatOf(request.url ?? "", JSON.parse(body) as object, given);
    if (!events) return void response.writeHead(404).end("{}");
    response.writeHead(200, { "content-type": "text/event-stream" });
    for (const one of behaviour.kind === "answer" ? events : events.slice(0, 2)) {
      response.write(one);
      await new Promise((resolve) => setTimeout(resolve, pauseMs));
    }
    if (behaviour.kind === "answer") response.end();
    else response.destroy();
  }

  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    connections: () => connections,
    behave: (...wanted) => void (behaviours = wanted),
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** An answer of this content, cut into pieces. */
export function answering(finding: object, more: Partial<WireAnswer> = {}): Behaviour {
  const text = JSON.stringify(finding);
  const pieces = text.match(/.{1,24}/gs) ?? [];
  return { kind: "answer", pieces, ...more };
}
