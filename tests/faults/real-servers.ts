import { startOwnMongo } from "../services/ferretdb.ts";
import type { OwnServer } from "../services/own-server.ts";
import { startOwnRabbitmq } from "../services/rabbitmq.ts";
import { startOwnRedis } from "../services/redis.ts";
import { type Link, openLink } from "./link.ts";

/** What a center of several hosts stands on, with the setting that names each. */
export const serverSettings = { store: "MONGO_URI", broker: "RABBITMQ_URL", cache: "REDIS_URL" } as const;
export type ServerName = keyof typeof serverSettings;
export const serverNames = Object.keys(serverSettings) as ServerName[];

/** Servers that may be hurt, and the network between them and the processes of a center. */
export interface RealServers {
  readonly all: Readonly<Record<ServerName, OwnServer>>;
  /** Made when it is first asked for. */
  link(member: string, server: ServerName): Promise<Link>;
  /** Ends all of them. */
  stop(): Promise<void>;
}

/** Null where one of them cannot be had. */
export async function startRealServers(): Promise<RealServers | null> {
  const store = await startOwnMongo();
  const broker = await startOwnRabbitmq();
  const cache = await startOwnRedis();
  const stopAll = async () => {
    for (const server of [store, broker, cache]) await server?.stop();
  };
  if (!store || !broker || !cache) {
    await stopAll();
    return null;
  }
  const all = { store, broker, cache };
  const links = new Map<string, Promise<Link>>();
  return {
    all,
    link(member, server) {
      const key = `${member} ${server}`;
      const link = links.get(key) ?? openLink(all[server].url);
      links.set(key, link);
      return link;
    },
    async stop() {
      for (const link of links.values()) await (await link).close();
      await stopAll();
    },
  };
}
