import type { Artifact, Result, Run } from "@aac/contract";
import { Trans } from "@lingui/react/macro";
import { useVirtualizer } from "@tanstack/react-virtual";
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from "react";
import type { ResultGroup, ResultGrouping } from "../../../data/result-groups.ts";
import { useMainScroller } from "../../../ui/main-scroller.tsx";
import { GroupRow } from "./group-row.tsx";
import { ResultRow } from "./result-row.tsx";
import { RotateCw } from "lucide-react";
import { Button } from "../../../ui/button.tsx";
import { explain } from "../../../ui/message.tsx";
import { useTestHistories } from "./use-test-histories.ts";

export interface ResultListProps {
  run: Run;
  groups: readonly ResultGroup[];
  artifacts: readonly Artifact[];
  /** Many results: groups in which nothing failed start closed. */
  isLong: boolean;
  grouping: ResultGrouping;
  /** The test that the address names: it is open, and scrolled to once. */
  test: string | undefined;
  onTest: (test: string | undefined) => void;
  onFindInLog: (result: Result) => void;
}

type Row = { kind: "group"; group: ResultGroup; isOpen: boolean } | { kind: "result"; result: Result };

/** The results as rows, of which only those that can be seen are drawn: ten thousand scroll like ten. */
export function ResultList({ run, groups, artifacts, isLong, grouping, test, onTest, onFindInLog }: ResultListProps) {
  const list = useRef<HTMLDivElement>(null);
  const scroller = useMainScroller();
  const [scrollMargin, setScrollMargin] = useState(0);
  // Groups and results that were switched from how they start.
  const [switched, setSwitched] = useState<ReadonlySet<string>>(new Set());
  const [opened, setOpened] = useState<ReadonlySet<string>>(new Set());
  const [wanted, setWanted] = useState(test);
  const openTests = useRef<ReadonlySet<string>>(new Set());
  const isWanted = (result: Result) => wanted !== undefined && (result.testId === wanted || result.id === wanted);
  useLayoutEffect(() => setScrollMargin(list.current?.offsetTop ?? 0), [scroller, groups]);

  const hasTrouble = groups.some((group) => group.failed > 0);
  const rows = useMemo(() => {
    const startsOpen = (group: ResultGroup) =>
      !isLong ||
      group.failed > 0 ||
      group.flaky > 0 ||
      (!hasTrouble && groups.length === 1) ||
      (wanted !== undefined && group.results.some((result) => result.testId === wanted || result.id === wanted));
    return groups.flatMap((group): Row[] => {
      const isOpen = startsOpen(group) !== switched.has(group.title);
      const head: Row = { kind: "group", group, isOpen };
      return isOpen ? [head, ...group.results.map((result): Row => ({ kind: "result", result }))] : [head];
    });
  }, [groups, isLong, hasTrouble, switched, wanted]);
  const artifactOf = useMemo(() => {
    const byPlace = new Map(
      artifacts.map((artifact) => [`${artifact.shard}/${artifact.attempt}/${artifact.path}`, artifact]),
    );
    return (result: Result, path: string | null) => byPlace.get(`${result.shard}/${result.attempt}/${path}`);
  }, [artifacts]);

  // oxlint-disable-next-line react/incompatible-library -- A warning to users of the React Compiler.
  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller,
    estimateSize: () => 37,
    getItemKey: (index) => keyOf(rows[index]!),
    overscan: 12,
    scrollMargin,
  });

  // The address may come to name another, by the analysis or by going back; not by what was opened here.
  useEffect(() => {
    if (test !== undefined && !openTests.current.has(test)) setWanted(test);
  }, [test]);
  // Once: whoever scrolls away then means it.
  const goneTo = useRef<string | undefined>(undefined);
  useEffect(() => {
    if (wanted === undefined || goneTo.current === wanted || !scroller) return;
    const at = rows.findIndex((row) => row.kind === "result" && isWanted(row.result));
    const row = rows[at];
    if (row?.kind !== "result") return;
    goneTo.current = wanted;
    openTests.current = new Set(openTests.current).add(row.result.testId);
    setOpened((before) => new Set(before).add(row.result.id));
    virtualizer.scrollToIndex(at, { align: "start" });
    // oxlint-disable-next-line react/exhaustive-deps -- Whether it is the one follows from what is named.
  }, [wanted, rows, scroller, virtualizer]);

  const shown = virtualizer.getVirtualItems().flatMap(({ index }) => {
    const row = rows[index];
    const isTold =
      row?.kind === "result" && (row.result.status === "failed" || row.result.flaky || opened.has(row.result.id));
    return isTold ? row.result.testId : [];
  });
  const histories = useTestHistories(run.id, shown);

  return (
    <>
      {histories.error !== null && (
        <div role="alert" className="flex flex-wrap items-center gap-x-3 gap-y-1 text-xs text-text-2">
          <span>
            <Trans>The last runs of these tests could not be read.</Trans> {explain(histories.error).detail}
          </span>
          <Button size="small" icon={RotateCw} onClick={histories.retry}>
            <Trans>Try again</Trans>
          </Button>
        </div>
      )}
      <div
        ref={list}
        className="relative overflow-hidden rounded-lg border border-line bg-surface"
        style={{ height: virtualizer.getTotalSize() + 2 }}
      >
        {virtualizer.getVirtualItems().map(({ key, index, start }) => {
          const row = rows[index]!;
          return (
            <div
              key={key}
              ref={virtualizer.measureElement}
              data-index={index}
              className="absolute inset-x-0 top-0"
              style={{ transform: `translateY(${start - scrollMargin}px)` }}
            >
              {row.kind === "group" ? (
                <GroupRow
                  group={row.group}
                  isOpen={row.isOpen}
                  isFirst={index === 0}
                  onToggle={() => setSwitched((before) => toggled(before, row.group.title))}
                />
              ) : (
                <ResultRow
                  result={row.result}
                  isOpen={opened.has(row.result.id)}
                  onToggle={() => {
                    const { id, testId } = row.result;
                    openTests.current = toggled(openTests.current, testId);
                    goneTo.current = undefined;
                    setWanted(undefined);
                    onTest(opened.has(id) ? undefined : testId);
                    setOpened((before) => toggled(before, id));
                  }}
                  grouping={grouping}
                  history={histories.byTest.get(row.result.testId)}
                  project={run.project}
                  run={run.id}
                  artifactOf={artifactOf}
                  onFindInLog={onFindInLog}
                />
              )}
            </div>
          );
        })}
      </div>
    </>
  );
}

function keyOf(row: Row): string {
  return row.kind === "group" ? `group ${row.group.title}` : row.result.id;
}

function toggled(set: ReadonlySet<string>, item: string): ReadonlySet<string> {
  const next = new Set(set);
  if (!next.delete(item)) next.add(item);
  return next;
}
