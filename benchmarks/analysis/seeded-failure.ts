import type { CauseCategory, Limits } from "@aac/contract";

/** A suite that is really broken, and of what. */
export interface SeededFailure {
  name: string;
  /** What it was broken of. */
  cause: CauseCategory;
  /** The rules were written without looking at what they make of it. */
  isHeldOut?: true;
  /** Programs the host needs for it. */
  needs: readonly string[];
  /** An example of this repository that is broken; else the suite is `files`. */
  example?: "node" | "python" | "go" | "shell";
  /** By path; in an example they replace its files. Null removes one. */
  files: Readonly<Record<string, string | ((before: string) => string) | null>>;
  command?: readonly string[];
  limits?: Partial<Limits>;
  /** Packages of this checkout that the suite finds in `node_modules`. */
  withModules?: true;
}
