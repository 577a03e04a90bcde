declare module "env-ci" {
  /** The parts of its answer that are read here; `prBranch` is the source of a pull request, `branch` its target. */
  interface CiEnvironment {
    isCi: boolean;
    commit?: string;
    branch?: string;
    prBranch?: string;
  }
  export default function envCi(options: { env: Record<string, string | undefined>; cwd: string }): CiEnvironment;
}
