import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { text } from "node:stream/consumers";

export interface ReceivedRequest {
  method: string;
  path: string;
  headers: IncomingHttpHeaders;
  body: string;
}

interface Answer {
  /** 0: none ever comes. */
  status: number;
  headers?: Record<string, string>;
  body?: string;
  /** It goes on until the other side has had enough. */
  endless?: boolean;
}

/** Somebody who is told things over HTTP, and answers what a test says. */
export interface Receiver {
  url: string;
  requests: ReceivedRequest[];
  /** What is answered from now on: always the same, or in turn with the last one staying. */
  answer(...answers: Answer[]): void;
  /** Connections made since the last reset, and those that are open. */
  connections(): number;
  open(): number;
  reset(): void;
  close(): Promise<void>;
}

export async function startReceiver(): Promise<Receiver> {
  const requests: ReceivedRequest[] = [];
  const sockets = new Set<Socket>();
  let connections = 0;
  let answers: Answer[] = [{ status: 200 }];
  const server = createServer((request, response) => {
    void text(request).then((body) => {
      requests.push({ method: request.method ?? "", path: request.url ?? "", headers: request.headers, body });
      const { status, headers = {}, body: told = "ok", endless } = answers.length > 1 ? answers.shift()! : answers[0]!;
      if (status === 0) return;
      response.writeHead(status, headers);
      if (!endless) {
        response.end(status === 204 ? undefined : told);
        return;
      }
      const more = () => {
        while (!response.destroyed && response.write("x".repeat(4_096)));
      };
      response.on("drain", more).on("error", () => undefined);
      more();
    });
  });
  server.on("connection", (socket) => {
    connections++;
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    answer: (...next) => void (answers = next),
    connections: () => connections,
    open: () => sockets.size,
    reset() {
      requests.length = 0;
      connections = 0;
      answers = [{ status: 200 }];
    },
    async close() {
      for (const socket of sockets) socket.destroy();
      if (server.listening) await new Promise<void>((resolve) => void server.close(() => resolve()));
    },
  };
}
