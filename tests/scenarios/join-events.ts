import type { RunEvent } from "@aac/contract";

export interface SeenAttempt {
  lines: string[];
  results: number;
  artifacts: number;
}

/**
 * What the events of a run tell of each attempt, by `<shard>.<attempt>`. Throws where something is missing, doubled or out
 * of order.
 */
export function joinEvents(events: readonly RunEvent[]): Map<string, SeenAttempt> {
  const seen = new Map<string, SeenAttempt>();
  let revision = 0;
  let analysis = 0;
  const demand = (holds: boolean, what: string) => {
    if (!holds) throw new Error(what);
  };
  for (const { event, data } of events) {
    if (event === "end") continue;
    if (event === "run") {
      demand(data.revision > revision, `Revision ${data.revision} came after ${revision}`);
      revision = data.revision;
      continue;
    }
    if (event === "analysis") {
      demand(data.revision > analysis, `Revision ${data.revision} of the analysis came after ${analysis}`);
      analysis = data.revision;
      continue;
    }
    const key = `${data.shard}.${data.attempt}`;
    const at = seen.get(key) ?? { lines: [], results: 0, artifacts: 0 };
    seen.set(key, at);
    if (event === "log") {
      const { firstLine, lines, text } = data;
      const split = text.split("\n");
      demand(firstLine === at.lines.length + 1, `${key}: line ${firstLine} came after ${at.lines.length} lines`);
      demand(split.pop() === "" && split.length === lines, `${key}: from line ${firstLine} on ${lines} were promised`);
      at.lines.push(...split);
      continue;
    }
    for (const { index } of data.items) {
      demand(index === at[event], `${key}: number ${index} of the ${event} came after ${at[event]}`);
      at[event]++;
    }
  }
  return seen;
}
