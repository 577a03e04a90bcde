import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Run } from "@aac/contract";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { sampleLine, writeLongLog } from "./long-log.ts";
import { setStage } from "./stage.ts";

// What is large on a run's page, and what outlives the center: real processes, five million lines, 100,000 results.

const stage = setStage({ EXECUTOR_URL: "process:" });
const lines = 5_000_000;
const tests = 100_000;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "aac-suite-"));
  await writeFile(join(folder, "slow.sh"), "i=0; while [ $i -lt 90 ]; do i=$((i+1)); echo line $i; sleep 0.1; done");
  for (const [slug, command] of [
    ["quick", ["/bin/echo", "done"]],
    ["slow", ["/bin/sh", "slow.sh"]],
  ] as const) {
    const body = { slug, directory: folder, command: [...command] };
    await stage.center.client.call("createSuite", { params: { project: "demo" }, body });
  }
}, 60_000);
afterAll(() => rm(folder, { recursive: true, force: true }));

const runOf = (suite: string): Promise<Run> =>
  stage.center.client.call("createRun", { body: { project: "demo", suite } });

async function ended(id: string): Promise<Run> {
  return vi.waitFor(
    async () => {
      const run = await stage.center.client.call("getRun", { params: { run: id } });
      expect(run.verdict).not.toBeNull();
      return run;
    },
    { timeout: 60_000, interval: 200 },
  );
}

test("five million lines are one log: opened at any line, scrolled from end to end, searched and folded", async () => {
  const { id } = await ended((await runOf("quick")).id);
  await stage.center.inStore(({ store }) => writeLongLog(store, id, lines, sampleLine));
  await stage.signIn();
  await stage.page.goto(`${stage.center.url}/runs/${id}?line=2501003`);
  await stage.logLine(2_501_003).getByText("order 2501003").waitFor();
  expect(stage.window.requests.filter((path) => path.includes("/log?"))).toHaveLength(1);

  await stage.log.press("End");
  await stage
    .logLine(lines - 1)
    .getByText(`order ${lines - 1}`)
    .waitFor();
  await stage.log.press("Home");
  await stage.logLine(2).getByText("✔ order 2", { exact: true }).waitFor();

  // A wheel goes over the edges of what the browser could scroll in one piece.
  const bar = stage.page.getByRole("scrollbar", { name: "Place in the log" });
  const { x, y, height } = (await bar.boundingBox())!;
  await stage.page.mouse.click(x + 5, y + height / 2);
  const place = async () => Number(await bar.getAttribute("aria-valuenow"));
  await expect.poll(async () => Math.abs((await place()) - lines / 2)).toBeLessThan(lines / 50);
  const before = await place();
  await stage.log.evaluate((box) => (box.scrollTop += 90_000 * 20));
  await expect.poll(async () => Math.abs((await place()) - before - 90_000)).toBeLessThan(100);
  await stage.log.evaluate((box) => (box.scrollTop += 90_000 * 20));
  await expect.poll(async () => Math.abs((await place()) - before - 180_000)).toBeLessThan(100);

  await stage.page.getByLabel("Search the log").fill("order 4999998");
  await stage.page.getByRole("status").getByText("1/1", { exact: true }).waitFor({ timeout: 60_000 });
  await stage.logLine(4_999_998).locator("mark").waitFor();
  await stage.page.getByLabel("Search the log").fill(":1");
  await stage.page.getByLabel("Search the log").press("Enter");
  await stage.page.waitForURL(/line=1(&|$)/);
  await stage.logLine(1).getByRole("button", { name: "Part 1", expanded: true }).click();
  await stage.logLine(2).waitFor({ state: "detached" });
  await stage.logLine(1).getByText("9,999 lines").waitFor();
  await stage.logLine(10_001).getByRole("button", { name: "Part 2" }).waitFor();
}, 240_000);

test("a hundred thousand results: what failed is there at once, all are counted, filtered, grouped and searched", async () => {
  const run = await ended((await runOf("quick")).id);
  await writeResults(run);
  await stage.signIn();
  await stage.page.goto(`${stage.center.url}/runs/${run.id}?tab=results`);
  const result = (number: number) => stage.page.getByRole("button", { name: new RegExp(`does thing ${number}\\b`) });
  await result(0).waitFor();
  await stage.page.getByRole("button", { name: "All 100,000" }).waitFor({ timeout: 60_000 });
  await stage.page.getByLabel("Search the results").fill("thing 99999");
  await result(99_999).waitFor();
  await stage.page.getByLabel("Search the results").fill("");
  await stage.page.getByRole("button", { name: "Failed 100" }).click();
  await stage.page.getByLabel("Group by").selectOption("error");
  await stage.page.getByRole("button", { name: /^expected # to be # 100 failed/ }).waitFor();
}, 240_000);

test("a killed center that comes back is gone on with: each line of what ran on meanwhile is there once", async () => {
  await stage.reopen({ viewport: { width: 1280, height: 2_800 } });
  await stage.signIn();
  const { id } = await runOf("slow");
  await stage.page.goto(`${stage.center.url}/runs/${id}?tab=log`);
  await stage.logLine(10).getByText("line 10", { exact: true }).waitFor({ timeout: 30_000 });
  await stage.center.kill();
  await stage.page.getByText("Live updates are interrupted").waitFor();
  await stage.center.start();
  await stage.page.getByText("Live updates are interrupted").waitFor({ state: "detached", timeout: 30_000 });
  await stage.logLine(90).getByText("line 90", { exact: true }).waitFor({ timeout: 60_000 });
  await stage.page.getByRole("status").getByText("Passed").waitFor({ timeout: 30_000 });
  await stage.log.press("Home");
  const shown = () => stage.log.locator("[data-line] .log-text").allInnerTexts();
  await vi.waitFor(async () => expect(await shown()).toEqual(Array.from({ length: 90 }, (_, at) => `line ${at + 1}`)));
  stage.allowComplaints(/net::ERR_/);
}, 180_000);

/** As a worker stores what it reads from a report. */
async function writeResults({ id, project, totals }: Run): Promise<void> {
  expect([project, totals.tests]).toEqual(["demo", 0]);
  await stage.center.inStore(async ({ store }) => {
    const { attempts, results, runs } = store.system;
    const [attempt, run] = [(await attempts.get(`${id}-1-1`))!, (await runs.get(id))!];
    for (let from = 0; from < tests; from += 1_000) {
      await results.insertMany(
        Array.from({ length: 1_000 }, (_, at) => {
          const index = from + at;
          const isFailed = index % 1_000 === 0;
          return {
            id: `${attempt.id}-${String(index).padStart(7, "0")}`,
            orgId: run.orgId,
            projectId: run.projectId,
            runId: id,
            attemptId: attempt.id,
            fence: attempt.fence,
            testId: index.toString(16).padStart(24, "0"),
            shard: 1,
            attempt: 1,
            index,
            report: "junit.xml",
            name: `does thing ${index}`,
            suitePath: ["shop"],
            file: `part-${Math.floor(index / 200)}.test.js`,
            line: null,
            status: isFailed ? ("failed" as const) : ("passed" as const),
            flaky: false,
            durationMs: 5,
            message: isFailed ? `expected ${index} to be ${index + 1}` : null,
            stack: null,
            retries: 0,
            attachments: [],
          };
        }),
      );
    }
    const changed = { totals: { tests, passed: 99_900, failed: 100, skipped: 0, flaky: 0 } };
    await runs.update(id, {}, { ...changed, revision: run.revision + 1 });
  });
}
