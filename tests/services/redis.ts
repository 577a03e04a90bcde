import { connect } from "node:net";
import { isInstalled, type OwnServer, type Server, startOwnServer } from "./own-server.ts";

/** The database that tests take of a Redis which others may use as well. */
const composeUrl = "redis://127.0.0.1:6379/15";

/** Finds a Redis: the one of `REDIS_URL`, else the one of Docker Compose, else one started for us; null where there is none. */
export async function startRedis(): Promise<Server | null> {
  for (const url of [process.env["REDIS_URL"], composeUrl]) {
    if (url && (await answers(url))) return { url, stop: async () => {} };
  }
  return startOwnRedis();
}

/** Starts a Redis that the caller may hurt; it keeps what it has when it is killed. Null where none is installed. */
export async function startOwnRedis(): Promise<OwnServer | null> {
  if (!isInstalled("redis-server", "redis-server")) return null;
  return startOwnServer({
    name: "redis",
    command: ({ dir, port }) => ({
      file: "redis-server",
      args: ["--bind", "127.0.0.1", "--port", String(port), "--dir", dir, "--appendonly", "yes", "--save", ""],
    }),
    url: ({ port }) => `redis://127.0.0.1:${port}`,
    isReady: answers,
  });
}

/** Sends one command to a Redis without a password and answers its reply, as it comes. */
export function commandRedis(url: string, command: string): Promise<string> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port || 6379), hostname);
    socket.setTimeout(2_000, () => socket.destroy(new Error(`${command}: no reply`)));
    socket.once("error", reject);
    socket.once("data", (bytes) => {
      socket.destroy();
      resolve(bytes.toString());
    });
    socket.write(`${command}\r\n`);
  });
}

/** Whether commands are taken there: while Redis reads its data it refuses them. One that wants a password is one as well. */
const answers = (url: string): Promise<boolean> =>
  commandRedis(url, "PING").then(
    (reply) => /^(\+PONG|-NOAUTH)/.test(reply),
    () => false,
  );
