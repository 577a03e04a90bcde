import { createHash } from "node:crypto";
import { basename } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { ApiError, type Client, type Suite, toSlug } from "@aac/contract";
import { detectSetUp } from "../detect/detect-set-up.ts";
import { openDirectory } from "../detect/directory.ts";
import type { SetUp } from "../detect/set-up.ts";
import { shell } from "../detect/shell.ts";
import { Refusal } from "../refusal.ts";
import type { Target } from "./find-target.ts";

export interface DirectoryOptions {
  image?: string | undefined;
  command?: string | undefined;
  /** Milliseconds. */
  timeout?: number | undefined;
  shards?: number | undefined;
}

/**
 * Keeps a directory of this host as a suite of the center, which runs copies of it: made on the first run, brought up
 * to date on later ones. Throws a Refusal when the center cannot read this host's directories, and when no way to run
 * the tests was recognised.
 */
export async function registerDirectory(
  path: string,
  options: DirectoryOptions & { project?: string | undefined },
  client: Client,
): Promise<Target> {
  const session = await client.call("getSession");
  if (session.mode !== "local") {
    throw new Refusal(
      "This center is not in local mode, so it does not run directories.",
      "Build an image of the tests and make a suite of it, or start a center of your own with `aac up`.",
    );
  }
  const containers = session.executor !== "process";
  const setUp = await findSetUp(path, containers, options);
  const project = options.project ?? "local";
  await ensureProject(client, project);
  const suite = await keep(client, project, path, {
    directory: path,
    image: containers ? setUp.image : null,
    command: setUp.command,
    workingDirectory: setUp.workingDirectory ?? "/app",
    reports: setUp.reports,
    ...(options.timeout === undefined ? {} : { limits: { timeoutMs: options.timeout } }),
  });
  return { project, suite: suite.slug, directory: path, told: describe(setUp, containers, options.shards ?? 1) };
}

function describe({ name, image, isSplit }: SetUp, containers: boolean, shards: number): string[] {
  const where = containers ? `in ${image ?? "the image of its Dockerfile"}` : "on this host, not isolated";
  const told = [`Recognised ${name}, to run ${where}.`];
  if (shards > 1 && !isSplit) told.push(`It does not split its tests: each of the ${shards} shards runs all of them.`);
  return told;
}

async function findSetUp(path: string, containers: boolean, options: DirectoryOptions): Promise<SetUp> {
  const directory = await openDirectory(path);
  const detected = await detectSetUp(directory, { containers });
  const setUp: SetUp | null =
    options.command === undefined
      ? detected
      : {
          name: "the given command",
          command: shell([options.command]),
          image: detected?.image ?? null,
          reports: [],
          isSplit: true,
        };
  if (!setUp) {
    throw new Refusal(
      `No way to run the tests in ${path} was recognised.`,
      "Add an entrypoint.sh that runs them, or give a command: --command 'make test'.",
    );
  }
  const image = options.image ?? setUp.image;
  if (containers && image === null && !directory.files.includes("Dockerfile")) {
    throw new Refusal(`It is not known which image runs ${setUp.name}.`, "Name one with --image, or add a Dockerfile.");
  }
  return { ...setUp, image };
}

async function ensureProject(client: Client, slug: string): Promise<void> {
  try {
    await client.call("getProject", { params: { project: slug } });
  } catch (error) {
    if (!hasStatus(error, 404)) throw error;
    await client.call("createProject", { body: { slug } }).catch((conflict: unknown) => {
      if (!hasStatus(conflict, 409)) throw conflict;
    });
  }
}

type Wanted = Pick<Suite, "directory" | "image" | "command" | "workingDirectory" | "reports"> & {
  limits?: { timeoutMs: number };
};

/** Two directories of the same name are two suites: the later one has a piece of its path's hash in its name. */
async function keep(client: Client, project: string, path: string, wanted: Wanted): Promise<Suite> {
  const plain = toSlug(basename(path)) || "root";
  const hash = createHash("sha256").update(path).digest("hex").slice(0, 8);
  for (const slug of [plain, `${plain.slice(0, 55)}-${hash}`]) {
    const there = await getSuite(client, project, slug);
    if (there) {
      if (there.directory === path) return await update(client, there, wanted);
      continue;
    }
    try {
      return await client.call("createSuite", {
        params: { project },
        body: { slug, name: basename(path) || slug, ...wanted },
      });
    } catch (error) {
      // Another command on the same directory may have been faster.
      if (!hasStatus(error, 409)) throw error;
      const made = await getSuite(client, project, slug);
      if (made?.directory === path) return await update(client, made, wanted);
    }
  }
  throw new Refusal(
    `Suite '${plain}' of project '${project}' is taken by another directory.`,
    "Choose another --project.",
  );
}

async function update(client: Client, there: Suite, wanted: Wanted): Promise<Suite> {
  const { limits, ...fields } = wanted;
  const isSame =
    Object.entries(fields).every(([name, value]) => isDeepStrictEqual(there[name as keyof Suite], value)) &&
    (limits === undefined || limits.timeoutMs === there.limits.timeoutMs);
  if (isSame) return there;
  const params = { project: there.project, suite: there.slug };
  return await client.call("changeSuite", { params, body: wanted });
}

async function getSuite(client: Client, project: string, suite: string): Promise<Suite | null> {
  try {
    return await client.call("getSuite", { params: { project, suite } });
  } catch (error) {
    if (hasStatus(error, 404)) return null;
    throw error;
  }
}

const hasStatus = (error: unknown, status: number) => error instanceof ApiError && error.problem.status === status;
