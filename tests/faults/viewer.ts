import { type Client, followRun, type LogLines, type Run } from "@aac/contract";

/** What a person saw who followed a run while everything went wrong. */
export interface Seen {
  /** By `<shard>.<attempt>`: the lines in the order they came. */
  lines: Map<string, string[]>;
  /** By `<shard>.<attempt>`: how many results came. */
  results: Map<string, number>;
  /** Lines that did not join those before. */
  breaks: string[];
  states: Run["state"][];
  /** How often the stream was lost. */
  reconnects: number;
  ended: boolean;
  /** What it was refused with, where it was. */
  refusal: string | null;
}

/** Follows a run until its end, or until `signal` aborts. Rejects never. */
export function watchRun(client: Client, runId: string, signal: AbortSignal): { seen: Seen; done: Promise<void> } {
  const seen: Seen = {
    lines: new Map(),
    results: new Map(),
    breaks: [],
    states: [],
    reconnects: 0,
    ended: false,
    refusal: null,
  };
  const follow = async () => {
    const onConnection = ({ connected }: { connected: boolean }) => {
      if (!connected) seen.reconnects++;
    };
    for await (const { event, data } of followRun(client, runId, { signal, onConnection })) {
      if (event === "log") noteLines(seen, data);
      else if (event === "run") seen.states.push(data.state);
      else if (event === "results") {
        const key = `${data.shard}.${data.attempt}`;
        seen.results.set(key, (seen.results.get(key) ?? 0) + data.items.length);
      } else if (event === "end") seen.ended = true;
    }
  };
  return { seen, done: follow().catch((error: unknown) => void (seen.refusal = String(error))) };
}

function noteLines(seen: Seen, { shard, attempt, firstLine, text }: LogLines): void {
  const key = `${shard}.${attempt}`;
  const known = seen.lines.get(key) ?? [];
  if (firstLine !== known.length + 1) seen.breaks.push(`${key}: line ${firstLine} came after ${known.length} lines`);
  known.push(...text.split("\n").slice(0, -1));
  seen.lines.set(key, known);
}
