import type { RunSummary } from "@aac/contract";

export interface LabelChange {
  readonly add: readonly string[];
  readonly remove: readonly string[];
}

/** The labels as they are after the change. */
export function relabelled(labels: readonly string[], { add, remove }: LabelChange): string[] {
  return [...new Set([...labels, ...add])].filter((label) => !remove.includes(label));
}

/** What takes a change of the labels of runs back: as they had different ones, it may be several changes, each of some of them. */
export function changesBack<R extends Pick<RunSummary, "labels">>(
  runs: readonly R[],
  change: LabelChange,
): (LabelChange & { runs: R[] })[] {
  const changes = new Map<string, LabelChange & { runs: R[] }>();
  for (const run of runs) {
    const after = relabelled(run.labels, change);
    const add = run.labels.filter((label) => !after.includes(label));
    const remove = after.filter((label) => !run.labels.includes(label));
    if (add.length + remove.length === 0) continue;
    const key = JSON.stringify([add, remove]);
    if (!changes.has(key)) changes.set(key, { runs: [], add, remove });
    changes.get(key)!.runs.push(run);
  }
  return [...changes.values()];
}
