import { t } from "@lingui/core/macro";
import { useVirtualizer } from "@tanstack/react-virtual";
import clsx from "clsx";
import {
  type CSSProperties,
  type KeyboardEvent,
  type MouseEvent,
  type Ref,
  useDeferredValue,
  useEffect,
  useImperativeHandle,
  useLayoutEffect,
  useRef,
  useState,
} from "react";
import { lineAt, type LogText, textBefore } from "../../../data/log-lines.ts";
import type { LineRange } from "../../../search-params.ts";
import { LogBlock } from "./log-block.tsx";
import { LogScrollbar } from "./log-scrollbar.tsx";
import type { LogGroups } from "./use-log-groups.ts";
import { useThrottled } from "./use-throttled.ts";
import { endWindow, isNearEdge, windowAround, windowRows } from "./log-window.ts";

export interface LogViewportProps {
  log: LogText;
  groups: LogGroups;
  query: string;
  selected: LineRange | null;
  /** The line to begin at. */
  initialLine: number | null;
  currentMatch: number | null;
  isWrapped: boolean;
  /** Whether the end is kept in sight while lines come. */
  isFollowing: boolean;
  onFollowingChange: (isFollowing: boolean) => void;
  /** More lines may come. */
  isGrowing: boolean;
  onWantLines: (from: number, to: number) => void;
  hrefOf: (line: number) => string;
  onPick: (line: number, event: MouseEvent) => void;
  ref: Ref<LogViewportHandle>;
}

export interface LogViewportHandle {
  /** Brings a line into the middle. */
  showLine(line: number): void;
  /** The line in the middle; null while nothing is drawn. */
  middleLine(): number | null;
}

const lineHeight = 20;
/** Rows are measured and drawn in blocks: four thousand boxes for a window of the log. */
const blockRows = 50;
/** How far back a colour is looked for that was set before a block and not reset since. */
const colourReach = 16_384;
/** Of a log that one scrolls through fast, only what is still looked at then is read. */
const readEveryMs = 60;

/** Where to scroll to: a line into the middle, or so many pixels away because the window moved. */
type Target = { line: number } | { byPx: number };

/**
 * The lines of a log. Only those that can be seen are decoded and drawn, and only they are asked for. Browsers cannot
 * make a box for millions of lines: it holds a window of them, which moves along unseen.
 */
