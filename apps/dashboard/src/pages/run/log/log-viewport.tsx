import { useVirtualizer } from "@tanstack/react-virtual";
import clsx from "clsx";
import {
  type CSSProperties,
  type MouseEvent,
  type ReactNode,
  type Ref,
  useEffect,
  useImperativeHandle,
  useLayoutEffect,
  useRef,
  useState,
} from "react";
import { lineAt, type LogText, textBefore } from "../../../data/log-lines.ts";
import type { LineRange } from "../../../search-params.ts";
import { Button } from "../../../ui/button.tsx";
import { formatCount } from "../../../ui/format.ts";
import { LogBlock } from "./log-block.tsx";

export interface LogViewportProps {
  log: LogText;
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
/** Lines are measured and drawn in blocks: ten thousand boxes for half a million lines. */
const blockLines = 50;
/** Browsers cannot make a box much higher than 16 million pixels, so a longer log is shown in parts. */
const partLines = 500_000;
/** How far back a colour is looked for that was set before a block and not reset since. */
const colourReach = 16_384;

/** The lines of a log. Only those that can be seen are decoded and drawn, and only they are asked for. */
export function LogViewport(props: LogViewportProps) {
  const { log, initialLine, isWrapped, isFollowing, onFollowingChange, isGrowing, onWantLines } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const lastTop = useRef(0);
  const [chosenPart, setChosenPart] = useState(initialLine === null ? 0 : partOf(initialLine));
  const [target, setTarget] = useState(initialLine === null ? null : { line: initialLine });

  const lastPart = Math.max(0, Math.ceil(log.count / partLines) - 1);
  const part = isFollowing ? lastPart : Math.min(chosenPart, lastPart);
  const offset = part * partLines;
  const partEnd = Math.min(log.count, offset + partLines);
  const blocks = Math.ceil((partEnd - offset) / blockLines);
  const lastOfBlock = (block: number) => Math.min(partEnd, offset + (block + 1) * blockLines);

  // oxlint-disable-next-line react/incompatible-library -- A warning to users of the React Compiler.
  const virtualizer = useVirtualizer({
    count: blocks,
    getScrollElement: () => scroller.current,
    estimateSize: (block) => (lastOfBlock(block) - offset - block * blockLines) * lineHeight,
    // Made anew for each drawing on purpose: that has the sizes computed again, of which the last one grows.
    getItemKey: (block) => `${part} ${block} ${isWrapped}`,
    overscan: 1,
  });
  const shown = virtualizer.getVirtualItems();
  const first = shown[0];
  const last = shown.at(-1);
  const height = virtualizer.getTotalSize();

  useEffect(() => {
    // While the box is about to scroll elsewhere, what is drawn is not what will be seen.
    if (target || scroller.current?.scrollTop !== virtualizer.scrollOffset) return;
    if (first && last) onWantLines(offset + first.index * blockLines + 1, lastOfBlock(last.index));
  });

  useLayoutEffect(() => {
    const box = scroller.current;
    if (box && isFollowing) box.scrollTop = box.scrollHeight;
  }, [isFollowing, height, log.count]);

  const showLine = (line: number) => {
    onFollowingChange(false);
    setChosenPart(partOf(line));
    setTarget({ line });
  };
  useImperativeHandle(props.ref, () => ({
    showLine,
    middleLine: () => scroller.current && lineInTheMiddle(scroller.current),
  }));

  // In two steps, since a wrapped line's place is known only once its block was drawn.
  useLayoutEffect(() => {
    const box = scroller.current;
    if (!target || !box || target.line > log.count) return undefined;
    const inPart = target.line - 1 - offset;
    if (!isWrapped) {
      box.scrollTop = inPart * lineHeight - box.clientHeight / 2;
      setTarget(null);
      return undefined;
    }
    virtualizer.scrollToIndex(Math.floor(inPart / blockLines), { align: "start" });
    const frame = requestAnimationFrame(() => {
      box.querySelector(`[data-line="${target.line}"]`)?.scrollIntoView({ block: "center" });
      setTarget(null);
    });
    return () => cancelAnimationFrame(frame);
  }, [target, offset, isWrapped, log.count, virtualizer]);

  const onScroll = () => {
    const box = scroller.current!;
    const toEnd = box.scrollHeight - box.clientHeight - box.scrollTop;
    const isUp = box.scrollTop < lastTop.current - 1;
    lastTop.current = box.scrollTop;
    if (isFollowing && isUp && toEnd > lineHeight) {
      setChosenPart(part);
      onFollowingChange(false);
    } else if (!isFollowing && !isUp && isGrowing && part === lastPart && toEnd < 4) {
      onFollowingChange(true);
    }
  };

  const gutter = `${String(log.count).length + 3}ch`;
  return (
    <div
      ref={scroller}
      onScroll={onScroll}
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- What scrolls has to be reached with keys.
      tabIndex={0}
      role="log"
      aria-live="off"
      aria-label="Log"
      className={clsx(
        "absolute inset-0 overflow-auto overscroll-contain bg-surface font-mono text-xs leading-5 [overflow-anchor:none] focus-visible:-outline-offset-2",
        isWrapped ? "[&_.log-text]:wrap-anywhere [&_.log-text]:whitespace-pre-wrap" : "[&_.log-text]:whitespace-pre",
      )}
      style={{ "--gutter": gutter } as CSSProperties}
    >
      {part > 0 && <PartButton onClick={() => showLine(offset)}>Lines before {formatCount(offset + 1)}</PartButton>}
      <div className="relative w-full" style={{ height }}>
        <div
          className={clsx("absolute top-0 left-0 min-w-full", isWrapped ? "w-full" : "w-max")}
          style={{ transform: `translateY(${first?.start ?? 0}px)` }}
        >
          {shown.map(({ key, index }) => {
            const firstLine = offset + index * blockLines + 1;
            const lines: (string | undefined)[] = [];
            for (let line = firstLine; line <= lastOfBlock(index); line++) lines.push(lineAt(log, line));
            return (
              <div key={key} data-index={index} ref={isWrapped ? virtualizer.measureElement : undefined}>
                <LogBlock
                  firstLine={firstLine}
                  lines={lines}
                  before={textBefore(log, firstLine, colourReach)}
                  query={props.query}
                  selected={props.selected}
                  currentMatch={props.currentMatch}
                  hrefOf={props.hrefOf}
                  onPick={props.onPick}
                />
              </div>
            );
          })}
        </div>
      </div>
      {part < lastPart && (
        <PartButton onClick={() => showLine(partEnd + 1)}>Lines after {formatCount(partEnd)}</PartButton>
      )}
    </div>
  );
}

function lineInTheMiddle(box: HTMLElement): number | null {
  const { top, height } = box.getBoundingClientRect();
  const lines = [...box.querySelectorAll<HTMLElement>("[data-line]")];
  const line = lines.find((candidate) => candidate.getBoundingClientRect().bottom > top + height / 2);
  return line ? Number(line.dataset["line"]) : null;
}

function partOf(line: number): number {
  return Math.floor((line - 1) / partLines);
}

function PartButton({ children, onClick }: { children: ReactNode; onClick: () => void }) {
  return (
    <div className="sticky left-0 flex justify-center py-2 font-sans">
      <Button size="small" onClick={onClick}>
        {children}
      </Button>
    </div>
  );
}
