import { useMemo, useState } from "react";
import { groupsOf, hiddenLines, type LogGroup, markTexts, readMark } from "../../../data/log-groups.ts";
import type { LogText } from "../../../data/log-lines.ts";
import { createLogRows, type LogRows } from "../../../data/log-rows.ts";
import type { Place } from "../../../data/place.ts";
import { useLogScan } from "./use-log-scan.ts";

export interface LogGroups {
  readonly rows: LogRows;
  /** Why groups may be missing; null where nothing went wrong. */
  readonly error: unknown;
  retry(): void;
  /** By the line of its head. */
  readonly byHead: ReadonlyMap<number, LogGroup>;
  /** The lines that only end a group. */
  readonly ends: ReadonlySet<number>;
  isClosed(head: number): boolean;
  toggle(head: number): void;
  /** Opens or closes all of them. */
  setAll(isClosed: boolean): void;
  /** Opens whatever hides a line. */
  reveal(line: number): void;
}

const noTexts: readonly string[] = [];

/** The groups that a suite prints into its log, and which of them are closed. */
export function useLogGroups(run: string, place: Place, log: LogText): LogGroups {
  // Once the first lines are here, which are waited for more.
  const { found, error, retry } = useLogScan(run, place, log, log.chunks.length > 0 ? markTexts : noTexts);
  const groups = useMemo(() => {
    const marks = found.flatMap(({ line, text }) => readMark(line, text) ?? []);
    const all = groupsOf(marks);
    return {
      all,
      byHead: new Map(all.map((group) => [group.head, group])),
      ends: new Set(marks.filter(({ kind }) => kind === "close").map(({ line }) => line)),
    };
  }, [found]);
  const [allClosed, setAllClosed] = useState<boolean | null>(null);
  const [switched, setSwitched] = useState<ReadonlyMap<number, boolean>>(new Map());
  const { all, byHead, ends } = groups;
  const closing = useMemo(() => {
    const closedOf = (group: LogGroup) => switched.get(group.head) ?? allClosed ?? group.startsClosed;
    const isClosed = (head: number) => {
      const group = byHead.get(head);
      return group !== undefined && closedOf(group);
    };
    const setClosed = (changes: readonly [number, boolean][]) =>
      setSwitched((before) => new Map([...before, ...changes]));
    return {
      closedOf,
      isClosed,
      toggle: (head: number) => setClosed([[head, !isClosed(head)]]),
      setAll(closed: boolean) {
        setSwitched(new Map());
        setAllClosed(closed);
      },
      reveal(line: number) {
        const hiding = all.filter((group) => group.head < line && line <= (group.last ?? Infinity) && closedOf(group));
        if (hiding.length > 0) setClosed(hiding.map(({ head }) => [head, false]));
      },
    };
  }, [all, byHead, switched, allClosed]);
  return useMemo(() => {
    const { closedOf, ...rest } = closing;
    const rows = createLogRows(log.count, hiddenLines(all, closedOf, log.count));
    return { rows, byHead, ends, error, retry, ...rest };
  }, [all, byHead, ends, closing, log.count, error, retry]);
}
