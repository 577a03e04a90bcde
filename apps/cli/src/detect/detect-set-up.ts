import type { Directory } from "./directory.ts";
import { anyDockerfile, testDockerfile } from "./dockerfile.ts";
import { entrypoint } from "./entrypoint.ts";
import { goTests } from "./go.ts";
import { gradleTests, mavenTests } from "./java.ts";
import { nodeTests } from "./node/node-tests.ts";
import { makeTest, otherTools } from "./other-tools.ts";
import { pythonTests } from "./python/python-tests.ts";
import { rustTests } from "./rust.ts";
import type { Recogniser, SetUp, Surroundings } from "./set-up.ts";

/** Asked in this order: what was made for the center first, then what is most telling, what may mislead last. */
const recognisers: readonly Recogniser[] = [
  entrypoint,
  testDockerfile,
  nodeTests,
  goTests,
  rustTests,
  mavenTests,
  gradleTests,
  ...otherTools,
  pythonTests,
  makeTest,
  anyDockerfile,
];

/** How the tests of a directory are run, by what lies in it; null when nothing is recognised. */
export async function detectSetUp(directory: Directory, surroundings: Surroundings): Promise<SetUp | null> {
  for (const recogniser of recognisers) {
    const found = await recogniser.recognise(directory, surroundings);
    if (found) return found;
  }
  return null;
}
