import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { Limits, NewSuite } from "@aac/contract";
import {
  type Caller,
  type Center,
  createProject,
  createSuite,
  type Executor,
  triggerRun,
  viewOf,
  centerCaller,
} from "@aac/core";
import { z } from "zod";

const Examples = z.array(
  z.looseObject({
    slug: z.string(),
    name: z.string(),
    description: z.string(),
    directory: z.string(),
    toolchain: z.object({ command: z.array(z.string()).min(1) }),
    demo: z.boolean(),
    limits: Limits.partial().optional(),
  }),
);
type Example = z.infer<typeof Examples>[number];

const demoProject = "examples";

/**
 * At the first start: registers the example suites that can run here, and runs two. Containers bring their toolchain;
 * plain processes need the host's. Answers what was registered; nothing when the project is there already.
 */
export async function registerDemo(
  center: Center,
  caller: Caller,
  options: { dir: string; executor: Pick<Executor, "isolates">; path: string | undefined },
): Promise<{ suites: string[]; runs: number } | null> {
  const tenant = viewOf(center.store, caller);
  const [existing] = await tenant.projects.find({ where: { slug: demoProject }, limit: 1 });
  if (existing) return null;
  const all = Examples.parse(JSON.parse(await readFile(join(options.dir, "examples.json"), "utf8")));
  const runnable: Example[] = [];
  for (const example of all) {
    if (options.executor.isolates || (await hasToolchain(example, options.path))) runnable.push(example);
  }
  await createProject(center, caller, {
    slug: demoProject,
    name: "Examples",
    description: "Real suites in several languages, each with passing, failing, skipped and slow tests.",
    maxConcurrentJobs: null,
  });
  for (const { slug, name, description, directory, limits } of runnable) {
    const suite = NewSuite.parse({
      slug,
      name,
      description,
      directory: join(options.dir, directory),
      limits: limits ?? {},
    });
    await createSuite(center, caller, demoProject, suite);
  }
  const shown = runnable.filter(({ demo }) => demo);
  for (const { slug } of shown) {
    const nothing = {
      environment: null,
      variables: {},
      branch: null,
      commit: null,
      labels: [],
      priority: 0,
      shards: 1,
    };
    await triggerRun(center, centerCaller(caller.orgId, "first start"), {
      ...nothing,
      project: demoProject,
      suite: slug,
      trigger: "demo",
    });
  }
  return { suites: runnable.map(({ slug }) => slug), runs: shown.length };
}

async function hasToolchain({ toolchain }: Example, path: string | undefined): Promise<boolean> {
  const [file = "", ...args] = toolchain.command;
  const run = promisify(execFile)(file, args, { timeout: 10_000, env: path === undefined ? {} : { PATH: path } });
  return run.then(
    () => true,
    () => false,
  );
}
