import type { Directory } from "./directory.ts";

/** How the tests of a directory are run. */
export interface SetUp {
  /** What was recognised and by what, such as `pytest (pyproject.toml)`. */
  name: string;
  /** Null: the run contract's own, `/bin/sh /app/entrypoint.sh <folder>`. */
  command: string[] | null;
  /** The stock image to run it in; null: the one its Dockerfile builds. Hosts without containers do without. */
  image: string | null;
  /** Where the directory lies in the sandbox, where it is not `/app`. */
  workingDirectory?: string;
  /** Globs of reports besides the conventional names. */
  reports: string[];
  /** Whether it runs a part of the tests only when it is one of several shards. */
  isSplit: boolean;
}

export interface Surroundings {
  /** Whether the center runs sandboxes in containers; else on its host as it is. */
  containers: boolean;
}

/** Knows one kind of set-up. Adding one is a file and a line in `registry.ts`. */
export interface Recogniser {
  /** Null: this is not such a directory. Reads files, and runs nothing. */
  recognise(directory: Directory, surroundings: Surroundings): Promise<SetUp | null>;
}
