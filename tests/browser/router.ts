import type { Page } from "playwright-core";

/** What is asked of the dashboard's router, which the page has under this name for its developers' tools. */
// oxlint-disable-next-line no-underscore-dangle -- The router chose it.
declare const __TSR_ROUTER__: {
  routesByPath: Record<string, unknown>;
  history: { push(href: string): void };
  state: { status: string; location: { href: string }; resolvedLocation?: { href: string } };
};

/** The path of every page that the dashboard knows, such as `/runs/$run`. */
export async function pathsOfRouter(page: Page): Promise<string[]> {
  // A page whose words are loaded begins after its `load` event.
  await page.waitForFunction(() => typeof __TSR_ROUTER__ !== "undefined");
  return page.evaluate(() => Object.keys(__TSR_ROUTER__.routesByPath));
}

/** Goes where a link would lead, without reading the dashboard anew. */
export function followAddress(page: Page, address: string): Promise<void> {
  return page.evaluate((href) => __TSR_ROUTER__.history.push(href), address);
}

/** Where one is, once the page is there; null while it is on its way. */
export function addressShown(page: Page): Promise<string | null> {
  return page.evaluate(() => {
    const { status, location, resolvedLocation } = __TSR_ROUTER__.state;
    return status === "idle" && resolvedLocation?.href === location.href ? location.href : null;
  });
}
