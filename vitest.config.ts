import { globSync, readFileSync } from "node:fs";
import { defineConfig } from "vitest/config";

const include = ["{packages,apps,tests,scripts,benchmarks}/**/*.test.{ts,tsx}", "examples/*.test.ts"];
const exclude = ["**/node_modules/**", "**/dist/**"];

const filesWith = (word: RegExp) =>
  globSync(include, { exclude }).filter((path) => word.test(readFileSync(path, "utf8")));

/** Test files that ask for a Kubernetes cluster, and for one of the other real servers: only when some of these run are they started. */
const withKubernetes = filesWith(/(?<![.\w])inject\("kubernetes/);
const withServices = filesWith(/(?<![.\w])inject\(/).filter((path) => !withKubernetes.includes(path));

export default defineConfig({
  test: {
    exclude,
    // A browser on a machine that is shared with others takes its time; a test that hangs still ends.
    testTimeout: 90_000,
    hookTimeout: 120_000,
    projects: [
      { extends: true, test: { name: "alone", include, exclude: [...exclude, ...withServices, ...withKubernetes] } },
      {
        extends: true,
        test: { name: "with services", include: withServices, globalSetup: "tests/services/global-setup.ts" },
      },
      {
        extends: true,
        test: { name: "with Kubernetes", include: withKubernetes, globalSetup: "tests/services/kubernetes-setup.ts" },
      },
    ],
  },
});
