import { once } from "node:events";
import { type AddressInfo, connect, createServer } from "node:net";

/** Makes a server that listens on a port of loopback one that is reached at another address of this machine; its port 0 is any. */
export async function startRelay(
  port: number,
  at: { host: string; port: number },
): Promise<{ address: string; close(): void }> {
  const server = createServer((socket) => {
    const upstream = connect(port, "127.0.0.1");
    for (const [one, other] of [
      [socket, upstream],
      [upstream, socket],
    ] as const) {
      one.on("error", () => other.destroy()).on("close", () => other.destroy());
      one.pipe(other);
    }
  });
  server.listen(at.port, at.host);
  await once(server, "listening");
  return { address: `${at.host}:${(server.address() as AddressInfo).port}`, close: () => void server.close() };
}
