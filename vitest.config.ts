import { globSync, readFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";
import { macros } from "./apps/dashboard/macros.ts";

const include = ["{packages,apps,tests,scripts,benchmarks}/**/*.test.{ts,tsx}", "examples/*.test.ts"];
const exclude = ["**/node_modules/**", "**/dist/**"];

const filesWith = (word: RegExp) =>
  globSync(include, { exclude }).filter((path) => word.test(readFileSync(path, "utf8")));

/** Test files that ask for a Kubernetes cluster, and for one of the other real servers: only when some of these run are they started. */
const withKubernetes = filesWith(/(?<![.\w])inject\("kubernetes/);
const withServices = filesWith(/(?<![.\w])inject\(/).filter((path) => !withKubernetes.includes(path));

/** Whole centers and browsers, which look at what happens in seconds: they have the machine to themselves. */
const whole = ["tests/{browser,faults}/**/*.test.ts"];
const oneAtATime = (groupOrder: number) => ({ maxWorkers: 1, sequence: { groupOrder } });

export default defineConfig({
  plugins: [macros()],
  test: {
    // Many tests wait for something else: one at a time would leave a machine of two cores idle.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    exclude,
    // A browser on a machine that is shared with others takes its time; a test that hangs still ends.
    testTimeout: 90_000,
    hookTimeout: 120_000,
    expect: { poll: { timeout: 20_000 } },
    projects: [
      {
        extends: true,
        test: { name: "alone", include, exclude: [...exclude, ...whole, ...withServices, ...withKubernetes] },
      },
      {
        extends: true,
        test: { name: "whole", include: whole, exclude: [...exclude, ...withServices], ...oneAtATime(1) },
      },
      {
        extends: true,
        test: {
          name: "with services",
          include: withServices,
          globalSetup: "tests/services/global-setup.ts",
          ...oneAtATime(1),
        },
      },
      {
        extends: true,
        test: {
          name: "with Kubernetes",
          include: withKubernetes,
          globalSetup: "tests/services/kubernetes-setup.ts",
          ...oneAtATime(2),
        },
      },
    ],
  },
});
