import type { Run } from "@aac/contract";

/** One attempt of one shard: where a log, results and artifacts belong. */
export interface Place {
  readonly shard: number;
  readonly attempt: number;
}

/** The same place as a key of a map. */
export type PlaceKey = `${number}/${number}`;

export function placeKey({ shard, attempt }: Place): PlaceKey {
  return `${shard}/${attempt}`;
}

/** Every attempt of the run, by shard and number. */
export function placesOf(run: Run): Place[] {
  return run.jobs.flatMap((job) => job.attempts.map((attempt) => ({ shard: job.shard, attempt: attempt.number })));
}

/** The newest attempt of each shard that has one: the ones that decide the verdict. */
export function newestPlaces(run: Run): Place[] {
  return run.jobs.flatMap((job) => {
    const attempt = job.attempts.at(-1);
    return attempt ? [{ shard: job.shard, attempt: attempt.number }] : [];
  });
}

/** Whose log to show first: that of the first shard that did not pass, at its newest attempt. */
export function firstPlaceToShow(run: Run): Place | null {
  const places = newestPlaces(run);
  const troubled = run.jobs.find(
    (job) => job.attempts.length > 0 && ["failed", "errored", "timedOut"].includes(job.state),
  );
  return places.find((place) => place.shard === troubled?.shard) ?? places[0] ?? null;
}
