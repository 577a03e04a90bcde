import { plural, t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import clsx from "clsx";
import { ChevronRight } from "lucide-react";
import { memo, type MouseEvent } from "react";
import { readAnsi } from "../../../data/ansi.ts";
import { type MarkedSpan, markLinks, markMatches } from "../../../data/line-marks.ts";
import type { LogGroup } from "../../../data/log-groups.ts";
import type { LineRange } from "../../../search-params.ts";
import { formatBytes } from "../../../ui/format.ts";
import { spanStyle } from "./span-style.ts";
import type { LogGroups } from "./use-log-groups.ts";

export interface LogBlockProps {
  numbers: readonly number[];
  /** Undefined: not read yet. */
  lines: readonly (string | undefined)[];
  /** What stands before the first line: its colours may reach in. */
  before: string;
  groups: LogGroups;
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

/** Some rows that follow each other; drawn again only when one of them changes. */
export const LogBlock = memo(function LogBlock({ numbers, lines, before, groups, query, ...props }: LogBlockProps) {
  const spans = readAnsi(
    lines.map((line) => line?.slice(0, charactersShown) ?? ""),
    before,
  );
  return numbers.map((number, index) => (
    <LogLine
      key={number}
      number={number}
      isHere={lines[index] !== undefined}
      spans={markMatches(markLinks(spans[index] ?? []), query)}
      hiddenCharacters={Math.max(0, (lines[index]?.length ?? 0) - charactersShown)}
      group={groups.byHead.get(number)}
      isEnd={groups.ends.has(number)}
      isClosed={groups.isClosed(number)}
      onToggle={groups.toggle}
      query={query}
      {...props}
    />
  ));
}, areEqual);

interface LogLineProps extends Pick<LogBlockProps, "query" | "selected" | "currentMatch" | "hrefOf" | "onPick"> {
  number: number;
  isHere: boolean;
  spans: readonly MarkedSpan[];
  hiddenCharacters: number;
  /** The group that the line is the head of. */
  group: LogGroup | undefined;
  /** The line only ends a group. */
  isEnd: boolean;
  isClosed: boolean;
  onToggle: (head: number) => void;
}

function LogLine({
  number,
  isHere,
  spans,
  hiddenCharacters,
  selected,
  currentMatch,
  hrefOf,
  onPick,
  ...rest
}: LogLineProps) {
  const { group, isEnd, isClosed, onToggle } = rest;
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
        aria-label={t`Line ${number}`}
        className="sticky left-0 z-10 w-(--gutter) shrink-0 bg-surface pr-3 text-right text-text-3 select-none group-hover/line:bg-hover group-hover/line:text-text group-data-selected/line:bg-line-selected group-data-selected/line:text-text"
      >
        {number}
      </a>
      <span className={clsx("log-text min-w-0 flex-1 pr-4", isEnd && "opacity-60")}>
        {group ? (
          <button
            type="button"
            aria-expanded={!isClosed}
            onClick={() => onToggle(number)}
            className="-ml-1 inline-flex h-5 max-w-full items-center gap-1 rounded-sm pr-1 pl-0.5 align-top font-semibold hover:bg-raised"
            style={{ marginLeft: `${group.depth}ch` }}
          >
            <ChevronRight aria-hidden size={13} className={clsx("shrink-0 text-text-3", !isClosed && "rotate-90")} />
            <span>{markMatches([{ text: group.title }], rest.query).map(renderSpan)}</span>
            {isClosed && group.last !== null && (
              <span className="font-normal text-text-3">
                {plural(group.last - group.head, { one: "# line", other: "# lines" })}
              </span>
            )}
          </button>
        ) : isHere ? (
          spans.map(renderSpan)
        ) : (
          // It does not shimmer: hundreds that do are painted again with each frame.
          <span
            aria-hidden
            className="skeleton inline-block h-3 w-[30ch] animate-none! align-middle opacity-60 group-data-unread/log:hidden"
          />
        )}
        {hiddenCharacters > 0 && (
          <span className="ml-2 rounded bg-raised px-1.5 text-text-2">
            <Trans>… {formatBytes(hiddenCharacters)} more in the raw log</Trans>
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
    a.groups.byHead === b.groups.byHead &&
    a.groups.isClosed === b.groups.isClosed &&
    a.before === b.before &&
    a.query === b.query &&
    a.selected === b.selected &&
    a.currentMatch === b.currentMatch &&
    a.hrefOf === b.hrefOf &&
    a.onPick === b.onPick &&
    a.lines.length === b.lines.length &&
    a.lines.every((line, index) => line === b.lines[index]) &&
    a.numbers.every((number, index) => number === b.numbers[index])
  );
}
