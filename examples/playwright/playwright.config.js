import { defineConfig, devices } from "@playwright/test";

const { BASE_URL, CHROMIUM_PATH, SHOP_PORT } = process.env;

export default defineConfig({
  testDir: "tests",
  outputDir: "test-results/artifacts",
  timeout: 20_000,
  retries: 1,
  workers: 1,
  reporter: [["list"], ["json", { outputFile: "test-results/playwright.json" }], ["html", { open: "never" }]],
  use: {
    ...devices["Desktop Chrome"],
    baseURL: BASE_URL || `http://127.0.0.1:${SHOP_PORT}`,
    screenshot: "only-on-failure",
    trace: "retain-on-failure",
    launchOptions: CHROMIUM_PATH ? { executablePath: CHROMIUM_PATH } : {},
  },
  // The shop takes any free port and says which: Playwright hands it to the tests as SHOP_PORT.
  ...(BASE_URL
    ? {}
    : { webServer: { command: "node shop/server.js", wait: { stdout: /127\.0\.0\.1:(?<SHOP_PORT>\d+)/ } } }),
});
