import { globSync, readFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";
import { BaseSequencer, type TestSpecification } from "vitest/node";

const include = ["{packages,apps,tests,scripts,benchmarks}/**/*.test.{ts,tsx}", "examples/*.test.ts"];
const exclude = ["**/node_modules/**", "**/dist/**"];

const filesWith = (word: RegExp) =>
  globSync(include, { exclude }).filter((path) => word.test(readFileSync(path, "utf8")));

/** Test files that ask for a Kubernetes cluster, and for one of the other real servers: only when some of these run are they started. */
const withKubernetes = filesWith(/(?<![.\w])inject\("kubernetes/);
const withServices = filesWith(/(?<![.\w])inject\(/).filter((path) => !withKubernetes.includes(path));

/** Minutes of waiting for processes that are killed and come back: begun first, everything else passes beside it. */
const longest = "tests/faults/several-hosts.test.ts";

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    // oxlint-disable-next-line unicorn/no-array-sort -- a sequencer's method, no array's
    const sorted = await super.sort(files);
    const isLongest = ({ moduleId }: TestSpecification) => moduleId.endsWith(longest);
    return [...sorted.filter(isLongest), ...sorted.filter((file) => !isLongest(file))];
  }
}

export default defineConfig({
  test: {
    // Many tests wait for something else: one at a time would leave a machine of two cores idle.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    sequence: { sequencer: LongestFirst },
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
