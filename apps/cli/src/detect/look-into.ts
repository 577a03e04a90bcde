import { detectSetUp } from "./detect-set-up.ts";
import { openDirectory } from "./directory.ts";
import type { SetUp } from "./set-up.ts";

/** What lies in a directory: how its tests are run, where that is recognised. */
export async function lookInto(
  path: string,
  { containers }: { containers: boolean },
): Promise<{ setUp: SetUp | null; hasDockerfile: boolean }> {
  const directory = await openDirectory(path);
  return {
    setUp: await detectSetUp(directory, { containers }),
    hasDockerfile: directory.files.includes("Dockerfile"),
  };
}
