import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";

/** The network between one process and one server: it can be cut. */
export interface Link {
  /** The server's address as the process has to take it, to go by this link. */
  readonly url: string;
  /** From now on nothing passes, in either direction, and nobody is told; what is on its way stays there. */
  cut(): void;
  /** What is on its way arrives, and what comes after it. */
  mend(): void;
  close(): Promise<void>;
}

export async function openLink(target: string): Promise<Link> {
  const { hostname, port } = new URL(target);
  const sockets = new Set<Socket>();
  let isCut = false;
  const hold = (socket: Socket) => (isCut ? socket.pause() : socket.resume());
  const pass = (from: Socket, to: Socket) => {
    sockets.add(from);
    from.on("data", (bytes) => {
      if (to.write(bytes)) return;
      from.pause();
      to.once("drain", () => hold(from));
    });
    from.on("end", () => to.end());
    from.on("error", () => to.destroy());
    from.on("close", () => {
      sockets.delete(from);
      to.destroy();
    });
    hold(from);
  };
  const server = createServer({ allowHalfOpen: true, noDelay: true }, (near) => {
    const far = connect({ host: hostname, port: Number(port), allowHalfOpen: true, noDelay: true });
    pass(near, far);
    pass(far, near);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const url = new URL(target);
  url.port = String((server.address() as { port: number }).port);
  return {
    url: url.href,
    cut() {
      isCut = true;
      for (const socket of sockets) socket.pause();
    },
    mend() {
      isCut = false;
      for (const socket of sockets) socket.resume();
    },
    async close() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, "close");
    },
  };
}
