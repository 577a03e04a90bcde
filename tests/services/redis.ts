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
  if (!isInstalled("redis-server")) return null;
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

/** Whether commands are taken there: while Redis reads its data it answers, but refuses them. */
function answers(url: string): Promise<boolean> {
  const { hostname, port, password } = new URL(url);
  return new Promise((resolve) => {
    const socket = connect(Number(port || 6379), hostname);
    const settle = (isThere: boolean) => {
      socket.destroy();
      resolve(isThere);
    };
    socket.setTimeout(2_000, () => settle(false));
    socket.once("error", () => settle(false));
    // A Redis that wants a password is one as well.
    socket.once("data", (bytes) => settle(/^(\+PONG|-NOAUTH)/.test(bytes.toString()) || password !== ""));
    socket.write("PING\r\n");
  });
}
