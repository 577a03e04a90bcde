import type { Run } from "@aac/contract";
import type { Center, Clock } from "@aac/core";
import { followRun } from "../../apps/server/src/producer/live/follow-run.ts";
import { parsePosition } from "../../apps/server/src/producer/live/position.ts";
import type { Random } from "./random.ts";

/** What a person saw who followed a run through connections that broke. */
export interface Seen {
  /** By `<shard>.<attempt>`: the lines in the order they came. */
  lines: Map<string, string[]>;
  /** Lines that did not join those before. */
  breaks: string[];
  states: string[];
  ended: boolean;
}

/** Follows a run to its end, losing the connection now and then and coming back with the last event's id. */
export function watch(
  center: Center,
  clock: Clock,
  random: Random,
  orgId: string,
  runId: string,
): { seen: Seen; done: Promise<void> } {
  const seen: Seen = { lines: new Map(), breaks: [], states: [], ended: false };
  let lastId: string | undefined;
  const connect = async (): Promise<void> => {
    const connection = new AbortController();
    if (random.chance(0.6)) void clock.sleep(random.int(10, 15_000)).then(() => connection.abort());
    await followRun(center, {
      orgId,
      runId,
      position: parsePosition(lastId),
      tail: false,
      untilAnalysed: false,
      signal: connection.signal,
      async send(event, data, id) {
        if (connection.signal.aborted) return;
        lastId = id;
        if (event === "end") seen.ended = true;
        if (event === "run") seen.states.push((data as Run).state);
        if ("text" in data)
          noteLines(seen, data as { shard: number; attempt: number; firstLine: number; lines: number; text: string });
      },
    });
  };
  const done = (async () => {
    while (!seen.ended) {
      await connect().catch(() => undefined);
      if (!seen.ended) await clock.sleep(500);
    }
  })();
  return { seen, done };
}

function noteLines(
  seen: Seen,
  data: { shard: number; attempt: number; firstLine: number; lines: number; text: string },
): void {
  const key = `${data.shard}.${data.attempt}`;
  const known = seen.lines.get(key) ?? [];
  if (data.firstLine !== known.length + 1)
    seen.breaks.push(`${key}: line ${data.firstLine} came after ${known.length} lines`);
  known.push(...data.text.split("\n").slice(0, -1));
  seen.lines.set(key, known);
}
