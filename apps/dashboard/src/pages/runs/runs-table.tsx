import type { RunsView, RunSummary } from "@aac/contract";
import { type ReactNode, useMemo, useState } from "react";
import { useMay } from "../../data/use-may.ts";
import type { Reading } from "../long-list.tsx";
import type { FilterChange } from "./change-filters.ts";
import { groupRuns, type RunLine, toLines } from "./group-runs.ts";
import { ListBar } from "./list-bar.tsx";
import { useRunActions } from "./run-actions.tsx";
import { type Choosing, RunList } from "./run-list.tsx";
import { choose, chooseAll, nothingChosen } from "./selection.ts";

export interface RunsTableProps extends Reading {
  view: RunsView;
  runs: readonly RunSummary[];
  onView: (change: FilterChange) => void;
  children: ReactNode;
}

/** The runs in their groups, which of them are chosen, and what is done to those. */
export function RunsTable({ view, runs, onView, children, ...reading }: RunsTableProps) {
  const { group } = view;
  const mayTrigger = useMay("runs:trigger");
  const [chosen, setChosen] = useState(nothingChosen);
  const [closed, setClosed] = useState<ReadonlySet<string>>(new Set());
  const [loadedAt] = useState(Date.now);
  const groups = useMemo(() => (group ? groupRuns(runs, group, loadedAt) : []), [runs, group, loadedAt]);
  const lines: readonly RunLine[] = useMemo(
    () => (group ? toLines(groups, closed) : runs.map((run) => ({ id: run.id, run }))),
    [group, groups, closed, runs],
  );
  // What has left the list, or was never read, is not acted on.
  const chosenRuns = runs.filter(({ id }) => chosen.ids.has(id));
  const actions = useRunActions({ chosen: chosenRuns, runs, onClear: () => setChosen(nothingChosen) });
  const order = lines.flatMap(({ run }) => run?.id ?? []);
  const choosing: Choosing | null = mayTrigger
    ? {
        ids: chosen.ids,
        choose: (id, isRange) => setChosen(choose(chosen, id, { order, isRange })),
        chooseAll: (ids) => setChosen(chooseAll(chosen, ids)),
      }
    : null;

  return (
    <div className="flex flex-col gap-2">
      <ListBar
        runs={runs}
        choosing={choosing}
        group={group}
        areAllClosed={groups.length > 0 && groups.every(({ key }) => closed.has(key))}
        onGroup={(by) => {
          setClosed(new Set());
          onView({ group: by });
        }}
        onCloseAll={(isClosed) => setClosed(new Set(isClosed ? groups.map(({ key }) => key) : []))}
      />
      <RunList
        {...reading}
        lines={lines}
        closed={closed}
        choosing={choosing}
        onToggleGroup={(key) => setClosed(closed.symmetricDifference(new Set([key])))}
        onAct={actions.act}
        onLabel={(label) => onView({ label })}
      >
        {children}
      </RunList>
      {actions.element}
    </div>
  );
}
