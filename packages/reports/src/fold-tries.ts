import type { ReportedTest } from "@aac/contract";

/** One result of the tries of one test, which a report tells one by one, the deciding one last. */
export function foldTries(tries: readonly ReportedTest[]): ReportedTest {
  const last = tries.at(-1)!;
  if (tries.length === 1) return last;
  const failed = tries.findLast((attempt) => attempt.status === "failed") ?? last;
  const flaky = last.status === "passed" && tries.length > 1;
  return {
    ...last,
    flaky,
    message: last.message ?? failed.message,
    stack: last.stack ?? failed.stack,
    retries: tries.length - 1,
    tries: tries.map(({ status, durationMs, message }) => ({ status, durationMs, message })),
    attachments: [
      ...new Map(tries.flatMap((attempt) => attempt.attachments).map((a) => [a.path ?? a.name, a])).values(),
    ],
  };
}
