import { type NounName, nouns } from "@aac/core";
import { type Collection, type IndexDescription, MongoServerError } from "mongodb";
import { keyOf } from "./filter.ts";
import { exemptName, type StoredDocument } from "./stored-document.ts";

/**
 * Indexes whose keys do not follow from their declaration, which knows no directions and no place for the id. MongoDB
 * sorts all that matches where an index does not have the whole order: with every claim, every queued job.
 */
export const otherKeys: Partial<Record<NounName, Record<string, readonly string[]>>> = {
  jobs: {
    // The claim, and what wakes waiting jobs: the first by tag and id of those that may be claimed.
    "state startTag priority availableAt runsOn orgId projectId": [
      "state",
      "startTag",
      "id",
      "availableAt",
      "runsOn",
      "orgId",
      "projectId",
    ],
    // An organization's more urgent jobs: by priority downwards, then by tag upwards.
    "orgId state priority startTag": ["orgId", "state", "-priority", "startTag", "id"],
  },
  // Sorted by one field and the id; what is looked at besides comes after these.
  tests: Object.fromEntries(
    ["byName", "bySlow", "byFailing", "byNew"].map((order) => [
      `projectId ${order} status text`,
      ["projectId", order, "id", "status", "text"],
    ]),
  ),
};

export interface DeclaredIndex extends IndexDescription {
  name: string;
  key: Record<string, 1 | -1>;
}

/** The indexes of a noun's collections. The id ends those that do not have it: every order ends with it. */
export function declaredIndexes(name: NounName): DeclaredIndex[] {
  const declared: { indexes: readonly (readonly string[])[]; unique: readonly (readonly string[])[] } = nouns[name];
  // The id has its own index already.
  const others = declared.indexes.filter((fields) => fields.join() !== "id");
  const plain = others.map((fields) => {
    const terms = otherKeys[name]?.[fields.join(" ")] ?? [...fields, ...(fields.includes("id") ? [] : ["id"])];
    return { name: ["by", ...fields].join("_"), key: toKey(terms) };
  });
  const unique = declared.unique.map((fields) => ({
    name: ["unique", ...fields].join("_"),
    key: { ...toKey(fields), [exemptName(fields)]: 1 as const },
    unique: true,
  }));
  return [...plain, ...unique];
}

const toKey = (terms: readonly string[]): Record<string, 1 | -1> =>
  Object.fromEntries(terms.map((term) => [keyOf(term.replace(/^-/, "")), term.startsWith("-") ? -1 : 1]));

const namespaceNotFound = 26;

/**
 * Makes those that are not there, and the collection with them; of several processes that do it at once, all succeed.
 * One at a time: FerretDB ends the connection over a command that names several of which some are there.
 */
export async function ensureIndexes(collection: Collection<StoredDocument>, name: NounName): Promise<void> {
  const present = await collection.indexes().catch((error: unknown) => {
    if (error instanceof MongoServerError && error.code === namespaceNotFound) return [];
    throw error;
  });
  const names = new Set(present.map((index) => index.name));
  for (const index of declaredIndexes(name)) if (!names.has(index.name)) await collection.createIndexes([index]);
}
