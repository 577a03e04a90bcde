import type { Surroundings } from "../settings.ts";

export interface Origin {
  branch: string | null;
  commit: string | null;
}

/**
 * The branch and commit that are tested: what the options say, else what the CI service says (the source branch, for a
 * pull request), else what git says of the directory, else null.
 */
export async function readOrigin(
  options: { branch?: string | undefined; commit?: string | undefined },
  directory: string,
  surroundings: Surroundings,
): Promise<Origin> {
  if (options.branch !== undefined && options.commit !== undefined) {
    return { branch: options.branch, commit: options.commit };
  }
  const { default: envCi } = await import("env-ci");
  const found = envCi({ env: { ...surroundings.variables }, cwd: directory });
  return {
    // For a pull request of GitHub env-ci names the merge that is checked out, which is nobody's branch.
    branch: options.branch ?? (surroundings.variables["GITHUB_HEAD_REF"] || found.prBranch || found.branch || null),
    commit: options.commit ?? (found.commit || null),
  };
}
