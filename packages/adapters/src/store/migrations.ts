/**
 * One step of a store's shape: numbered by its place in a list that only ever grows at its end. There is no way back.
 *
 * Two versions of the center run side by side while one replaces the other. So a change is made in two releases: the
 * first one expands (adds a field, fills it, goes on reading and writing the old one), a later one, when nothing of
 * before the first one runs any more, contracts (removes the old field, drops its index).
 */
export interface Migration<Change> {
  change: Change;
  /**
   * True for what contracts: a version that does not know this step cannot work with what it leaves and is refused
   * from then on. False for what only adds: older versions go on, and may still be started.
   */
  isBreaking: boolean;
}

/** What is written down beside the data. */
export interface SchemaVersion {
  /** One more than how many steps the data has seen. */
  version: number;
  /** The lowest version that can work with it. */
  needs: number;
}

/** The version of data that has seen all of these steps, and so of the code that lists them. */
export function versionOf(steps: readonly Migration<unknown>[]): SchemaVersion {
  return { version: steps.length + 1, needs: steps.findLastIndex(({ isBreaking }) => isBreaking) + 2 };
}
