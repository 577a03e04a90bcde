import type { Run } from "@aac/contract";
import { t } from "@lingui/core/macro";
import {
  ArrowDownToLine,
  ChevronDown,
  ChevronUp,
  Download,
  FileText,
  ListCollapse,
  ListTree,
  LoaderCircle,
  Maximize2,
  Minimize2,
  WrapText,
} from "lucide-react";
import { type Place, placeKey, type PlaceKey, placesOf } from "../../../data/place.ts";
import { IconButton } from "../../../ui/button.tsx";
import { SearchField } from "../../../ui/field.tsx";
import { formatCount } from "../../../ui/format.ts";
import { Select } from "../../../ui/select.tsx";
import { stateLooks } from "../../../ui/state-look.ts";
import type { LogGroups } from "./use-log-groups.ts";

export interface LogMatches {
  /** The matching lines, ascending. */
  readonly lines: readonly number[];
  /** How much of the log was searched, from 0 to 1; below 1 there may be more. */
  readonly progress: number;
  /** There are more than are told. */
  readonly isCapped: boolean;
}

export interface LogToolbarProps {
  run: Run;
  place: Place;
  onPlaceChange: (place: Place) => void;
  query: string;
  onQueryChange: (query: string) => void;
  onGoToLine: (line: number) => void;
  groups: LogGroups;
  matches: LogMatches;
  /** Which of the matches one is at, from 0; null: at none. */
  matchIndex: number | null;
  onStep: (step: 1 | -1) => void;
  isWrapped: boolean;
  onWrap: () => void;
  isFollowing: boolean;
  isGrowing: boolean;
  onFollow: () => void;
  isExpanded: boolean;
  onExpand: () => void;
  /** The raw log. */
  rawHref: string;
}

export function LogToolbar(props: LogToolbarProps) {
  const { run, place, query, matches, onStep } = props;
  const places = placesOf(run);
  return (
    <div className="flex flex-wrap items-center gap-x-1 gap-y-2 border-b border-line px-2 py-2">
      {places.length > 1 && (
        <Select<PlaceKey>
          look="filter"
          label={t`Log of`}
          value={placeKey(place)}
          choices={places.map((other) => ({
            value: placeKey(other),
            label: placeLabel(run, other),
          }))}
          onChange={(key) => {
            const chosen = places.find((other) => placeKey(other) === key);
            if (chosen) props.onPlaceChange(chosen);
          }}
          className="mr-1"
        />
      )}
      <SearchField
        label={t`Search the log`}
        placeholder={t`Search the log, or :line to go to`}
        value={query}
        onChange={props.onQueryChange}
        onKeyDown={(event) => {
          if (event.key !== "Enter") return;
          event.preventDefault();
          const line = lineMeant(query);
          if (line !== null) props.onGoToLine(line);
          else onStep(event.shiftKey ? -1 : 1);
        }}
        className="min-w-40 flex-1 sm:max-w-sm"
      />
      {query && lineMeant(query) === null && (
        <span className="flex items-center">
          <MatchCount matches={matches} matchIndex={props.matchIndex} />
          <IconButton
            icon={ChevronUp}
            label={t`Previous match (Shift+Enter)`}
            disabled={matches.lines.length === 0}
            onClick={() => onStep(-1)}
          />
          <IconButton
            icon={ChevronDown}
            label={t`Next match (Enter)`}
            disabled={matches.lines.length === 0}
            onClick={() => onStep(1)}
          />
        </span>
      )}
      <span className="ml-auto flex items-center gap-0.5">
        {props.groups.byHead.size > 0 && (
          <>
            <IconButton icon={ListCollapse} label={t`Close all groups`} onClick={() => props.groups.setAll(true)} />
            <IconButton icon={ListTree} label={t`Open all groups`} onClick={() => props.groups.setAll(false)} />
          </>
        )}
        <IconButton icon={WrapText} label={t`Wrap long lines`} aria-pressed={props.isWrapped} onClick={props.onWrap} />
        <IconButton
          icon={ArrowDownToLine}
          label={props.isGrowing ? t`Follow the end` : t`Go to the end`}
          {...(props.isGrowing && { "aria-pressed": props.isFollowing })}
          onClick={props.onFollow}
        />
        <RawLink href={props.rawHref} label={t`Open the raw log`} icon={FileText} />
        <RawLink
          href={props.rawHref}
          download={`${run.project}-${run.number}-${place.shard}-${place.attempt}.log`}
          label={t`Download the log`}
          icon={Download}
        />
        <IconButton
          icon={props.isExpanded ? Minimize2 : Maximize2}
          label={props.isExpanded ? t`Back to the page` : t`Fill the window`}
          aria-pressed={props.isExpanded}
          onClick={props.onExpand}
        />
      </span>
    </div>
  );
}

/** `:1234` is a line, not a text. */
export function lineMeant(query: string): number | null {
  const match = /^:(\d{1,9})$/.exec(query.trim());
  return match ? Number(match[1]) : null;
}

function MatchCount({ matches, matchIndex }: { matches: LogMatches; matchIndex: number | null }) {
  const { lines, progress, isCapped } = matches;
  const isSearching = progress < 1;
  return (
    <span role="status" className="flex items-center gap-1.5 px-2 text-xs whitespace-nowrap text-text-2 tabular-nums">
      {isSearching && <LoaderCircle aria-label={t`Searching`} size={13} className="animate-spin text-text-3" />}
      {lines.length > 0
        ? `${matchIndex === null ? "" : `${formatCount(matchIndex + 1)}/`}${formatCount(lines.length)}${isCapped ? "+" : ""}`
        : isSearching
          ? `${Math.floor(progress * 100)}%`
          : t`No match`}
    </span>
  );
}

function RawLink({
  href,
  download,
  label,
  icon: Icon,
}: {
  href: string;
  download?: string;
  label: string;
  icon: typeof FileText;
}) {
  return (
    <a
      href={href}
      {...(download ? { download } : { target: "_blank", rel: "noreferrer" })}
      aria-label={label}
      title={label}
      className="flex size-7 items-center justify-center rounded-md text-text-2 transition-colors hover:bg-raised hover:text-text"
    >
      <Icon aria-hidden size={16} />
    </a>
  );
}

function placeLabel(run: Run, place: Place): string {
  const parts = [
    run.jobs.length > 1 && t`Shard ${place.shard}`,
    hasRetries(run) && t`Attempt ${place.attempt}`,
    stateLooks[stateOf(run, place)].label.toLowerCase(),
  ];
  return parts.filter(Boolean).join(" · ");
}

function hasRetries(run: Run): boolean {
  return run.jobs.some((job) => job.attempts.length > 1);
}

function stateOf(run: Run, { shard, attempt }: Place) {
  const job = run.jobs.find((other) => other.shard === shard);
  return job?.attempts.find((other) => other.number === attempt)?.state ?? "queued";
}
