import { Problem, toProblem } from "@aac/core";

/** The HTTP status that the engine answered with; null when the failure is another one. */
export function statusOf(error: unknown): number | null {
  return (error as { statusCode?: number }).statusCode ?? null;
}

/** What the engine says in its own words, without the client's frame around it. */
export function saidBy(error: unknown): string {
  const { json, message } = error as { json?: { message?: string }; message?: string };
  return (json?.message ?? message ?? String(error)).replace(/^\(HTTP code \d+\) [^-]*- /, "").trim();
}

const unreachable = new Set(["ECONNREFUSED", "ECONNRESET", "ENOENT", "EACCES", "EPIPE", "ENOTFOUND", "EAI_AGAIN"]);
const tooSlow = new Set(["ETIMEDOUT", "EHOSTUNREACH", "ENETUNREACH", "ABORT_ERR", "TimeoutError"]);

/** Turns a failure of a call to the engine into the Problem that it is. */
export function engineProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  const { code = "", name = "", syscall } = error as { code?: string | number; name?: string; syscall?: string };
  const said = saidBy(error);
  if ((code === "EACCES" || code === "ENOENT") && syscall !== "connect") {
    return new Problem("directory_not_found", `The suite's directory cannot be read: ${said}`, { cause: error });
  }
  if (code === "EACCES") {
    return new Problem(
      "engine_unavailable",
      "The engine's socket may not be used by this user (is it in the group docker?).",
      {
        cause: error,
      },
    );
  }
  if (unreachable.has(String(code)) || tooSlow.has(String(code)) || tooSlow.has(name) || said === "socket hang up") {
    return new Problem("engine_unavailable", `The container engine does not answer: ${said}`, { cause: error });
  }
  if (/no space left on device|disk quota exceeded/i.test(said)) {
    return new Problem("disk_full", `The engine's disk is full: ${said}`, { cause: error });
  }
  if (statusOf(error) !== null) return new Problem("engine_failed", `The engine says: ${said}`, { cause: error });
  return toProblem(error, "engine_failed");
}

/** What an engine says of a network that it does not make, with the remedy where its addresses have run out. */
export function networkProblem(error: unknown): Problem {
  const said = saidBy(error);
  if (!/address pool|fully subnetted/i.test(said)) return engineProblem(error);
  return new Problem(
    "sandbox_network_failed",
    `The engine has no addresses left for the network of its sandboxes. Remove networks that nobody uses (docker network prune), or give the engine more (default-address-pools). It says: ${said}`,
    { cause: error },
  );
}

/** What an engine says of a runtime that it has not got, when a container is made or when it is started; null: another failure. */
export function runtimeProblem(error: unknown, runtime: string | null): Problem | null {
  const said = saidBy(error);
  if (
    runtime === null ||
    !/unknown( or invalid)? runtime|no such runtime|runtime .*(not found|not installed)/i.test(said)
  )
    return null;
  return new Problem("runtime_not_available", `The engine has no runtime "${runtime}": ${said}`, { cause: error });
}

/**
 * What an engine says when a container does not start, and whose mistake that is. A command that cannot be executed is
 * none of these: the container's init finds that out, after the start.
 */
export function startProblem(error: unknown): Problem {
  const said = saidBy(error);
  if (/chdir to cwd|cwd must be|working directory|mkdir .*not a directory/i.test(said)) {
    return new Problem("working_directory_missing", `The working directory cannot be entered: ${said}`, {
      cause: error,
    });
  }
  if (/oom-killed|cannot allocate memory/i.test(said)) {
    return new Problem("out_of_memory", "The memory limit is too small to start a container with.", { cause: error });
  }
  return engineProblem(error);
}
