import type { Result, Run, Totals } from "@aac/contract";
import type { Context } from "../context.ts";
import { formatDuration } from "./durations.ts";
import { looks } from "./paint.ts";

const messageLines = 12;

/** What a run came to and why, for people: verdict, reason, warnings, and its failing tests with their messages. */
export function summarize(run: Run, failures: readonly Result[], { paint, safe }: Context): string[] {
  const look = looks[run.state];
  const head = [
    paint("bold", paint(look.format, `${look.mark} ${look.word}`)),
    `${run.project}/${run.suite} #${run.number}`,
    formatTotals(run.totals),
    ...(run.durationMs === null ? [] : [formatDuration(run.durationMs)]),
  ];
  const lines = [head.join("  ")];
  if (run.reason) {
    lines.push(`  ${safe(run.reason.detail)}`);
    if (run.reason.remedy) lines.push(`  ${safe(run.reason.remedy)}`);
  }
  for (const warning of allWarnings(run)) lines.push(paint("yellow", `  ! ${safe(warning)}`));
  for (const failure of failures) lines.push("", ...describeFailure(failure));
  const more = run.totals.failed - failures.length;
  if (failures.length > 0 && more > 0) lines.push("", `  … and ${more} more`);
  return lines;

  function describeFailure(failure: Result): string[] {
    const name = [...failure.suitePath, failure.name].map(safe).join(" › ");
    const place = failure.file === null ? "" : `  ${safe(failure.file)}${failure.line ? `:${failure.line}` : ""}`;
    const shard = run.shards > 1 ? `  shard ${failure.shard}` : "";
    const message = safe(failure.message ?? "")
      .trimEnd()
      .split("\n");
    const shown = message.slice(0, messageLines).filter((_, index) => index > 0 || message[0] !== "");
    if (message.length > messageLines) shown.push("…");
    return [
      `  ${paint("red", `✘ ${name}`)}${paint("dim", `${place}${shard}`)}`,
      ...shown.map((line) => `      ${line}`),
    ];
  }
}

/** `12 tests: 9 passed, 1 failed, 2 skipped`; `no test results` where no report told of any. */
export function formatTotals(totals: Totals): string {
  if (totals.tests === 0) return "no test results";
  const parts = (["passed", "failed", "skipped", "flaky"] as const)
    .filter((status) => totals[status] > 0)
    .map((status) => `${totals[status]} ${status}`);
  return `${totals.tests} ${totals.tests === 1 ? "test" : "tests"}: ${parts.join(", ")}`;
}

/** A run's own warnings repeat those of its jobs; each is told once. */
function allWarnings(run: Run): string[] {
  return [...new Set([...run.warnings, ...run.jobs.flatMap((job) => job.warnings)].map(({ detail }) => detail))];
}
