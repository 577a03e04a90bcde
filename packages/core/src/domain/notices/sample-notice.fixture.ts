import type { Notice } from "@aac/contract";

/** A notice of a run with hostile words in every text, for tests of what is made of it. */
export function sampleNotice(words: string): Notice {
  return {
    type: "run.failed",
    at: "2026-11-26T11:00:00.000Z",
    run: {
      id: "01run",
      number: 7,
      project: "web",
      suite: "e2e",
      suiteName: words,
      environment: null,
      folder: "all",
      state: "failed",
      verdict: "failed",
      reason: { code: "tests_failed", detail: words, remedy: null },
      totals: { tests: 3, passed: 1, failed: 2, skipped: 0, flaky: 0 },
      trigger: { kind: "api", by: words, byId: null },
      branch: words,
      commit: "0123456789abcdef",
      labels: [words],
      rerunOf: null,
      shards: 1,
      createdAt: "2026-11-26T10:59:00.000Z",
      startedAt: "2026-11-26T10:59:01.000Z",
      finishedAt: "2026-11-26T11:00:00.000Z",
      durationMs: 59_000,
      pinned: false,
      revision: 3,
    },
    failures: Array.from({ length: 5 }, () => ({ name: words, message: words })),
    schedule: null,
  };
}
