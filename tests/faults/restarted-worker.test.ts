import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Client, Run } from "@aac/contract";
import { expect, inject, test } from "vitest";
import { until } from "../scenarios/test-center.ts";
import { makeBusyboxImage } from "../services/images.ts";
import { type LayoutName, layouts } from "./layouts.ts";
import { registerSuites, suiteFolder } from "./play-history.ts";
import { type RealCenter, startRealCenter } from "./real-center.ts";
import { watchRun } from "./viewer.ts";

const dockerHost = inject("docker.host");
const image = "aac-restarted-worker:1";

async function withCenter(layout: LayoutName, work: (center: RealCenter) => Promise<void>): Promise<void> {
  const isDocker = layouts[layout].executor === "docker";
  if (isDocker) await makeBusyboxImage(dockerHost!, image);
  const center = await startRealCenter({
    layout: layouts[layout],
    folder: await mkdtemp(join(tmpdir(), "aac-faults-")),
    dockerHost: isDocker ? dockerHost : null,
    settings: { LEASE_MS: "1500" },
  });
  try {
    await registerSuites(center.client, { directory: suiteFolder, image: isDocker ? image : null });
    await work(center);
  } finally {
    await center.stop();
  }
}

function trigger(client: Client, variables: Record<string, string>): Promise<Run> {
  const defaults = { MARK: "m", LINES: "100", BURST: "1", PAUSE: "0.05", SILENCE: "0", PASSED: "5", FAILED: "0" };
  const body = { project: "faults", suite: "steady", variables: { ...defaults, ...variables } };
  return client.call("createRun", { body });
}

test.for<LayoutName>(["producer and worker", "containers"])(
  "a run goes on with a complete log when its worker is killed and started again: %s",
  { timeout: 120_000 },
  async (layout, { skip }) => {
    skip(layout === "containers" && dockerHost === null, "There is no engine.");
    await withCenter(layout, async ({ client, members }) => {
      const { id } = await trigger(client, {});
      const { seen, done } = watchRun(client, id, AbortSignal.timeout(60_000));
      await until("some lines to be seen", async () => (seen.lines.get("1.1")?.length ?? 0) >= 20);
      const before = await client.call("getRun", { params: { run: id } });
      await members.get("worker 1")!.signal("SIGKILL");
      await members.get("worker 1")!.start();
      await done;

      const run = await client.call("getRun", { params: { run: id } });
      const attempts = run.jobs.flatMap((job) => job.attempts);
      expect(attempts).toMatchObject([{ state: "passed", exitCode: 0, logLines: 100 }]);
      expect(attempts[0]!.worker).not.toBe(before.jobs[0]!.attempts[0]!.worker);
      const lines = Array.from({ length: 100 }, (_, index) => `m line ${index + 1}`);
      expect(seen).toMatchObject({ ended: true, breaks: [] });
      expect(seen.lines.get("1.1")).toEqual(lines);
      const log = await client.request("getLog", { params: { run: id } });
      expect((await log.text()).split("\n").slice(0, -1)).toEqual(lines);
    });
  },
);

test("a worker that is stopped while it collects, and goes on after another has taken over, harms nothing", async () => {
  const files = 24;
  await withCenter("producer and two workers", async ({ client }) => {
    const { id } = await trigger(client, { LINES: "1", FILES: String(files) });
    const params = { run: id };
    const attempt = async () => (await client.call("getRun", { params })).jobs[0]!.attempts[0]!;
    const artifacts = async () => (await client.call("listArtifacts", { params, query: { limit: 500 } })).items;

    await until("most files to be collected", async () => (await artifacts()).length > files / 2, 60_000);
    const { worker } = await attempt();
    const pid = Number(worker.split(":")[1]);
    process.kill(pid, "SIGSTOP");
    try {
      await until("the other to take over", async () => (await attempt()).worker !== worker, 60_000);
    } finally {
      process.kill(pid, "SIGCONT");
    }
    const run = await until("the end", async () => {
      const now = await client.call("getRun", { params });
      return now.verdict && now;
    });
    expect(run).toMatchObject({ state: "passed", totals: { tests: 5, passed: 5 }, warnings: [] });
    expect((await client.call("listResults", { params })).items).toHaveLength(5);
    const paths = (await artifacts()).map(({ path }) => path);
    expect(paths.filter((path) => path.startsWith("test-results/file-"))).toHaveLength(files);
    expect(paths).toEqual(expect.arrayContaining(["junit.xml", "test-results/mark.txt"]));
  });
}, 180_000);
