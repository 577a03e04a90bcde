import { type Browser, type BrowserContext, type BrowserContextOptions, chromium, type Page } from "playwright-core";
import { chromiumPath } from "./chromium.ts";

/** A headless browser with nothing of anybody in it. */
export async function launchBrowser(more: readonly string[] = []): Promise<Browser> {
  if (chromiumPath === null) throw new Error("There is no Chromium on the PATH; CHROMIUM_PATH may name one.");
  return chromium.launch({
    executablePath: chromiumPath,
    args: [
      // As root, as in CI, Chromium has no sandbox of its own.
      "--no-sandbox",
      "--disable-gpu",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
      "--disable-quic",
      ...more,
    ],
  });
}

/** A browser's window with what its pages complained about. */
export interface Window {
  readonly context: BrowserContext;
  readonly page: Page;
  /** Everything that pages wrote to the console as an error or a warning, and every exception that nobody caught. */
  readonly complaints: string[];
  /** The paths of the requests made so far. */
  readonly requests: string[];
}

export async function openWindow(browser: Browser, options: BrowserContextOptions = {}): Promise<Window> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options });
  const page = await context.newPage();
  const complaints: string[] = [];
  const requests: string[] = [];
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type()))
      complaints.push(`${message.text()} ${message.location().url}`.trim());
  });
  page.on("pageerror", (error) => complaints.push(String(error)));
  page.on("request", (request) => requests.push(request.url().slice(new URL(request.url()).origin.length)));
  return { context, page, complaints, requests };
}
