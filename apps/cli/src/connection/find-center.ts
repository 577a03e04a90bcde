import { readFile, stat } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import type { Host } from "../host.ts";
import { Refusal } from "../refusal.ts";

export interface CenterOptions {
  url?: string | undefined;
  apiKey?: string | undefined;
  data?: string | undefined;
}

export interface Center {
  /** Without a slash at its end. */
  url: string;
  apiKey: string | undefined;
}

const defaultUrl = "http://127.0.0.1:3000";

/**
 * Finds the center to talk to: what is named by option, then by variable, then the one running on this host, which
 * leaves its address and key in its data folder. That key is sent to that center only, never to another address.
 */
export async function findCenter(
  options: CenterOptions,
  host: Pick<Host, "cwd" | "checkout" | "surroundings">,
): Promise<Center> {
  const data = await findData(options.data ?? host.surroundings.data, host);
  const local = {
    url: withoutSlash((data && (await readLine(join(data, "address")))) ?? defaultUrl),
    apiKey: data && (await readLine(join(data, "api-key"))),
  };
  const url = withoutSlash(options.url ?? host.surroundings.url ?? local.url);
  if (!/^https?:$/.test(URL.parse(url)?.protocol ?? "")) {
    throw new Refusal(`'${url}' is not the address of a center.`, "Name one such as http://127.0.0.1:3000.");
  }
  const ownKey = url === local.url ? local.apiKey : undefined;
  return { url, apiKey: options.apiKey ?? host.surroundings.apiKey ?? ownKey };
}

/** The named data folder, else the nearest `.aac` from the current directory upwards, else that of this checkout. */
async function findData(named: string | undefined, host: Pick<Host, "cwd" | "checkout">): Promise<string | undefined> {
  if (named !== undefined) return resolve(host.cwd, named);
  for (let directory = host.cwd; ; directory = dirname(directory)) {
    const candidate = join(directory, ".aac");
    if (await isDirectory(candidate)) return candidate;
    if (directory === dirname(directory)) break;
  }
  const own = join(host.checkout, ".aac");
  return (await isDirectory(own)) ? own : undefined;
}

async function isDirectory(path: string): Promise<boolean> {
  return await stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
}

/** A file that is not there, or not ours to read, is the same as none: the server then says what is missing. */
async function readLine(path: string): Promise<string | undefined> {
  const text = await readFile(path, "utf8").catch(() => "");
  return text.trim() || undefined;
}

const withoutSlash = (url: string) => url.replace(/\/+$/, "");