export function LogViewport(props: LogViewportProps) {
  const { log, groups, initialLine, isWrapped, isFollowing, onFollowingChange, isGrowing, onWantLines } = props;
  const { rows } = groups;
  const scroller = useRef<HTMLDivElement>(null);
  const lastTop = useRef(0);
  const [chosenStart, setChosenStart] = useState(() =>
    windowAround(initialLine === null ? 0 : rows.rowOf(initialLine), rows.count),
  );
  const [target, setTarget] = useState<Target | null>(initialLine === null ? null : { line: initialLine });

  const start = isFollowing ? endWindow(rows.count) : Math.min(chosenStart, endWindow(rows.count));
  const end = Math.min(rows.count, start + windowRows);
  const isWindow = rows.count > windowRows;
  const blocks = Math.ceil((end - start) / blockRows);
  const endOfBlock = (block: number) => Math.min(end, start + (block + 1) * blockRows);

  // What is not seen yet is drawn once what is seen was.
  const overscan = useDeferredValue(1, 0);
  // Until it is laid out: what is drawn first is to be what will be seen.
  const likelyHeight = window.innerHeight / 2;
  const firstTop = isFollowing
    ? (end - start) * lineHeight - likelyHeight
    : (rows.rowOf(initialLine ?? 1) - start) * lineHeight - likelyHeight / 2;

  // oxlint-disable-next-line react/incompatible-library -- A warning to users of the React Compiler.
  const virtualizer = useVirtualizer({
    count: blocks,
    getScrollElement: () => scroller.current,
    estimateSize: (block) => (endOfBlock(block) - start - block * blockRows) * lineHeight,
    // Made anew for each drawing on purpose: that has the sizes computed again, of which the last one grows.
    getItemKey: (block) => `${start / blockRows + block} ${isWrapped}`,
    overscan,
    initialRect: { width: 0, height: likelyHeight },
    initialOffset: Math.max(0, firstTop),
  });
  const shown = virtualizer.getVirtualItems();
  const first = shown[0];
  const height = virtualizer.getTotalSize();
  const drawn = shown.map(({ key, index }) => ({
    key,
    index,
    lines: linesOf(start + index * blockRows, endOfBlock(index)),
  }));

  function linesOf(from: number, to: number): number[] {
    const lines: number[] = [];
    for (let row = from; row < to; row++) lines.push(rows.lineOf(row));
    return lines;
  }

  const readShown = useThrottled(readEveryMs, () => {
    for (const [from, to] of runsOf(drawn.flatMap(({ lines }) => lines))) onWantLines(from, to);
  });
  // What it begins with is asked for before it is laid out and scrolled to.
  useEffect(() => {
    const line = initialLine ?? 1;
    if (!isFollowing) onWantLines(line, Math.min(line + blockRows, log.count));
    // oxlint-disable-next-line react/exhaustive-deps -- Once.
  }, []);
  useEffect(() => {
    // While the box is about to scroll elsewhere, what is drawn is not what will be seen.
    if (target || scroller.current?.scrollTop !== virtualizer.scrollOffset) return;
    readShown();
  });

  useLayoutEffect(() => {
    const box = scroller.current;
    if (box && isFollowing) box.scrollTop = box.scrollHeight;
  }, [isFollowing, height, rows.count]);

  const showLine = (line: number) => {
    onFollowingChange(false);
    groups.reveal(line);
    const row = rows.rowOf(line);
    if (isNearEdge(row, start, rows.count)) setChosenStart(windowAround(row, rows.count));
    else setChosenStart(start);
    setTarget({ line });
  };
  useImperativeHandle(props.ref, () => ({
    showLine,
    middleLine: () => scroller.current && lineInTheMiddle(scroller.current),
  }));

  // In two steps, since a wrapped line's place is known only once its block was drawn.
  useLayoutEffect(() => {
    const box = scroller.current;
    if (!target || !box) return undefined;
    if ("byPx" in target) {
      box.scrollTop += target.byPx;
      setTarget(null);
      return undefined;
    }
    if (target.line > log.count) return undefined;
    const inWindow = rows.rowOf(target.line) - start;
    if (!isWrapped) {
      box.scrollTop = inWindow * lineHeight - box.clientHeight / 2;
      setTarget(null);
      return undefined;
    }
    virtualizer.scrollToIndex(Math.floor(inWindow / blockRows), { align: "start" });
    const frame = requestAnimationFrame(() => {
      box.querySelector(`[data-line="${target.line}"]`)?.scrollIntoView({ block: "center" });
      setTarget(null);
    });
    return () => cancelAnimationFrame(frame);
  }, [target, start, rows, isWrapped, log.count, virtualizer]);

  /** Far enough from the window's edges that one never comes to them. */
  const moveWindow = (box: HTMLElement) => {
    const row = start + Math.floor(box.scrollTop / lineHeight);
    const next = windowAround(row, rows.count);
    if (!isWindow || target || next === start || !isNearEdge(row, start, rows.count)) return;
    const middle = isWrapped ? lineInTheMiddle(box) : null;
    setChosenStart(next);
    setTarget(middle === null ? { byPx: (start - next) * lineHeight } : { line: middle });
  };

  const onScroll = () => {
    const box = scroller.current!;
    const toEnd = box.scrollHeight - box.clientHeight - box.scrollTop;
    const isUp = box.scrollTop < lastTop.current - 1;
    lastTop.current = box.scrollTop;
    if (isFollowing && isUp && toEnd > lineHeight) {
      setChosenStart(start);
      onFollowingChange(false);
    } else if (!isFollowing && !isUp && isGrowing && end === rows.count && toEnd < 4) {
      onFollowingChange(true);
    } else if (!isFollowing) moveWindow(box);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (!isWindow || (event.key !== "Home" && event.key !== "End")) return;
    event.preventDefault();
    showLine(event.key === "Home" ? 1 : log.count);
  };

  const gutter = `${String(log.count).length + 3}ch`;
  const shownRows = Math.max(1, Math.floor((scroller.current?.clientHeight ?? 400) / lineHeight));
  return (
    <>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- Keys that scroll, as elsewhere the browser does. */}
      <div
        ref={scroller}
        id="log"
        onScroll={onScroll}
        onKeyDown={onKeyDown}
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- What scrolls has to be reached with keys.
        tabIndex={0}
        role="log"
        aria-live="off"
        aria-label={t`Log`}
        className={clsx(
          "absolute inset-0 overflow-auto overscroll-contain bg-surface font-mono text-xs leading-5 [overflow-anchor:none] focus-visible:-outline-offset-2",
          isWindow && "right-3.5 [scrollbar-width:none]",
          isWrapped ? "[&_.log-text]:wrap-anywhere [&_.log-text]:whitespace-pre-wrap" : "[&_.log-text]:whitespace-pre",
        )}
        style={{ "--gutter": gutter } as CSSProperties}
      >
        <div className="relative w-full" style={{ height }}>
          <div
            className={clsx("absolute top-0 left-0 min-w-full", isWrapped ? "w-full" : "w-max")}
            style={{ transform: `translateY(${first?.start ?? 0}px)` }}
          >
            {drawn.map(({ key, index, lines }) => (
              <div key={key} data-index={index} ref={isWrapped ? virtualizer.measureElement : undefined}>
                <LogBlock
                  numbers={lines}
                  lines={lines.map((line) => lineAt(log, line))}
                  before={textBefore(log, lines[0] ?? 1, colourReach)}
                  groups={groups}
                  query={props.query}
                  selected={props.selected}
                  currentMatch={props.currentMatch}
                  hrefOf={props.hrefOf}
                  onPick={props.onPick}
                />
              </div>
            ))}
          </div>
        </div>
      </div>
      {isWindow && (
        <LogScrollbar
          rows={rows.count}
          topRow={isFollowing ? rows.count : start + Math.floor((virtualizer.scrollOffset ?? 0) / lineHeight)}
          shownRows={shownRows}
          onGo={(row) => showLine(rows.lineOf(Math.min(rows.count - 1, row + Math.floor(shownRows / 2))))}
        />
      )}
    </>
  );
}

/** The first and last of each run of numbers that follow each other. */
function runsOf(lines: readonly number[]): [number, number][] {
  const runs: [number, number][] = [];
  for (const line of lines) {
    const last = runs.at(-1);
    if (last && last[1] === line - 1) last[1] = line;
    else runs.push([line, line]);
  }
  return runs;
}

function lineInTheMiddle(box: HTMLElement): number | null {
  const { top, height } = box.getBoundingClientRect();
  const lines = [...box.querySelectorAll<HTMLElement>("[data-line]")];
  const line = lines.find((candidate) => candidate.getBoundingClientRect().bottom > top + height / 2);
  return line ? Number(line.dataset["line"]) : null;
}
