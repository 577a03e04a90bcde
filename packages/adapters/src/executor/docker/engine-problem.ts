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
  const { code = "", name = "" } = error as { code?: string | number; name?: string };
  const said = saidBy(error);
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

/** What an engine says when a container does not start, and whose mistake that is. */
export function startProblem(error: unknown, command: readonly string[]): Problem {
  const said = saidBy(error);
  const problem = (code: ConstructorParameters<typeof Problem>[0], detail: string) =>
    new Problem(code, detail, { cause: error });
  const name = command[0] ?? "";
  if (/chdir to cwd|cwd must be|working directory|mkdir .*not a directory/i.test(said)) {
    return problem("working_directory_missing", `The working directory cannot be entered: ${said}`);
  }
  if (/exec format error/i.test(said)) {
    return problem(
      "command_not_executable",
      `"${name}" has no interpreter line, or was built for another kind of machine.`,
    );
  }
  if (/executable file not found|exec.*no such file or directory|stat .*: no such file or directory/i.test(said)) {
    return problem("command_not_found", `"${name}" is not in the image.`);
  }
  if (/exec.*(permission denied|is a directory)/i.test(said)) {
    return problem("command_not_executable", `"${name}" is there but has no run bit.`);
  }
  if (/oom-killed|cannot allocate memory/i.test(said)) {
    return problem("out_of_memory", "The memory limit is too small to start a container with.");
  }
  return engineProblem(error);
}
