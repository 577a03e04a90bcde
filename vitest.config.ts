import { globSync, readFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";
import { BaseSequencer, type TestSpecification } from "vitest/node";

const include = ["{packages,apps,tests,scripts,benchmarks}/**/*.test.{ts,tsx}", "examples/*.test.ts"];
const exclude = ["**/node_modules/**", "**/dist/**"];

/** Test files that ask for one of the real servers: only when some of these run are the servers started. */
const withServices = globSync(include, { exclude }).filter((path) =>
  /(?<![.\w])inject\(/.test(readFileSync(path, "utf8")),
);

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
      { extends: true, test: { name: "alone", include, exclude: [...exclude, ...withServices] } },
      {
        extends: true,
        test: { name: "with services", include: withServices, globalSetup: "tests/services/global-setup.ts" },
      },
    ],
  },
});
