import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { isInstalled, type OwnServer, type Server, startOwnServer } from "./own-server.ts";

/**
 * As pip takes them. moto keeps objects in its memory, and speaks all of S3 that we use; it checks no signatures. Its own
 * extra "server" would bring what the other services need.
 */
const requirements = ["moto[s3]==5.2.1", "flask==3.1.3", "flask-cors==6.0.5"];
const composeUrl = "http://127.0.0.1:9000";

/** Finds an S3 endpoint: `S3_ENDPOINT`, else the one of Docker Compose, else one started for us; null where there is none. */
export async function startS3(): Promise<Server | null> {
  for (const url of [process.env["S3_ENDPOINT"], composeUrl]) {
    if (url && (await answers(url))) return { url, stop: async () => {} };
  }
  return startOwnS3();
}

/** Starts one that the caller may hurt; what it has is gone when it is killed. Null where none is installed. */
export async function startOwnS3(): Promise<OwnServer | null> {
  const file = findMoto();
  if (file === null) return null;
  return startOwnServer({
    name: "s3",
    command: ({ port }) => ({ file, args: ["-H", "127.0.0.1", "-p", String(port)] }),
    url: ({ port }) => `http://127.0.0.1:${port}`,
    isReady: answers,
  });
}

/** What tests sign with, as the SDK's own variables have it. */
export const s3Credentials = {
  accessKeyId: process.env["AWS_ACCESS_KEY_ID"] ?? "test",
  secretAccessKey: process.env["AWS_SECRET_ACCESS_KEY"] ?? "test-secret",
};

/** With `CI` it is installed, once, into a folder of its own; else what is there is used. */
function findMoto(): string | null {
  if (isInstalled("moto_server")) return "moto_server";
  const folder = join(homedir(), ".cache", "aac-tests", "moto");
  const program = join(folder, "bin", "moto_server");
  if (existsSync(program)) return program;
  if (!process.env["CI"]) return null;
  run("python3", "-m", "venv", folder);
  run(join(folder, "bin", "pip"), "install", "--quiet", ...requirements);
  return program;
}

function run(file: string, ...args: string[]): void {
  const { status, stderr, error } = spawnSync(file, args, { encoding: "utf8" });
  if (status !== 0) throw new Error(`${file} ${args.join(" ")} failed: ${error?.message ?? stderr}`);
}

/** Any answer will do: without credentials it is a refusal. */
const answers = (url: string): Promise<boolean> =>
  fetch(url, { signal: AbortSignal.timeout(2_000) }).then(
    ({ status }) => status < 500,
    () => false,
  );
