import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createSystemClock } from "@aac/adapters/clock/system";
import { createIds } from "@aac/adapters/ids/ulid";
import { createSqliteStore } from "@aac/adapters/store/sqlite";
import { type Client, createClient, type NewRun, type Role, type Run } from "@aac/contract";
import type { Center } from "@aac/core";
import { openVault } from "../../apps/server/src/parts/open-vault.ts";
import { addPerson, type Person, sessionOf } from "../scenarios/people.ts";

const root = join(import.meta.dirname, "../..");

type StoreParts = Pick<Center, "store" | "clock" | "ids">;

/** A whole center in a process of its own, as `npm start` makes it, with sandboxes that do what variables say. */
export interface TestCenter {
  readonly url: string;
  readonly apiKey: string;
  readonly client: Client;
  /** The one-time link that it printed when it started last. */
  signInLink(): string;
  /** The value of the cookie of a session of whoever's machine it is: the link works but once. */
  newSession(): Promise<string>;
  /** The cookie's value of a session of theirs. */
  sessionOf(person: Person): Promise<string>;
  /** An owner of the first organization, or one with another role, or (null) somebody who is in none. */
  addPerson(password: string, role?: Role | null): Promise<Person>;
  /** Works in its store beside it, as another process of it would. */
  inStore<T>(work: (parts: StoreParts) => Promise<T>): Promise<T>;
  /** Triggers a run of the suite `demo/scripted`, steered by variables such as LOG_LINES and REPORT. */
  trigger(variables: Record<string, string>, run?: Partial<NewRun>): Promise<Run>;
  /** Uploads the files of a run elsewhere, as its pipeline does; answers the run's id. */
  upload(files: readonly File[]): Promise<string>;
  /** Ends the process as a crash would; `start` brings it back on the same port with the same data. */
  kill(): Promise<void>;
  start(): Promise<void>;
  stop(): Promise<void>;
}

/** With settings of the center besides those that every test has. */
export async function startCenter(settings: Record<string, string> = {}): Promise<TestCenter> {
  buildDashboard();
  const data = await mkdtemp(join(tmpdir(), "aac-browser-"));
  let port = 0;
  let running: ChildProcess | null = null;
  let link = "";

  const start = async () => {
    running = spawn(
      process.execPath,
      ["apps/cli/src/main.ts", "up", "--port", String(port), "--data", data, "--no-demo"],
      {
        cwd: root,
        stdio: ["ignore", "pipe", "inherit"],
        env: { PATH: process.env["PATH"], EXECUTOR_URL: "scripted:", ...settings },
      },
    );
    link = await readSignInLink(running);
    port = Number(new URL(link).port);
  };
  const end = async (signal: NodeJS.Signals) => {
    if (!running || running.exitCode !== null || running.signalCode !== null) return;
    const ended = new Promise((resolve) => running!.once("exit", resolve));
    running.kill(signal);
    await ended;
  };

  /** Beside the center, as another process of it would. */
  const inStore = async <T>(work: (parts: StoreParts) => Promise<T>): Promise<T> => {
    const store = await createSqliteStore({ path: join(data, "center.db") });
    const clock = createSystemClock();
    try {
      return await work({ store, clock, ids: createIds(clock) });
    } finally {
      await store.close();
    }
  };

  const newSession = (email: string) =>
    inStore(async (parts) => {
      const [user] = await parts.store.system.users.find({ where: { email } });
      const { masterKey } = await openVault({ encryptionKey: null, oldEncryptionKeys: [], dataDir: data }, parts);
      return encodeURIComponent(await sessionOf(parts, user!.id, masterKey));
    });

  await start();
  const { origin: url } = new URL(link);
  const apiKey = (await readFile(join(data, "api-key"), "utf8")).trim();
  const client = createClient({ baseUrl: url, headers: { authorization: `Bearer ${apiKey}` } });
  await client.call("createProject", { body: { slug: "demo", name: "Demo" } });
  await client.call("createSuite", {
    params: { project: "demo" },
    body: { slug: "scripted", name: "Scripted suite", image: "example.test/scripted:1" },
  });

  return {
    url,
    apiKey,
    client,
    signInLink: () => link,
    inStore,
    newSession: () => newSession("you@aac.localhost"),
    addPerson: (password, role) =>
      inStore(async (parts) => {
        const [{ id: orgId } = { id: null }] = await parts.store.system.organizations.find({ where: {}, limit: 1 });
        return addPerson(parts, { orgId: role === null ? null : orgId, password, ...(role && { role }) });
      }),
    sessionOf: ({ email }) => newSession(email),
    trigger: (variables, run = {}) =>
      client.call("createRun", { body: { project: "demo", suite: "scripted", variables, ...run } }),
    async upload(files) {
      const form = new FormData();
      for (const file of files) form.append("files", file);
      const address = `${url}/api/v1/results?project=uploaded`;
      const response = await fetch(address, { method: "POST", body: form, headers: { "x-api-key": apiKey } });
      if (response.status !== 201) throw new Error(`Not uploaded: ${await response.text()}`);
      return ((await response.json()) as { id: string }).id;
    },
    kill: () => end("SIGKILL"),
    start,
    async stop() {
      await end("SIGTERM");
      await rm(data, { recursive: true, force: true });
    },
  };
}

/** Does nothing when apps/dashboard/dist is what the sources say. */
function buildDashboard(): void {
  const { status } = spawnSync(process.execPath, ["scripts/setup.mjs", "--dashboard"], {
    cwd: root,
    stdio: "inherit",
    // Vitest sets NODE_ENV to `test`, with which Vite would bundle React's development build.
    env: { PATH: process.env["PATH"], HOME: process.env["HOME"] },
  });
  if (status !== 0) throw new Error("The dashboard could not be built.");
}

export async function readSignInLink(server: ChildProcess): Promise<string> {
  let output = "";
  for await (const chunk of server.stdout!.setEncoding("utf8").iterator({ destroyOnReturn: false })) {
    output += String(chunk);
    const link = /Sign in\s+(\S+)/.exec(output)?.[1];
    if (link) {
      server.stdout!.resume();
      return link;
    }
  }
  throw new Error(`The center did not start:\n${output}`);
}
