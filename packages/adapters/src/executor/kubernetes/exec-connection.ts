import type { KubeConfig } from "@kubernetes/client-node";
import { type RawData, WebSocket } from "ws";

export interface ExecConnection {
  send(text: string): void;
  /** Resolves, with what was said about it, when the program or the connection has ended. */
  closed: Promise<string>;
  close(): void;
}

/** The streams that are sent over one connection, each message with its number before it. */
const stdin = 0;
const stdout = 1;
const protocols = ["v5.channel.k8s.io", "v4.channel.k8s.io"];
const pingEveryMs = 20_000;

/**
 * Runs a program in a container of a pod, with its input and output at this end. Rejects when that does not begin. Not by
 * the client library's `Exec`: that one closes its process's own streams with the program's, and never finds out that a
 * connection is dead.
 */
export async function execIn(
  config: KubeConfig,
  target: { namespace: string; pod: string; container: string; command: readonly string[] },
  /** Answers false when what came is of no use, which ends the connection. */
  onOutput: (bytes: Buffer) => boolean,
): Promise<ExecConnection> {
  const query = new URLSearchParams({ stdin: "true", stdout: "true", stderr: "true", container: target.container });
  for (const word of target.command) query.append("command", word);
  const server = config.getCurrentCluster()?.server.replace(/^http/, "ws").replace(/\/$/, "");
  const url = `${server}/api/v1/namespaces/${target.namespace}/pods/${target.pod}/exec?${query.toString()}`;
  const options: WebSocket.ClientOptions = {};
  await config.applyToHTTPSOptions(options);
  const socket = new WebSocket(url, protocols, options);
  let said = "";
  let isAlive = true;
  socket.on("pong", () => (isAlive = true));
  socket.on("message", (message: RawData) => {
    const [stream, content] = [(message as Buffer)[0], (message as Buffer).subarray(1)];
    if (stream !== stdout) said = `${said}${content.toString()}`.slice(-1000);
    else if (!onOutput(content)) socket.terminate();
  });
  await new Promise<void>((resolve, reject) => {
    socket.once("open", () => resolve());
    socket.once("error", reject);
  });
  const pings = setInterval(() => {
    if (!isAlive) return socket.terminate();
    isAlive = false;
    socket.ping();
  }, pingEveryMs).unref();
  const closed = new Promise<string>((resolve) => {
    socket.on("error", (error) => (said ||= error.message));
    socket.once("close", () => {
      clearInterval(pings);
      resolve(said);
    });
  });
  return {
    closed,
    send(text) {
      socket.send(Buffer.concat([Buffer.from([stdin]), Buffer.from(text)]));
    },
    close() {
      socket.terminate();
    },
  };
}
