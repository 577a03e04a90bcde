import { Problem, toProblem } from "@aac/core";

/** Whether a part answers; throws when it does not. */
export interface Check {
  (): Promise<{ detail: string }>;
  /** Without it the center serves all the same, only less well. */
  readonly isOptional?: boolean;
}

/** What must answer before requests are taken, by name. */
export type Checks = Record<string, Check>;

/** A check of a part that the center can do without for a while. */
export const optional = (check: () => Promise<{ detail: string }>): Check =>
  Object.assign(() => check(), { isOptional: true });

/**
 * For anybody who asks: of each check `ok`, or `unavailable:` and what that means, but no path and no address.
 * `degraded` is still ready: nothing but optional parts are missing.
 */
export interface Health {
  status: "ok" | "degraded" | "unavailable";
  checks: Record<string, string>;
}

const patienceMs = 2_000;

/** What it means that a part does not answer; of another problem its own title says more. */
const without: Readonly<Record<string, string>> = {
  store: "The store does not answer: nothing is served until it does",
  blobs: "Reports and artifacts can be neither kept nor read",
  queue: "The queue does not answer: work is found within seconds instead of at once",
  bus: "The bus does not answer: news reaches viewers every two seconds",
  cache: "The shared cache does not answer: limits are counted by each process for itself",
  executor: "Nothing runs sandboxes here",
};

const wordsFor = (name: string, { code, title }: Problem) =>
  (code === "unavailable" || code === "internal" ? without[name] : undefined) ?? title;

/** Asks everything at once, for a bounded time. `tell` gets what is wrong, as it is for operators. */
export async function checkAll(
  checks: Checks,
  tell: (name: string, problem: Problem) => void = () => undefined,
): Promise<Health> {
  const answers = await Promise.all(
    Object.entries(checks).map(async ([name, check]) => {
      const problem = await problemOf(check);
      if (problem) tell(name, problem);
      return { name, problem, isOptional: check.isOptional === true };
    }),
  );
  const missing = answers.filter(({ problem }) => problem);
  return {
    status: missing.length === 0 ? "ok" : missing.every(({ isOptional }) => isOptional) ? "degraded" : "unavailable",
    checks: Object.fromEntries(
      answers.map(({ name, problem }) => [name, problem ? `unavailable: ${wordsFor(name, problem)}` : "ok"]),
    ),
  };
}

async function problemOf(check: Check): Promise<Problem | null> {
  const { promise: late, resolve } = Promise.withResolvers<Problem>();
  const timer = setTimeout(() => resolve(new Problem("unavailable", `No answer within ${patienceMs} ms.`)), patienceMs);
  try {
    const answered = check().then(() => null, toProblem);
    return await Promise.race([answered, late]);
  } finally {
    clearTimeout(timer);
  }
}
