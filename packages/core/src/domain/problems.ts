import { identity } from "./problems/identity.ts";
import { notices } from "./problems/notices.ts";
import { organizations } from "./problems/organizations.ts";
import { processes } from "./problems/processes.ts";
import { requests } from "./problems/requests.ts";
import { runs } from "./problems/runs.ts";
import { verdicts } from "./problems/verdicts.ts";

/**
 * Everything that can go wrong and that we know by name: for programs the code, for people a title and a remedy.
 * `status` is what the API answers; `retry` says that it was our failure and another attempt may succeed.
 */
export const problems = {
  ...requests,
  ...identity,
  ...organizations,
  ...notices,
  ...runs,
  ...verdicts,
  ...processes,
} as const;

export type ProblemCode = keyof typeof problems;

/** A failure we know by name. `detail` is one or more whole sentences that say what is wrong here. */
export class Problem extends Error {
  override readonly name = "Problem";
  readonly code: ProblemCode;
  /** Fields of a request that were refused. */
  readonly errors: readonly { path: string; message: string }[] | undefined;
  constructor(
    code: ProblemCode,
    detail: string,
    options: { cause?: unknown; errors?: readonly { path: string; message: string }[] } = {},
  ) {
    super(detail, options.cause === undefined ? {} : { cause: options.cause });
    this.code = code;
    this.errors = options.errors;
  }
  get status(): number {
    return problems[this.code].status;
  }
  get title(): string {
    return problems[this.code].title;
  }
  get remedy(): string {
    return problems[this.code].remedy;
  }
  get retry(): boolean {
    return problems[this.code].retry;
  }
}

/** What is not a Problem yet becomes one; the original stays as its cause. */
export function toProblem(error: unknown, code: ProblemCode = "internal"): Problem {
  if (error instanceof Problem) return error;
  return new Problem(code, error instanceof Error ? error.message : String(error), { cause: error });
}
