import { memo, type MouseEvent } from "react";
import { readAnsi } from "../../../data/ansi.ts";
import { type MarkedSpan, markLinks, markMatches } from "../../../data/line-marks.ts";
import type { LineRange } from "../../../search-params.ts";
import { formatBytes } from "../../../ui/format.ts";
import { spanStyle } from "./span-style.ts";

export interface LogBlockProps {
  firstLine: number;
  /** Undefined: not read yet. */
  lines: readonly (string | undefined)[];
  /** What stands before the first line: its colours may reach in. */
  before: string;
  query: string;
  /** The lines meant by the address, and the match one is at. */
  selected: LineRange | null;
  currentMatch: number | null;
  /** Where the link of a line leads. */
  hrefOf: (line: number) => string;
  onPick: (line: number, event: MouseEvent) => void;
}

/** A longer line is cut on the page; the whole one is in the raw log. */
const charactersShown = 10_000;

/** Some lines that follow each other; drawn again only when one of them changes. */
export const LogBlock = memo(function LogBlock({ firstLine, lines, before, query, ...props }: LogBlockProps) {
  const spans = readAnsi(
    lines.map((line) => line?.slice(0, charactersShown) ?? ""),
    before,
  );
  const numbered = lines.map((line, index) => ({ line, index, number: firstLine + index }));
  return numbered.map(({ line, index, number }) => (
    <LogLine
      key={number}
      number={number}
      isHere={line !== undefined}
      spans={markMatches(markLinks(spans[index] ?? []), query)}
      hiddenCharacters={Math.max(0, (line?.length ?? 0) - charactersShown)}
      {...props}
    />
  ));
}, areEqual);

interface LogLineProps extends Pick<LogBlockProps, "selected" | "currentMatch" | "hrefOf" | "onPick"> {
  number: number;
  isHere: boolean;
  spans: readonly MarkedSpan[];
  hiddenCharacters: number;
}

function LogLine({ number, isHere, spans, hiddenCharacters, selected, currentMatch, hrefOf, onPick }: LogLineProps) {
  const isSelected = selected !== null && number >= selected.first && number <= selected.last;
  return (
    <div
      data-line={number}
      data-selected={isSelected || undefined}
      data-current={number === currentMatch || undefined}
      className="group/line flex min-h-5 hover:bg-hover data-selected:bg-line-selected"
    >
      <a
        href={hrefOf(number)}
        onClick={(event) => onPick(number, event)}
        // Hundreds of stops on the way through the page would be in the way of people who use keys.
        tabIndex={-1}
        aria-label={`Line ${number}`}
        className="sticky left-0 z-10 w-(--gutter) shrink-0 bg-surface pr-3 text-right text-text-3 select-none group-hover/line:bg-hover group-hover/line:text-text group-data-selected/line:bg-line-selected group-data-selected/line:text-text"
      >
        {number}
      </a>
      <span className="log-text min-w-0 flex-1 pr-4">
        {isHere ? (
          spans.map(renderSpan)
        ) : (
          <span aria-hidden className="skeleton inline-block h-3 w-[30ch] align-middle opacity-60" />
        )}
        {hiddenCharacters > 0 && (
          <span className="ml-2 rounded bg-raised px-1.5 text-text-2">
            … {formatBytes(hiddenCharacters)} more in the raw log
          </span>
        )}
      </span>
    </div>
  );
}

function renderSpan(span: MarkedSpan, index: number) {
  const style = spanStyle(span);
  const text = span.isMatch ? (
    <mark className="rounded-xs bg-mark text-text group-data-current/line:bg-mark-current group-data-current/line:text-on-mark">
      {span.text}
    </mark>
  ) : (
    span.text
  );
  if (span.href) {
    return (
      <a
        key={index}
        href={span.href}
        target="_blank"
        rel="noreferrer"
        style={style}
        className="underline decoration-text-3 underline-offset-2 hover:decoration-current"
      >
        {text}
      </a>
    );
  }
  return style || span.isMatch ? (
    <span key={index} style={span.isMatch ? undefined : style}>
      {text}
    </span>
  ) : (
    text
  );
}

function areEqual(a: LogBlockProps, b: LogBlockProps): boolean {
  return (
    a.firstLine === b.firstLine &&
    a.before === b.before &&
    a.query === b.query &&
    a.selected === b.selected &&
    a.currentMatch === b.currentMatch &&
    a.hrefOf === b.hrefOf &&
    a.onPick === b.onPick &&
    a.lines.length === b.lines.length &&
    a.lines.every((line, index) => line === b.lines[index])
  );
}
