import { t } from "@lingui/core/macro";
import { type PointerEvent, useRef } from "react";

export interface LogScrollbarProps {
  /** All rows, the first that can be seen, and how many can be seen. */
  rows: number;
  topRow: number;
  shownRows: number;
  onGo: (row: number) => void;
}

/** No shorter, in pixels: one has to get hold of it. */
const shortestThumb = 32;

/** Stands for a log of which the browser could not scroll all: its boxes end at some ten million pixels. */
export function LogScrollbar({ rows, topRow, shownRows, onGo }: LogScrollbarProps) {
  const track = useRef<HTMLDivElement>(null);
  const grip = useRef<number | null>(null);
  const lastTop = Math.max(1, rows - shownRows);
  const share = Math.min(1, Math.max(0, topRow / lastTop));
  const thumb = `max(${shortestThumb}px, ${(shownRows / rows) * 100}%)`;

  const rowAt = (event: PointerEvent) => {
    const { top, height } = track.current!.getBoundingClientRect();
    const room = height - Math.max(shortestThumb, (shownRows / rows) * height);
    const at = event.clientY - top - (grip.current ?? 0);
    return Math.round(Math.min(1, Math.max(0, at / room)) * lastTop);
  };
  return (
    <div
      ref={track}
      role="scrollbar"
      aria-label={t`Place in the log`}
      aria-controls="log"
      aria-orientation="vertical"
      aria-valuemin={1}
      aria-valuemax={rows}
      aria-valuenow={Math.min(rows, topRow + 1)}
      className="absolute inset-y-0 right-0 z-20 w-3.5 touch-none border-l border-line bg-surface select-none"
      onPointerDown={(event) => {
        const box =
          (event.target as HTMLElement).dataset["thumb"] && (event.target as HTMLElement).getBoundingClientRect();
        grip.current = box ? event.clientY - box.top : shortestThumb / 2;
        event.currentTarget.setPointerCapture(event.pointerId);
        if (!box) onGo(rowAt(event));
      }}
      onPointerMove={(event) => grip.current !== null && onGo(rowAt(event))}
      onPointerUp={() => (grip.current = null)}
      onPointerCancel={() => (grip.current = null)}
    >
      <div
        data-thumb
        className="absolute inset-x-0.5 rounded-full bg-line-strong hover:bg-text-3"
        style={{ height: thumb, top: `calc((100% - ${thumb}) * ${share})` }}
      />
    </div>
  );
}
