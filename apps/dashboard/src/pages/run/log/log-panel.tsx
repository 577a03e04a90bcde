import type { Run } from "@aac/contract";
import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import clsx from "clsx";
import { ScrollText } from "lucide-react";
import { type MouseEvent, useCallback, useEffect, useMemo, useRef, useState, type ReactNode } from "react";
import { useClient } from "../../../data/client-context.ts";
import { emptyLog, type LogText } from "../../../data/log-lines.ts";
import type { Place } from "../../../data/place.ts";
import type { RunFollower } from "../../../data/run-follower.ts";
import { readLines, type RunSearch, writeLines } from "../../../search-params.ts";
import { Button } from "../../../ui/button.tsx";
import { Banner, EmptyState, explain } from "../../../ui/message.tsx";
import { lineMeant, type LogMatches, LogToolbar } from "./log-toolbar.tsx";
import { LogViewport, type LogViewportHandle } from "./log-viewport.tsx";
import { useLogGroups } from "./use-log-groups.ts";
import { type LogScanState, useLogScan } from "./use-log-scan.ts";
import { useSettled } from "./use-settled.ts";

export interface LogPanelProps {
  run: Run;
  place: Place;
  log: LogText | undefined;
  logError: unknown;
  follower: RunFollower;
  search: RunSearch;
  onSearch: (part: { [K in keyof RunSearch]: RunSearch[K] | undefined }) => void;
  /** The address of this page with a line of this log. */
  hrefOfLine: (line: string) => string;
}

/** So much is typed before the next letter that searching for less would be in vain. */
const typingMs = 150;

