import { realpath, stat } from "node:fs/promises";
import { resolve } from "node:path";
import type { Client } from "@aac/contract";
import type { Context } from "../context.ts";
import { Refusal } from "../refusal.ts";
import { findSuite } from "./find-suite.ts";
import { type DirectoryOptions, registerDirectory } from "./register-directory.ts";

/** What `aac run` was asked to run. */
export interface Target {
  project: string;
  suite: string;
  /** Where the tests lie on this host; null: the suite brings them. */
  directory: string | null;
  /** What to tell people of how it was found. */
  told: string[];
}

/**
 * What starts with `.` or `/` or ends with `/` is a directory, whatever suites there are; else a suite of that name is
 * taken first, then a directory. A directory is registered as a suite.
 */
export async function findTarget(
  named: string,
  options: DirectoryOptions & { project?: string | undefined },
  client: Client,
  context: Context,
): Promise<Target> {
  const path = resolve(context.host.cwd, named);
  const isPath = /^[./]|\/$/.test(named);
  const isThere = await isDirectory(path);
  if (isPath && !isThere) throw new Refusal(`There is no directory ${path}.`, "Check the path.");

  const found = isPath ? null : await findSuite(client, named, options.project);
  if (found) {
    refuseDirectoryOptions(options, named);
    return { ...found, directory: null, told: [] };
  }
  if (isThere) return await registerDirectory(await realpath(path), options, client);
  throw new Refusal(
    `There is no suite '${named}'${options.project ? ` in project '${options.project}'` : ""}, and no directory of that name.`,
    "Make the suite in the dashboard or by the API, or name a directory such as ./tests.",
  );
}

function refuseDirectoryOptions(options: DirectoryOptions, suite: string): void {
  for (const name of ["image", "command", "timeout"] as const) {
    if (options[name] === undefined) continue;
    throw new Refusal(`--${name} is for directories, and '${suite}' is a suite.`, "Change the suite itself.");
  }
}

const isDirectory = (path: string) =>
  stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
