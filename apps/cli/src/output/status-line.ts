import type { Run } from "@aac/contract";
import { looks, type Paint } from "./paint.ts";
import { formatTotals } from "./summary.ts";

interface Progress {
  run: Run;
  logLines: number;
  /** Since when there is no connection, in the host's milliseconds. */
  lostAt: number | null;
  now: number;
}

const spinner = ["⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"] as const;
const spinMs = 200;

/** Where a run stands, in one row of the terminal: state, elapsed time, jobs, log lines, tests known so far. */
export function statusLine({ run, logLines, lostAt, now }: Progress, columns: number, paint: Paint): string {
  const look = looks[run.state];
  const since = Date.parse(run.startedAt ?? run.createdAt);
  const done = run.jobs.filter((job) => job.finishedAt !== null).length;
  const parts = [
    clock(now - since),
    `${run.project}/${run.suite} #${run.number}`,
    ...(run.shards > 1 ? [`${done} of ${run.shards} shards done`] : []),
    `${logLines} ${logLines === 1 ? "line" : "lines"}`,
    ...(run.totals.tests > 0 ? [formatTotals(run.totals)] : []),
    ...(lostAt === null ? [] : ["no connection"]),
  ];
  const head = `${spinner[Math.floor(now / spinMs) % spinner.length]} ${look.word}`;
  // A row that wraps could not be erased: it stays shorter than the terminal is wide.
  const width = Math.max(0, columns - 1);
  const rest = ` ${parts.join("  ")}`.slice(0, Math.max(0, width - head.length));
  return `${paint(look.format, head.slice(0, width))}${paint("dim", rest)}`;
}

/** `0:07`, `12:30`, `1:02:03`. */
function clock(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1_000));
  const [h, m, s] = [Math.floor(seconds / 3_600), Math.floor(seconds / 60) % 60, seconds % 60];
  const tail = `${String(m).padStart(h > 0 ? 2 : 1, "0")}:${String(s).padStart(2, "0")}`;
  return h > 0 ? `${h}:${tail}` : tail;
}
