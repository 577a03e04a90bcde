import type { SeededFailure } from "../seeded-failure.ts";

const withPage = (body: string, chromium = "/usr/bin/chromium"): Omit<SeededFailure, "name" | "cause"> => ({
  needs: ["node", "chromium"],
  withModules: true,
  command: ["node", "node_modules/playwright/cli.js", "test"],
  files: {
    "playwright.config.mjs": `export default {
  testDir: ".", testMatch: "*.spec.mjs", timeout: 8000, workers: 1, outputDir: "test-results/out",
  reporter: [["list"], ["json", { outputFile: "test-results/playwright.json" }]],
  use: { launchOptions: { executablePath: ${JSON.stringify(chromium)}, args: ["--no-sandbox"] } },
};`,
    "shop.spec.mjs": `import { expect, test } from "playwright/test";
test("pays", async ({ page }) => {
  await page.setContent("<h1>Shop</h1><button id=pay disabled>Pay</button>");
${body}
});`,
  },
});

export const browserFailures: readonly SeededFailure[] = [
  {
    name: "playwright: a button that is called otherwise",
    cause: "selector",
    ...withPage(`  await page.click("#checkout", { timeout: 700 });`),
  },
  {
    name: "playwright: a heading that never comes",
    cause: "selector",
    isHeldOut: true,
    ...withPage(`  await expect(page.getByText("Thank you")).toBeVisible({ timeout: 700 });`),
  },
  {
    name: "playwright: a browser that is not installed",
    cause: "missing_browser",
    ...withPage("", "/opt/chrome-of-tomorrow/chrome"),
  },
  {
    name: "playwright: the shop is not up",
    cause: "connection",
    isHeldOut: true,
    ...withPage(`  await page.goto("http://127.0.0.1:59998/");`),
  },
  {
    name: "playwright: a heading that stays another",
    cause: "assertion",
    ...withPage(`  await expect(page.locator("h1")).toHaveText("Bookshop", { timeout: 700 });`),
  },
  {
    name: "playwright: a title that is another",
    cause: "assertion",
    isHeldOut: true,
    ...withPage(`  expect(await page.textContent("h1")).toBe("Bookshop");`),
  },
];
