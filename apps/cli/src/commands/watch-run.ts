import { ApiError, followRun, type Job, type Run } from "@aac/contract";
import type { Connection } from "../connection/connect.ts";
import type { Context } from "../context.ts";
import { exitCodes } from "../exit-code.ts";
import { dressLog } from "../output/dress-log.ts";
import { formatDuration } from "../output/durations.ts";
import { createScreen } from "../output/screen.ts";
import { statusLine } from "../output/status-line.ts";
import { explain, Refusal } from "../refusal.ts";

/** How long a lost connection is tried again before the command gives up. */
const patienceMs = 5 * 60_000;
const redrawMs = 200;

export interface WatchOptions {
  /** Shows the log and a status line while the run goes on; else nothing is written to the standard output. */
  live: boolean;
}

/**
 * Follows a run to its end and answers it as it then stands. Ctrl-C asks the center to cancel and goes on waiting for
 * the end; pressed again, it leaves: the answer then is not final. Throws a Refusal when the center stays away.
 */
export async function watchRun(
  run: Run,
  { live }: WatchOptions,
  connection: Connection,
  context: Context,
): Promise<Run> {
  const { host, paint, safe } = context;
  const screen = createScreen(host.stdout);
  const say = (line: string) => (live ? screen.print(`${line}\n`) : context.note(line));
  const leave = new AbortController();
  let latest = run;
  let logLines = 0;
  let lostAt: number | null = null;
  let gaveUp = false;

  const draw = () =>
    screen.status(statusLine({ run: latest, logLines, lostAt, now: host.now() }, host.stdout.columns, paint));
  const release = host.onInterrupt(interrupt());
  const stopDrawing = live && host.stdout.isTTY ? host.every(redrawMs, draw) : () => undefined;
  try {
    const events = followRun(connection.client, run.id, { signal: leave.signal, onConnection: onConnection });
    for await (const { event, data } of events) {
      if (event === "run") {
        for (const line of news(latest, data)) say(paint("dim", line));
        latest = data;
      } else if (event === "log" && live) {
        logLines += data.lines;
        screen.print(dressLog(data.text, latest.shards > 1 ? data.shard : null, context));
      }
    }
  } finally {
    stopDrawing();
    release();
    screen.status("");
  }
  if (gaveUp) {
    throw new Refusal(
      `The center has not answered for ${formatDuration(patienceMs)}; the run may well go on.`,
      `Look again with \`aac show ${run.id}\`.`,
      exitCodes.unreachable.code,
    );
  }
  return latest;

  function interrupt(): () => void {
    let presses = 0;
    return () => {
      presses += 1;
      if (presses > 1) return leave.abort();
      say(paint("yellow", "Cancelling. Press Ctrl-C again to leave without waiting for the end."));
      connection.client.call("cancelRun", { params: { run: run.id } }).catch((error: unknown) => {
        // Final already: the end of the run was faster, and its verdict stands.
        if (error instanceof ApiError && error.problem.status === 409) return;
        say(paint("red", `The run could not be cancelled: ${safe(explain(error).lines.join(" "))}`));
      });
    };
  }

  function onConnection(state: { connected: boolean }): void {
    if (state.connected) {
      if (lostAt !== null) say(paint("dim", "Connected again."));
      lostAt = null;
      return;
    }
    if (lostAt === null) {
      lostAt = host.now();
      say(paint("yellow", "The connection to the center was lost. The run goes on; trying again."));
    } else if (host.now() - lostAt > patienceMs) {
      gaveUp = true;
      leave.abort();
    }
  }
}

/** What people should know of the change from one state of a run to the next. */
function news(before: Run, after: Run): string[] {
  const lines: string[] = [];
  if (before.state === "queued" && after.state === "running") lines.push("Running.");
  for (const job of after.jobs) {
    const attempts = before.jobs.find(({ id }) => id === job.id)?.attempts.length ?? 0;
    if (job.attempts.length > Math.max(attempts, 1)) lines.push(newAttempt(job, after.shards));
  }
  return lines;
}

function newAttempt(job: Job, shards: number): string {
  const why = job.attempts.at(-2)?.reason?.detail;
  const place = shards > 1 ? `Shard ${job.shard}: attempt` : "Attempt";
  return `${place} ${job.attempts.length} begins${why ? `, because the one before ended: ${why}` : "."}`;
}
