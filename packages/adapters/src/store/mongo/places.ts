import type { NounName } from "@aac/core";
import type { Collection, Db } from "mongodb";
import type { Test } from "../conditions.ts";
import { ensureIndexes } from "./indexes.ts";
import type { StoredDocument } from "./stored-document.ts";

export type Stored = Collection<StoredDocument>;
export type Tests = readonly { field: string; test: Test }[];

/** Documents that lie in the same collection. */
export interface Batch {
  place: Stored;
  documents: readonly StoredDocument[];
}

/** In which collections of the database the documents of a noun lie. */
export interface Places {
  /** Where a document of this id lies, if it is there. */
  of(id: string): Stored;
  /** All in which documents that pass may lie. */
  for(tests: Tests): Promise<readonly Stored[]>;
  /** All that there are. */
  all(): Promise<readonly Stored[]>;
  /** Where documents are to be inserted: there, with its indexes. Throws when one could not be found there again. */
  forInsert(documents: readonly StoredDocument[]): Promise<readonly Batch[]>;
  /** When the store is opened: makes what is missing, and puts in order what a process that was killed has left. */
  prepare(): Promise<void>;
  /** To be told when nothing that was looked for is left in a place. */
  tidy(place: Stored): Promise<void>;
}

/** Most nouns: one collection of their own name. Its indexes were made when the store was opened. */
export function onePlace(db: Db, name: NounName): Places {
  const place = db.collection<StoredDocument>(name);
  return {
    of: () => place,
    for: async () => [place],
    all: async () => [place],
    forInsert: async (documents) => [{ place, documents }],
    prepare: () => ensureIndexes(place, name),
    tidy: async () => undefined,
  };
}
