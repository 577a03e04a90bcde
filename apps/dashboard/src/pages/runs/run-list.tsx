import type { RunSummary } from "@aac/contract";
import { t } from "@lingui/core/macro";
import { type ReactNode, useEffect, useEffectEvent, useRef } from "react";
import { usePreference } from "../../ui/preference.ts";
import { shortcutsPreference } from "../../ui/preferences.ts";
import { LongList, type Reading } from "../long-list.tsx";
import type { BatchKind } from "./batch-bar.tsx";
import { GroupHead } from "./group-head.tsx";
import type { RunLine } from "./group-runs.ts";
import { RunMenu } from "./run-menu.tsx";
import { RunRow } from "./run-row.tsx";
import { SelectBox } from "./select-box.tsx";

/** Which runs are chosen, and how that changes. */
export interface Choosing {
  readonly ids: ReadonlySet<string>;
  choose(id: string, isRange: boolean): void;
  chooseAll(ids: readonly string[]): void;
}

export interface RunListProps extends Reading {
  lines: readonly RunLine[];
  /** Keys of the groups whose runs are not shown. */
  closed: ReadonlySet<string>;
  /** Null: nothing can be done to runs. */
  choosing: Choosing | null;
  onToggleGroup: (key: string) => void;
  onAct: (kind: BatchKind, runs: readonly RunSummary[]) => void;
  onLabel: (label: string) => void;
  /** Below the rows. */
  children: ReactNode;
}

/** The runs as rows, alone or in groups. */
export function RunList(props: RunListProps) {
  const { lines, closed, choosing, onToggleGroup, onAct, onLabel, children, ...reading } = props;
  const list = useRef<HTMLDivElement>(null);
  const hasKeys = usePreference(shortcutsPreference) === "on";

  /** Keys for whoever is in the list: `x` chooses the row, with Shift the range up to it. */
  const onKey = useEffectEvent((event: KeyboardEvent) => {
    if (!choosing || event.altKey) return;
    const id = event.target instanceof Element && event.target.closest("[data-run]")?.getAttribute("data-run");
    const isMeta = event.ctrlKey || event.metaKey;
    if (isMeta && event.key === "a") choosing.chooseAll(lines.flatMap(({ run }) => run?.id ?? []));
    else if (hasKeys && !isMeta && id && event.key.toLowerCase() === "x") choosing.choose(id, event.shiftKey);
    else return;
    event.preventDefault();
  });
  useEffect(() => {
    const rowsShown = list.current;
    rowsShown?.addEventListener("keydown", onKey);
    return () => rowsShown?.removeEventListener("keydown", onKey);
  }, []);

  const box = (run: RunSummary) =>
    choosing && (
      <SelectBox
        label={t`Select ${run.suiteName} #${run.number}`}
        isChecked={choosing.ids.has(run.id)}
        onToggle={(isRange) => choosing.choose(run.id, isRange)}
      />
    );
  const lineOf = ({ run, group }: RunLine, isLast: boolean) => {
    if (run) {
      return (
        <div data-run={run.id}>
          <RunRow
            run={run}
            isLast={isLast}
            isChosen={choosing?.ids.has(run.id) ?? false}
            box={box(run)}
            menu={<RunMenu run={run} onAct={onAct} />}
            onLabel={onLabel}
          />
        </div>
      );
    }
    const ids = group.runs.map(({ id }) => id);
    const chosen = ids.filter((id) => choosing?.ids.has(id)).length;
    return (
      <GroupHead
        group={group}
        isOpen={!closed.has(group.key)}
        onToggle={() => onToggleGroup(group.key)}
        box={
          choosing && (
            <SelectBox
              label={t`Select all of ${group.title}`}
              isChecked={chosen === ids.length}
              isMixed={chosen > 0 && chosen < ids.length}
              onToggle={() => choosing.chooseAll(ids)}
            />
          )
        }
      />
    );
  };

  return (
    <div>
      <div ref={list}>
        <LongList label={t`Runs`} items={lines} rowHeight={64} {...reading}>
          {lineOf}
        </LongList>
      </div>
      {children}
    </div>
  );
}

export function RunListPending() {
  return (
    <div aria-busy aria-label={t`Loading runs`} className="overflow-hidden rounded-lg border border-line bg-surface">
      {Array.from({ length: 8 }, (_, index) => (
        <div key={index} className="flex h-16 items-center gap-5 border-b border-line px-4 last:border-b-0">
          <div className="skeleton h-6 w-20 rounded-full" />
          <div className="flex flex-1 flex-col gap-2">
            <div className="skeleton h-3.5 w-44" />
            <div className="skeleton h-3 w-64 max-w-full" />
          </div>
          <div className="skeleton hidden h-3 w-40 md:block" />
          <div className="skeleton hidden h-3 w-14 sm:block" />
        </div>
      ))}
    </div>
  );
}
