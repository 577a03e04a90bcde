import { mkdir, mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { createProcessExecutor } from "@aac/adapters/executor/process";
import { ApiError, type Limits, type Run, type RunEvent } from "@aac/contract";
import { silentLog } from "@aac/core";
import { startTestCenter, type TestCenter, type TestCenterOptions } from "./test-center.ts";

/** A suite of files that are made for it. */
export interface MadeSuite {
  /** By path; with an `entrypoint.sh` among them unless a command is named. */
  files?: Record<string, string | Buffer>;
  command?: string[];
  image?: string;
  directory?: string;
  limits?: Partial<Limits>;
}

/** A whole center in this process that runs real suites as plain processes. */
export interface ProcessCenter extends TestCenter {
  /** Makes the suite anew, and answers its directory. */
  makeSuite(slug: string, suite: MadeSuite): Promise<string>;
  /** Makes the suite, runs it and waits for its end. */
  runSuite(suite: MadeSuite): Promise<{ run: Run; events: RunEvent[]; log: string }>;
}

export async function startProcessCenter(options: Omit<TestCenterOptions, "executor"> = {}): Promise<ProcessCenter> {
  const dir = options.dir ?? (await mkdtemp(join(tmpdir(), "aac-test-")));
  const root = join(dir, "sandboxes");
  const executor = createProcessExecutor({ root, center: dir, environment: process.env, log: silentLog });
  const center = await startTestCenter({ ...options, dir, executor });
  let made = 0;
  await center.client.call("createProject", { body: { slug: "bad" } }).catch((error: unknown) => {
    if (!(error instanceof ApiError && error.problem.code === "slug_taken")) throw error;
  });

  const makeSuite: ProcessCenter["makeSuite"] = async (
    slug,
    { files = {}, command, image, directory, limits = {} },
  ) => {
    const home = join(dir, "suites", slug);
    await mkdir(home, { recursive: true });
    for (const [path, content] of Object.entries(files)) {
      await mkdir(dirname(join(home, path)), { recursive: true });
      await writeFile(join(home, path), content);
    }
    const source = image === undefined ? { directory: directory ?? home } : { image };
    const body = { slug, ...source, command: command ?? null, limits };
    await center.client.call("createSuite", { params: { project: "bad" }, body });
    return home;
  };
  return {
    ...center,
    makeSuite,
    async runSuite(suite) {
      const slug = `suite-${++made}`;
      await makeSuite(slug, suite);
      const { id } = await center.client.call("createRun", { body: { project: "bad", suite: slug } });
      return center.finished(id);
    },
  };
}
