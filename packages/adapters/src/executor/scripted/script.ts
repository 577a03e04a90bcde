import { type Exit, Problem, type ProblemCode, problems, type SandboxSpec } from "@aac/core";

/** What a scripted sandbox does. Each field is a variable of the suite, or of the run. */
export interface Script {
  /** PREPARE_MS: how long the image is not there. */
  prepareMs: number;
  /** START_PROBLEM: the code of the problem that starting it ends with. */
  startProblem: ProblemCode | null;
  /** SLEEP_MS: how long the command runs. Its lines come evenly over this time. */
  sleepMs: number;
  /** LOG_LINES, LOG_TEXT: how many lines, and what stands in each; `{n}` is its number from 1. */
  lines: number;
  text: string;
  /** EXIT_CODE, EXIT_SIGNAL, LIMIT (memory, processes or disk), EXIT_PROBLEM: how it ends. */
  exit: Exit;
  /** IGNORE_TERM=1: asking it to end is not enough. */
  ignoresTerm: boolean;
  /** CRASH_AFTER: after so many milliseconds the sandbox is lost, with all that is in it. */
  crashAfterMs: number | null;
  /** REPORT: the content of `junit.xml`. FILES: more of them, as a JSON object of paths to contents. */
  files: ReadonlyMap<string, string>;
}

/**
 * Reads a script from the variables of a sandbox. With FIRST_ATTEMPT_ONLY=1 the attempts after a job's first know
 * nothing of START_PROBLEM, CRASH_AFTER, LIMIT and EXIT_PROBLEM.
 */
export function readScript(spec: SandboxSpec, isFirstAttempt: boolean): Script {
  const variable = (name: string) => spec.variables[name] ?? null;
  const number = (name: string, otherwise: number) => Number(variable(name) ?? otherwise);
  const goesWrong = isFirstAttempt || variable("FIRST_ATTEMPT_ONLY") !== "1";
  const problem = (name: string) => (goesWrong ? problemCode(name, variable(name)) : null);

  const exitProblem = problem("EXIT_PROBLEM");
  const limit = goesWrong ? (variable("LIMIT") as Exit["limit"]) : null;
  const signal = variable("EXIT_SIGNAL");
  const files = new Map(Object.entries(JSON.parse(variable("FILES") ?? "{}") as Record<string, string>));
  const report = variable("REPORT");
  if (report !== null) files.set("junit.xml", report);
  return {
    prepareMs: number("PREPARE_MS", 0),
    startProblem: problem("START_PROBLEM"),
    sleepMs: number("SLEEP_MS", 0),
    lines: number("LOG_LINES", 0),
    text: variable("LOG_TEXT") ?? "line {n}",
    exit: {
      code: signal ? null : number("EXIT_CODE", limit ? 137 : exitProblem ? 1 : 0),
      signal,
      limit,
      problem: exitProblem && { code: exitProblem, detail: `The script says ${exitProblem}.` },
    },
    ignoresTerm: variable("IGNORE_TERM") === "1",
    crashAfterMs: goesWrong && variable("CRASH_AFTER") !== null ? number("CRASH_AFTER", 0) : null,
    files,
  };
}

function problemCode(name: string, code: string | null): ProblemCode | null {
  if (code === null || code in problems) return code as ProblemCode | null;
  throw new Problem("invalid_request", `${name} names no problem: ${code}.`);
}
