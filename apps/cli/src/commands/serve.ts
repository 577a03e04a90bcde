import { type Command, Option } from "commander";
import { wholeNumber } from "./parse-options.ts";
import type { Verb } from "./verb.ts";

export type Role =
  | "up"
  | "producer"
  | "worker"
  | "doctor"
  | "redrive"
  | "keys"
  | "quota"
  | "verify-audit"
  | "renew-audit-key"
  | "backup"
  | "restore";

export interface ServeOptions {
  port?: number;
  host?: string;
  data?: string;
  demo?: boolean;
  open?: boolean;
  /** The role that `doctor` looks for. */
  for?: "up" | "producer" | "worker";
  /** For `keys`. */
  keys?: { kind: "list" } | { kind: "rotate"; withDataKeys: boolean } | { kind: "forget"; id: string };
  /** Of `backup` and `restore`. */
  folder?: string;
  /** Of `quota`: what to do. */
  quota?: QuotaCommand;
}

export type QuotaValue = number | "none" | "default";
export type QuotaCommand =
  | { verb: "show" | "recount"; organization?: string }
  | {
      verb: "set";
      organization: string;
      runsPerMonth?: QuotaValue;
      storageGb?: QuotaValue;
      people?: QuotaValue;
      concurrentJobs?: QuotaValue;
    };

/** Runs a role of the server until it is shut down; answers the exit code. */
export type Serve = (role: Role, options: ServeOptions) => Promise<number>;

/** The server's own commands. What is not given is left to the server's settings. */
export const serving =
  (serve: Serve): Verb =>
  (program, act) => {
    const add = (role: Role, description: string): Command =>
      program
        .command(role)
        .description(description)
        .action(
          act(({ data }, { demo, ...options }: ServeOptions) =>
            serve(role, {
              ...options,
              ...(data === undefined ? {} : { data }),
              ...(demo === false ? { demo } : {}),
            }),
          ),
        );
    listening(add("up", "run a whole center in this process: API, dashboard and worker"))
      .option("--no-demo", "do not register and run the examples")
      .option("--open", "open the dashboard in the browser");
    listening(add("producer", "run the API, dashboard, schedules and notices"));
    add("worker", "run what executes the runs");
    add("doctor", "tell what would be used here, where each setting comes from, and what is missing").addOption(
      new Option("--for <role>", "what is to run here").choices(["up", "producer", "worker"]),
    );
    add("redrive", "put the dead letters of RabbitMQ back among the wake-ups that wait");
    for (const [name, description] of [
      ["backup", "copy an embedded center, keys and reports into a new folder, while it works"],
      ["restore", "put such a copy into an empty data folder"],
    ] as const) {
      program
        .command(name)
        .description(description)
        .argument("<folder>", "of the copy")
        .action(act(({ data }, folder: string) => serve(name, { ...(data === undefined ? {} : { data }), folder })));
    }
    keys(serve)(add("keys", "list the master keys of the secrets, and how much each still wraps"), act);
  };

const keys =
  (serve: Serve): Verb =>
  (command, act) => {
    const inFolder = (data: string | undefined) => (data === undefined ? {} : { data });
    command
      .command("rotate")
      .description(
        "wrap everything by the current master key, while the center works; without ENCRYPTION_KEY, by a new one",
      )
      .option("--data-keys", "make new data keys as well, and seal every secret anew", false)
      .action(
        act(({ data }, { dataKeys }: { dataKeys: boolean }) =>
          serve("keys", { ...inFolder(data), keys: { kind: "rotate", withDataKeys: dataKeys } }),
        ),
      );
    command
      .command("forget")
      .description("give up what a lost master key wraps; its secrets are then to be set anew")
      .argument("<id>", "as `aac keys` lists it")
      .action(act(({ data }, id: string) => serve("keys", { ...inFolder(data), keys: { kind: "forget", id } })));
  };

const listening = (command: Command) =>
  command
    .option("--port <port>", "port to listen on", wholeNumber(0, 65_535))
    .option("--host <address>", "address to listen on");
