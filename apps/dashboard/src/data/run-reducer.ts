import type { Analysis, Artifact, Result, Run, RunEvent } from "@aac/contract";
import { addLines, emptyLog, growTo, type LogText } from "./log-lines.ts";
import { newestPlaces, placeKey, type PlaceKey, type Place } from "./place.ts";

/** All that is known of a run, made of its events. A value: every change makes a new one. */
export interface RunView {
  /** Null until the first `run` event. */
  readonly run: Run | null;
  readonly logs: ReadonlyMap<PlaceKey, LogText>;
  /** Each list is in the order of the report, without doubles. */
  readonly results: ReadonlyMap<PlaceKey, readonly Result[]>;
  readonly artifacts: ReadonlyMap<PlaceKey, readonly Artifact[]>;
  /** Null until there is one. */
  readonly analysis: Analysis | null;
  /** The run is final and nothing more will come. */
  readonly isComplete: boolean;
}

export const emptyRunView: RunView = {
  run: null,
  logs: new Map(),
  results: new Map(),
  artifacts: new Map(),
  analysis: null,
  isComplete: false,
};

/**
 * The view after one more event. Events may come twice, and a `run` older than the one at hand may come late: neither
 * changes anything. Log lines say where they belong, so those read from `GET …/log` are given as `log` events too.
 */
export function reduceRun(view: RunView, { event, data }: RunEvent): RunView {
  switch (event) {
    case "run":
      if (view.run && view.run.revision >= data.revision) return view;
      return { ...view, run: data, logs: growLogs(view.logs, data) };
    case "log": {
      const log = view.logs.get(placeKey(data)) ?? emptyLog;
      const grown = addLines(log, { firstLine: data.firstLine, lines: data.lines, text: data.text });
      return grown === log ? view : { ...view, logs: withPlace(view.logs, data, grown) };
    }
    case "results":
      return { ...view, results: withPlace(view.results, data, merge(view.results.get(placeKey(data)), data.items)) };
    case "artifacts":
      return {
        ...view,
        artifacts: withPlace(view.artifacts, data, merge(view.artifacts.get(placeKey(data)), data.items)),
      };
    case "analysis":
      return view.analysis && view.analysis.revision >= data.revision ? view : { ...view, analysis: data };
    case "end":
      return { ...view, isComplete: true };
    default:
      // An event of a newer server.
      return view;
  }
}

/** The results that count: those of each shard's newest attempt. */
export function currentResults(view: RunView): readonly Result[] {
  if (!view.run) return [];
  return newestPlaces(view.run).flatMap((place) => view.results.get(placeKey(place)) ?? []);
}

/** All artifacts, newest attempts first. */
export function allArtifacts(view: RunView): readonly Artifact[] {
  return [...view.artifacts.values()]
    .flat()
    .toSorted((a, b) => b.attempt - a.attempt || a.shard - b.shard || a.index - b.index);
}

function growLogs(logs: RunView["logs"], run: Run): RunView["logs"] {
  let grown = logs;
  for (const job of run.jobs) {
    for (const attempt of job.attempts) {
      const place = { shard: job.shard, attempt: attempt.number };
      const log = logs.get(placeKey(place));
      const longer = growTo(log ?? emptyLog, attempt.logLines);
      if (longer !== log) grown = withPlace(grown, place, longer);
    }
  }
  return grown;
}

function withPlace<V>(map: ReadonlyMap<PlaceKey, V>, place: Place, value: V): ReadonlyMap<PlaceKey, V> {
  return new Map(map).set(placeKey(place), value);
}

/** Both lists in order of `index`, each index once. */
function merge<T extends { index: number }>(known: readonly T[] = [], added: readonly T[]): readonly T[] {
  const first = added[0];
  if (!first) return known;
  const last = known.at(-1);
  const isInOrder = added.every((item, at) => at === 0 || item.index > added[at - 1]!.index);
  if (isInOrder && (!last || first.index > last.index)) return [...known, ...added];
  const byIndex = new Map([...known, ...added].map((item) => [item.index, item]));
  return [...byIndex.values()].toSorted((a, b) => a.index - b.index);
}
