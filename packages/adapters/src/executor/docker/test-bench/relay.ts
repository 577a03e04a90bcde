import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";

/** Stands between an executor and its engine, to break what is between them. */
export interface Relay {
  /** The address to give to the executor. */
  host: string;
  /** Breaks all connections, also those that wait for an answer. */
  cut(): void;
  /** While it is away new connections are refused as well. */
  setAway(isAway: boolean): void;
  close(): Promise<void>;
}

export async function relayTo(engine: string): Promise<Relay> {
  const target = new URL(engine);
  const sockets = new Set<Socket>();
  let isAway = false;
  const keep = (socket: Socket) => {
    sockets.add(socket);
    socket.on("error", () => undefined).on("close", () => sockets.delete(socket));
    return socket;
  };
  const server = createServer({ allowHalfOpen: true }, (client) => {
    keep(client);
    if (isAway) {
      client.destroy();
      return;
    }
    const options = { allowHalfOpen: true };
    const upstream = keep(
      target.protocol === "unix:"
        ? connect({ ...options, path: target.pathname })
        : connect({ ...options, host: target.hostname, port: Number(target.port) }),
    );
    client.pipe(upstream).pipe(client);
    client.on("close", () => upstream.destroy());
    upstream.on("close", () => client.destroy());
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address() as { port: number };
  const cut = () => sockets.forEach((socket) => socket.destroy());
  return {
    host: `tcp://127.0.0.1:${address.port}`,
    cut,
    setAway: (away) => (isAway = away),
    close: async () => {
      server.close();
      cut();
    },
  };
}
