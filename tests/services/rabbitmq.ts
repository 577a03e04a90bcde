import { existsSync } from "node:fs";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Connection } from "rabbitmq-client";
import { isInstalled, type OwnServer, type Place, type Server, startOwnServer } from "./own-server.ts";

/** Not the one on the path of Debian, which wants to become another user and forks. */
const ofDebian = "/usr/lib/rabbitmq/bin/rabbitmq-server";

/** The broker of `RABBITMQ_URL` or of a running Compose, else one of our own; null where RabbitMQ is not installed. */
export async function startRabbitmq(): Promise<Server | null> {
  for (const url of [process.env["RABBITMQ_URL"], "amqp://guest:guest@127.0.0.1:5672"]) {
    if (url && (await answers(url))) return { url, stop: async () => {} };
  }
  return startOwnRabbitmq();
}

/** A broker that is the caller's alone; null where RabbitMQ is not installed. Comes up in three to five seconds. */
export async function startOwnRabbitmq(): Promise<OwnServer | null> {
  if (!isInstalled("rabbitmq-server", "rabbitmq-server")) return null;
  const file = existsSync(ofDebian) ? ofDebian : "rabbitmq-server";
  return startOwnServer({
    name: "rabbitmq",
    command: (place) => ({ file, args: [], env: environment(place) }),
    url: ({ port }) => `amqp://guest:guest@127.0.0.1:${port}`,
    isReady: answers,
  });
}

/**
 * One process, on loopback, with no plugin. Erlang's name service is left out: it would be shared by all nodes of the
 * machine, and outlive them. The node listens where it is told to, which also tells RabbitMQ not to start that service.
 */
function environment({ dir, port, otherPort }: Place): Record<string, string> {
  const at = (name: string) => join(dir, name);
  mkdirSync(at("home"), { recursive: true });
  writeFileSync(at("enabled_plugins"), "[].\n");
  const settings = [`listeners.tcp.1 = 127.0.0.1:${port}`, "log.console = true", "log.console.level = warning"];
  writeFileSync(at("rabbitmq.conf"), `${settings.join("\n")}\n`);
  return {
    HOME: at("home"),
    RABBITMQ_NODENAME: "aac@localhost",
    RABBITMQ_MNESIA_BASE: at("mnesia"),
    RABBITMQ_LOG_BASE: at("logs"),
    RABBITMQ_LOGS: "-",
    RABBITMQ_PID_FILE: at("pid"),
    RABBITMQ_ENABLED_PLUGINS_FILE: at("enabled_plugins"),
    RABBITMQ_CONFIG_FILE: at("rabbitmq.conf"),
    RABBITMQ_CONF_ENV_FILE: at("none"),
    RABBITMQ_DIST_PORT: String(otherPort),
    // Makes the script become the server rather than wait for it.
    RUNNING_UNDER_SYSTEMD: "true",
    RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS: [
      `-sname aac@localhost -setcookie aac -erl_epmd_port ${otherPort}`,
      "-kernel inet_dist_use_interface {127,0,0,1} +S 2:2 +SDcpu 1:1 +SDio 2 +A 1",
    ].join(" "),
    // Also for the short-lived nodes by which RabbitMQ looks every minute whether the name service is there.
    ERL_FLAGS: "-start_epmd false",
    ERL_EPMD_PORT: "1",
  };
}

async function answers(url: string): Promise<boolean> {
  const connection = new Connection({ url, acquireTimeout: 2_000, connectionTimeout: 2_000 });
  connection.on("error", () => connection.unsafeDestroy());
  try {
    await connection.acquire().then((channel) => channel.close());
    return true;
  } catch {
    return false;
  } finally {
    connection.unsafeDestroy();
  }
}
