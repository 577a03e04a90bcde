import { type Client, followRun, type Run, type RunEvent } from "@aac/contract";
import { t } from "@lingui/core/macro";
import { keepNear, missingLines, toChunk } from "./log-lines.ts";
import { type Place, placeKey, type PlaceKey } from "./place.ts";
import { emptyRunView, reduceRun, type RunView } from "./run-reducer.ts";

export interface FollowedRun {
  readonly view: RunView;
  /** `lost`: what is shown may be stale; the stream comes back by itself. */
  readonly connection: "live" | "lost" | "ended";
  /** Why the stream was refused for good; null while it works or is tried again. */
  readonly refusal: unknown;
  /** Why lines of the log could not be read; `retryLines` tries again. */
  readonly logError: unknown;
}

export interface RunFollower {
  snapshot(): FollowedRun;
  /** Calls `onChange` after each change until the function it answers is called. Follows while anybody listens. */
  subscribe(onChange: () => void): () => void;
  /** Reads the lines between `from` and `to` that are not here. Asking again while they are on their way is free. */
  wantLines(place: Place, from: number, to: number): void;
  retryLines(): void;
}

export interface RunFollowerOptions {
  client: Client;
  /** The run as last read: shown until the stream tells more. */
  run: Run;
  /** Calls back soon. Events that come until then are shown together: a fast log must not redraw the page per chunk. */
  soon: (callback: () => void) => void;
}

/** Lines of one request. */
const pageLines = 2_000;
/** So much of each log is kept: lines far from where somebody looks are forgotten, and read again when wanted. */
const keptChars = 16 * 1024 * 1024;

/**
 * Keeps the view of one run current. The stream is followed from its tail: lines from before are read only where
 * somebody looks, so a run with a huge log opens as fast as any other.
 */
export function createRunFollower({ client, run, soon }: RunFollowerOptions): RunFollower {
  let state: FollowedRun = {
    view: reduceRun(emptyRunView, { event: "run", data: run }),
    connection: "live",
    refusal: null,
    logError: null,
  };
  const listeners = new Set<() => void>();
  const onTheWay = new Set<string>();
  /** Where in each log somebody looked last; its end where nobody did. */
  const lookedAt = new Map<PlaceKey, number>();
  let waiting: RunEvent[] = [];
  let following: AbortController | null = null;

  function change(part: Partial<FollowedRun>): void {
    state = { ...state, ...part };
    for (const listener of listeners) listener();
  }

  function take(event: RunEvent): void {
    waiting.push(event);
    if (waiting.length === 1) soon(flush);
  }

  function flush(): void {
    const events = waiting;
    waiting = [];
    const view = forgetFarLines(events.reduce(reduceRun, state.view));
    if (view !== state.view) change({ view });
  }

  function forgetFarLines(view: RunView): RunView {
    if (view.logs === state.view.logs) return view;
    const logs = [...view.logs].map(([key, log]) => {
      const isChanged = state.view.logs.get(key) !== log;
      return [key, isChanged ? keepNear(log, lookedAt.get(key) ?? log.count, keptChars) : log] as const;
    });
    return { ...view, logs: new Map(logs) };
  }

  async function follow(signal: AbortSignal): Promise<void> {
    try {
      const events = followRun(client, run.id, {
        after: "tail",
        untilAnalysed: true,
        signal,
        // Lines that could not be read while the server was away can be read again.
        onConnection: ({ connected }) =>
          change(connected ? { connection: "live", logError: null } : { connection: "lost" }),
      });
      for await (const event of events) take(event);
      if (!signal.aborted) change({ connection: "ended" });
    } catch (refusal) {
      if (!signal.aborted) change({ refusal });
    }
  }

  async function read(place: Place, from: number, to: number): Promise<void> {
    const query = { shard: place.shard, attempt: place.attempt, from, to };
    const response = await client.request("getLog", { params: { run: run.id }, query });
    const chunk = toChunk(from, await response.text());
    if (chunk.lines === 0) throw new Error(t`Lines ${from} to ${to} of the log are not there (yet).`);
    take({ event: "log", data: { ...place, ...chunk, at: "" } });
    flush();
  }

  const logOf = (place: Place) => state.view.logs.get(placeKey(place));

  return {
    snapshot: () => state,

    subscribe(onChange) {
      listeners.add(onChange);
      if (!following && !state.view.isComplete) {
        following = new AbortController();
        void follow(following.signal);
      }
      return () => {
        listeners.delete(onChange);
        if (listeners.size > 0) return;
        following?.abort();
        following = null;
      };
    },

    wantLines(place, from, to) {
      lookedAt.set(placeKey(place), Math.round((from + to) / 2));
      if (state.logError) return;
      const log = logOf(place);
      if (!log) return;
      const firstPage = Math.floor((from - 1) / pageLines);
      for (let page = firstPage; page * pageLines < to; page++) {
        const missing = missingLines(log, page * pageLines + 1, (page + 1) * pageLines);
        const key = `${placeKey(place)} ${missing?.from}`;
        if (!missing || onTheWay.has(key)) continue;
        onTheWay.add(key);
        void read(place, missing.from, missing.to)
          .catch((logError: unknown) => change({ logError }))
          .finally(() => onTheWay.delete(key));
      }
    },

    retryLines: () => change({ logError: null }),
  };
}
