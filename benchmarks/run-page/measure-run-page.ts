import type { Browser, Page } from "playwright-core";
import { launchBrowser } from "../../tests/browser/browser.ts";
import { startCenter, type TestCenter } from "../../tests/browser/center.ts";
import { sampleLine, writeLongLog } from "../../tests/browser/long-log.ts";
import { type Benchmark, type Sizes, takeTurns } from "../benchmark.ts";
import { quantile } from "../quantile.ts";
import { until } from "../until.ts";

const fewLines = 100;
const scrolls = 200;
/** What keeps a page busy for longer is felt. */
const longTaskMs = 50;
/** How often it is looked at while it follows a log. */
const looks = 12;

/**
 * Opens the page of a run with millions of log lines beside that of one with a hundred, at a line in the middle, until
 * that line can be read; then scrolls it, and follows a log that grows.
 */
export const measureRunPage: Benchmark = async ({ sizes, say }) => {
  const center = await startCenter();
  const browser = await launchBrowser(["--enable-precise-memory-info"]);
  try {
    const [long, short] = [await finishedRun(center), await finishedRun(center)];
    say(`run-page: a log of ${sizes.pageLines} lines is written …`);
    await center.inStore(({ store }) => writeLongLog(store, long, sizes.pageLines, sampleLine));
    await center.inStore(({ store }) => writeLongLog(store, short, fewLines, sampleLine));
    const session = await center.newSession();
    const open = async (run: string, line: number) => {
      const { page, took } = await openAt(browser, center.url, session, run, line);
      await page.context().close();
      return took;
    };
    await open(short, fewLines / 2);
    const middle = Math.floor(sizes.pageLines / 2) + 3;
    say(`run-page: ${sizes.pages} pairs of pages are opened …`);
    const pairs = await takeTurns(
      sizes.pages,
      () => open(long, middle),
      () => open(short, fewLines / 2 + 3),
    );
    const { page } = await openAt(browser, center.url, session, long, 3);
    const again: number[] = [];
    for (let time = 0; time < sizes.pages; time++) {
      await page.goto("about:blank");
      again.push(await readLine(page, center.url, long, middle));
    }
    const scrolled = await scroll(page);
    await page.context().close();
    say("run-page: a growing log is followed …");
    const followed = await follow(browser, center, session, sizes);
    return [
      {
        what: "a line of a long log is opened",
        unit: "ms",
        against: `the same page with a log of ${fewLines} lines`,
        pairs,
        goal: 1_000,
        facts: [
          `The log has ${sizes.pageLines.toLocaleString("en")} lines.`,
          `In a window that has shown the dashboard before: ${Math.round(quantile(again, 0.5))} ms (p50).`,
          `Scrolled ${scrolls} times by a screen: ${scrolled.count} tasks of more than ${longTaskMs} ms, the longest ${scrolled.longest} ms.`,
          `While ${sizes.logLines.toLocaleString("en")} lines came in ${sizes.followSeconds} s and were followed: ${followed.map(({ heapBytes, nodes }) => `${Math.round(heapBytes / 1e6)} MB and ${nodes} nodes`).join(", ")}.`,
        ],
      },
    ];
  } finally {
    await browser.close();
    await center.stop();
  }
};

async function finishedRun(center: TestCenter): Promise<string> {
  const { id } = await center.trigger({ LOG_LINES: "1" });
  await until("a run ends", async () => (await center.client.call("getRun", { params: { run: id } })).verdict);
  return id;
}

async function openPage(browser: Browser, url: string, session: string): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  await context.addCookies([{ name: "aac_session", value: session, url }]);
  return context.newPage();
}

async function openAt(browser: Browser, url: string, session: string, run: string, line: number) {
  const page = await openPage(browser, url, session);
  return { page, took: await readLine(page, url, run, line) };
}

/** How long it takes from the address to the line that it names, in ms. */
async function readLine(page: Page, url: string, run: string, line: number): Promise<number> {
  const before = performance.now();
  await page.goto(`${url}/runs/${run}?tab=log&line=${line}`, { waitUntil: "commit" });
  await page.locator(`[data-line="${line}"]`).getByText(`order ${line}`).waitFor();
  return performance.now() - before;
}

/** How often, and how long at most, the page was kept busy. */
async function scroll(page: Page): Promise<{ count: number; longest: number }> {
  // As text: it runs in the page, of whose globals this side knows nothing.
  const tasks = await page.evaluate<number[]>(`(async () => {
    const found = [];
    const observer = new PerformanceObserver((list) => found.push(...list.getEntries().map(({ duration }) => duration)));
    observer.observe({ type: "longtask" });
    const box = document.querySelector("#log");
    for (let step = 0; step < ${scrolls}; step++) {
      box.scrollTop += box.clientHeight;
      await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
    }
    observer.disconnect();
    return found;
  })()`);
  return { count: tasks.length, longest: Math.round(Math.max(0, ...tasks)) };
}

/** The heap without what is garbage, and the document's nodes, as the lines of a log that is followed come evenly. */
async function follow(browser: Browser, center: TestCenter, session: string, sizes: Sizes) {
  const { logLines, followSeconds } = sizes;
  const suite = { params: { project: "demo", suite: "scripted" } };
  await center.client.call("changeSuite", { ...suite, body: { limits: { timeoutMs: followSeconds * 2_000 } } });
  const { id } = await center.trigger({
    LOG_LINES: String(logLines),
    LOG_TEXT: "order {n} was paid by card, shipped to Berlin and rated with five stars",
    SLEEP_MS: String(followSeconds * 1_000),
  });
  const page = await openPage(browser, center.url, session);
  await page.goto(`${center.url}/runs/${id}?tab=log`);
  const devTools = await page.context().newCDPSession(page);
  const seen: { heapBytes: number; nodes: number }[] = [];
  for (let look = 1; look <= looks; look++) {
    const line = Math.floor((logLines * look) / looks);
    const newest = async () => Number(await page.locator("[data-line]").last().getAttribute("data-line"));
    await until(`line ${line} is shown`, async () => ((await newest()) >= line ? true : null), {
      everyMs: 250,
      patienceMs: (followSeconds / looks) * 1_000 + 60_000,
    });
    await devTools.send("HeapProfiler.collectGarbage");
    const { usedSize: heapBytes } = await devTools.send("Runtime.getHeapUsage");
    const { nodes } = await devTools.send("Memory.getDOMCounters");
    seen.push({ heapBytes, nodes });
  }
  await page.context().close();
  return seen;
}
