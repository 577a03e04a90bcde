import { ApiError } from "@aac/contract";
import { exitCodes } from "./exit-code.ts";

/** A request this command cannot carry out: one sentence, and what to do about it. */
export class Refusal extends Error {
  override readonly name = "Refusal";
  readonly remedy: string;
  readonly exitCode: number;
  constructor(detail: string, remedy = "", exitCode: number = exitCodes.errored.code) {
    super(detail);
    this.remedy = remedy;
    this.exitCode = exitCode;
  }
}

/** Says for people why a command ended early. What is not a refusal is a mistake of ours, and comes with its stack. */
export function explain(error: unknown): { lines: string[]; exitCode: number } {
  if (error instanceof Refusal) return { lines: sentences(error.message, error.remedy), exitCode: error.exitCode };
  if (error instanceof ApiError) {
    const { detail, remedy, errors = [] } = error.problem;
    const fields = errors.map(({ path, message }) => `  ${path}: ${message}`);
    return { lines: [...sentences(detail, remedy), ...fields], exitCode: exitCodes.errored.code };
  }
  if (error instanceof TypeError && error.message === "terminated") {
    return { lines: ["The connection to the center was lost.", "Try again."], exitCode: exitCodes.unreachable.code };
  }
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return { lines: [`Unexpected: ${stack}`], exitCode: exitCodes.errored.code };
}

const sentences = (...parts: string[]) => parts.filter((part) => part !== "");
