import { Problem, type SandboxSpec } from "@aac/core";

/** For executors without an engine: what only one can do is refused, not left out. */
export function refuseIsolation(executor: string, { runtime, limits }: SandboxSpec): void {
  if (runtime !== null) {
    throw new Problem(
      "isolation_not_available",
      `The organization's sandboxes are to run in the runtime "${runtime}"; the ${executor} executor has no runtimes.`,
    );
  }
  if (limits.network === "allow-list") {
    throw new Problem(
      "isolation_not_available",
      `The suite's network is a list of hosts; the ${executor} executor cannot enforce one.`,
    );
  }
}
