import { Problem, toProblem } from "@aac/core";

/** What must answer before requests are taken: by name, each throws when it does not. */
export type Checks = Record<string, () => Promise<{ detail: string }>>;

/** For anybody who asks: of each check `ok`, or `unavailable:` and the problem's title, but no path and no address. */
export interface Health {
  status: "ok" | "unavailable";
  checks: Record<string, string>;
}

const patienceMs = 2_000;

/** Asks everything at once, for a bounded time. `tell` gets what is wrong, as it is for operators. */
export async function checkAll(
  checks: Checks,
  tell: (name: string, problem: Problem) => void = () => undefined,
): Promise<Health> {
  const failed = await Promise.all(
    Object.entries(checks).map(async ([name, check]) => {
      const problem = await problemOf(check);
      if (problem) tell(name, problem);
      return { name, problem };
    }),
  );
  return {
    status: failed.some(({ problem }) => problem) ? "unavailable" : "ok",
    checks: Object.fromEntries(
      failed.map(({ name, problem }) => [name, problem ? `unavailable: ${problem.title}` : "ok"]),
    ),
  };
}

async function problemOf(check: Checks[string]): Promise<Problem | null> {
  const { promise: late, resolve } = Promise.withResolvers<Problem>();
  const timer = setTimeout(() => resolve(new Problem("unavailable", `No answer within ${patienceMs} ms.`)), patienceMs);
  try {
    const answered = check().then(() => null, toProblem);
    return await Promise.race([answered, late]);
  } finally {
    clearTimeout(timer);
  }
}
