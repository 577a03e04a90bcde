import { spawnSync } from "node:child_process";
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { passOneAtATime } from "./one-at-a-time.ts";
import { type OwnServer, type Server, type ServerSpec, startOwnServer } from "./own-server.ts";
import { testCache } from "./test-cache.ts";

const version = "v1.24.1";

const composeUrl = "mongodb://127.0.0.1:27017/";

/**
 * Finds a server that speaks MongoDB's protocol: the one that `MONGO_URI` names, else the one of Docker Compose, else
 * one of our own. Null where there is none to be had. Tests take a database of their own each and drop it.
 */
export async function startMongo(): Promise<Server | null> {
  const named = process.env["MONGO_URI"];
  const url = named ?? ((await answersAt(composeUrl)) ? composeUrl : null);
  return url ? { url, stop: async () => {} } : startOwnMongo();
}

/**
 * Starts mongod where it is installed, else FerretDB (with SQLite below it), behind `passOneAtATime`: what tests show
 * there of compare-and-set under contention, they show of the proxy's turns, not of MongoDB.
 */
export async function startOwnMongo(): Promise<OwnServer | null> {
  if (runs("mongod")) return startOwnServer(mongod);
  const file = ferretdb();
  return file === null ? null : startFerretdb(file);
}

const runs = (file: string) => spawnSync(file, ["--version"]).status === 0;

const answersAt = (url: string) =>
  new Promise<boolean>((resolve) => {
    const socket = connect(Number(new URL(url).port), "127.0.0.1");
    socket.once("connect", () => resolve(true)).once("error", () => resolve(false));
    socket.once("connect", () => socket.destroy());
  });

const mongod: ServerSpec = {
  name: "mongod",
  command: ({ dir, port }) => ({
    file: "mongod",
    args: ["--dbpath", dir, "--port", String(port), "--bind_ip", "127.0.0.1"],
  }),
  url: ({ port }) => `mongodb://127.0.0.1:${port}/`,
  isReady: answersAt,
};

async function startFerretdb(file: string): Promise<OwnServer> {
  const server = await startOwnServer({
    name: "ferretdb",
    command: ({ dir, port }) => ({
      file,
      args: [
        "--handler=sqlite",
        `--sqlite-url=file:${dir}/`,
        `--state-dir=${dir}`,
        `--listen-addr=127.0.0.1:${port}`,
        "--debug-addr=-",
        "--telemetry=disable",
        "--log-level=WARN",
      ],
    }),
    url: ({ port }) => `mongodb://127.0.0.1:${port}/`,
    isReady: answersAt,
  });
  const proxy = await passOneAtATime(Number(new URL(server.url).port));
  return {
    ...server,
    url: `mongodb://127.0.0.1:${proxy.port}/`,
    async stop() {
      await Promise.all([proxy.close(), server.stop()]);
    },
  };
}

/** The program: installed, or built before, or built now where this is CI. */
function ferretdb(): string | null {
  const built = join(testCache, `ferretdb-${version}`);
  const found = ["ferretdb", built].find(runs);
  if (found) return found;
  return process.env["CI"] && spawnSync("go", ["version"]).status === 0 ? build(built) : null;
}

/**
 * Builds it from Go's module proxy, in some minutes the first time. A plain `go install` gives a program that ends at
 * once for want of a file with its version, which only the makers' own build writes; so the module is copied and given one.
 */
function build(target: string): string {
  mkdirSync(testCache, { recursive: true });
  const dir = mkdtempSync(join(testCache, "build-"));
  try {
    const module = `github.com/FerretDB/FerretDB@${version}`;
    const { Dir } = JSON.parse(go(["mod", "download", "-json", module], dir)) as { Dir: string };
    const source = join(dir, "source");
    cpSync(Dir, source, { recursive: true });
    makeWritable(source);
    writeFileSync(join(source, "build/version/version.txt"), version);
    go(["build", "-buildvcs=false", "-o", join(dir, "ferretdb"), "./cmd/ferretdb"], source);
    renameSync(join(dir, "ferretdb"), target);
    return target;
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

/** Go keeps modules read-only. */
function makeWritable(folder: string): void {
  chmodSync(folder, 0o755);
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (entry.isDirectory()) makeWritable(join(folder, entry.name));
  }
}

function go(args: string[], cwd: string): string {
  const { status, stdout, stderr } = spawnSync("go", args, { cwd, encoding: "utf8", maxBuffer: 2 ** 26 });
  if (status !== 0) throw new Error(`go ${args.join(" ")} failed:\n${stderr.slice(-4_000)}`);
  return stdout;
}
