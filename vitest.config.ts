import { globSync, readFileSync } from "node:fs";
import { defineConfig } from "vitest/config";

const include = ["{packages,apps,tests,scripts,benchmarks}/**/*.test.{ts,tsx}", "examples/*.test.ts"];
const exclude = ["**/node_modules/**", "**/dist/**"];

/** Test files that ask for one of the real servers: only when some of these run are the servers started. */
const withServices = globSync(include, { exclude }).filter((path) =>
  /(?<![.\w])inject\(/.test(readFileSync(path, "utf8")),
);

export default defineConfig({
  test: {
    exclude,
    // A browser on a machine that is shared with others takes its time; a test that hangs still ends.
    testTimeout: 90_000,
    hookTimeout: 120_000,
    projects: [
      { extends: true, test: { name: "alone", include, exclude: [...exclude, ...withServices] } },
      {
        extends: true,
        test: { name: "with services", include: withServices, globalSetup: "tests/services/global-setup.ts" },
      },
    ],
  },
});