/** The log of one attempt: live, searchable, every line with an address. */
export function LogPanel({
  run,
  place,
  log = emptyLog,
  logError,
  follower,
  search,
  onSearch,
  hrefOfLine,
}: LogPanelProps) {
  const client = useClient();
  const viewport = useRef<LogViewportHandle>(null);
  const attempt = run.jobs
    .find((job) => job.shard === place.shard)
    ?.attempts.find((one) => one.number === place.attempt);
  const isGrowing = attempt?.state === "running";
  const [isFollowing, setFollowing] = useState(isGrowing && !search.line && !search.q);
  const [isWrapped, setWrapped] = useState(false);
  const [isExpanded, setExpanded] = useState(false);
  const query = search.q ?? "";

  const { shard, attempt: number } = place;
  const settled = useSettled(query, typingMs);
  const texts = useMemo(() => (settled === "" || lineMeant(settled) !== null ? [] : [settled]), [settled]);
  const scan = useLogScan(run.id, place, log, texts);
  const groups = useLogGroups(run.id, place, log);
  const matches = useMemo(() => matchesOf(scan, log, query === settled), [scan, log, query, settled]);
  const [match, setMatch] = useState<{ line: number } | null>(null);
  const matchIndex = match === null ? -1 : matches.lines.indexOf(match.line);
  const step = (by: 1 | -1) => {
    const { lines } = matches;
    const from = matchIndex === -1 && by === -1 ? 0 : matchIndex;
    const line = lines[(from + by + lines.length) % lines.length];
    if (line !== undefined) setMatch({ line });
  };

  // The first match is gone to by itself, once per query; later ones, that a growing log brings, are not.
  const firstMatch = matches.lines[0];
  const [queryGoneTo, setQueryGoneTo] = useState("");
  if (query !== queryGoneTo && (query === "" || firstMatch !== undefined)) {
    setQueryGoneTo(query);
    setMatch(firstMatch === undefined ? null : { line: firstMatch });
  }
  useEffect(() => {
    if (match) viewport.current?.showLine(match.line);
  }, [match]);

  const selected = useMemo(() => (search.line ? readLines(search.line) : null), [search.line]);
  // Of lines that were picked on the page, and of those it began with, one is there already.
  const lineShown = useRef(search.line);
  useEffect(() => {
    if (!selected || lineShown.current === search.line) return;
    lineShown.current = search.line;
    viewport.current?.showLine(selected.first);
  }, [selected, search.line]);

  const onPick = useCallback(
    (line: number, event: MouseEvent) => {
      if (event.metaKey || event.ctrlKey || event.button !== 0) return;
      event.preventDefault();
      const from = event.shiftKey && selected ? selected.first : line;
      const picked = writeLines({ first: Math.min(from, line), last: Math.max(from, line) });
      const isTakenBack = picked === search.line;
      lineShown.current = picked;
      setFollowing(false);
      onSearch({ line: isTakenBack ? undefined : picked, shard, attempt: number });
    },
    [selected, search.line, onSearch, shard, number],
  );
  const hrefOf = useCallback((line: number) => hrefOfLine(String(line)), [hrefOfLine]);
  const onWantLines = (from: number, to: number) => follower.wantLines(place, from, to);
  useEffect(() => {
    if (!isExpanded) return undefined;
    const onKey = (event: KeyboardEvent) => {
      if (event.key === "Escape" && !(event.target instanceof HTMLInputElement)) setExpanded(false);
    };
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, [isExpanded]);
  const rawHref = client.url("getLog", { params: { run: run.id }, query: { shard, attempt: number } });

  return (
    <section
      aria-label={t`Log`}
      className={clsx(
        "flex flex-col overflow-hidden bg-surface",
        isExpanded ? "fixed inset-0 z-30" : "min-h-[75dvh] flex-1 rounded-lg border border-line lg:min-h-96",
      )}
    >
      <LogToolbar
        run={run}
        place={place}
        onPlaceChange={(next) => onSearch({ ...next, line: undefined })}
        query={query}
        onQueryChange={(q) => onSearch({ q: q || undefined })}
        onGoToLine={(line) => {
          setFollowing(false);
          onSearch({
            line: String(Math.min(Math.max(1, line), Math.max(1, log.count))),
            q: undefined,
            shard,
            attempt: number,
          });
        }}
        groups={groups}
        matches={matches}
        matchIndex={matchIndex === -1 ? null : matchIndex}
        onStep={step}
        isWrapped={isWrapped}
        onWrap={() => {
          const line = isFollowing ? null : viewport.current?.middleLine();
          setWrapped(!isWrapped);
          if (line) viewport.current?.showLine(line);
        }}
        isFollowing={isFollowing}
        isGrowing={isGrowing}
        onFollow={() => (isGrowing ? setFollowing(!isFollowing) : viewport.current?.showLine(log.count))}
        isExpanded={isExpanded}
        onExpand={() => setExpanded(!isExpanded)}
        rawHref={rawHref}
      />
      <PartError error={scan.error} onRetry={scan.retry}>
        <Trans>The log could not be searched to its end.</Trans>
      </PartError>
      <PartError error={groups.error} onRetry={groups.retry}>
        <Trans>The groups of the log could not be read.</Trans>
      </PartError>
      <PartError error={logError} onRetry={follower.retryLines}>
        <Trans>Part of the log could not be read.</Trans>
      </PartError>
      <div data-unread={logError === null ? undefined : true} className="group/log relative min-h-0 flex-1">
        {log.count === 0 ? (
          <EmptyState icon={ScrollText} title={isGrowing ? t`Waiting for the first line` : t`The log is empty`} />
        ) : (
          <LogViewport
            ref={viewport}
            log={log}
            groups={groups}
            query={query}
            selected={selected}
            initialLine={selected?.first ?? null}
            currentMatch={matchIndex === -1 ? null : match!.line}
            isWrapped={isWrapped}
            isFollowing={isFollowing}
            onFollowingChange={setFollowing}
            isGrowing={isGrowing}
            onWantLines={onWantLines}
            hrefOf={hrefOf}
            onPick={onPick}
          />
        )}
      </div>
      {attempt?.logCut && (
        <div className="border-t border-line p-2">
          <Banner tone="warning">
            <Trans>The log reached the size limit of its suite: its end is missing.</Trans>
          </Banner>
        </div>
      )}
    </section>
  );
}

/** What of the log is missing, and why. */
function PartError(props: { error: unknown; onRetry: () => void; children: ReactNode }) {
  const { error, onRetry, children } = props;
  if (error === null) return null;
  return (
    <div className="border-b border-line p-2">
      <Banner tone="failure">
        {children} {explain(error).detail}{" "}
        <Button size="small" onClick={onRetry} className="ml-2">
          <Trans>Try again</Trans>
        </Button>
      </Banner>
    </div>
  );
}

/** Nothing while another letter may be typed: what is shown then belongs to another query. */
function matchesOf(scan: LogScanState, log: LogText, isCurrent: boolean): LogMatches {
  if (!isCurrent) return { lines: [], progress: 0, isCapped: false };
  const progress = scan.isCapped || log.count === 0 ? 1 : Math.min(1, scan.searchedTo / log.count);
  return { lines: scan.found.map(({ line }) => line), progress, isCapped: scan.isCapped };
}
