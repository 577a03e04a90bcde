import { type NounName, nouns } from "@aac/core";
import { expect, test } from "vitest";
import { readSort } from "../conditions.ts";
import { toSort } from "./filter.ts";
import { declaredIndexes, otherKeys } from "./indexes.ts";

const names = Object.keys(nouns) as NounName[];

/**
 * The index by which MongoDB finds and sorts without looking at more than it must: its keys begin with the fields that
 * are fixed, go on with those that are sorted by, and all of these directions are the ones asked for or all are turned.
 */
function indexFor(noun: NounName, fixed: readonly string[], orderBy: readonly string[]): string | undefined {
  const order = Object.entries(toSort(readSort(orderBy))).filter(([field]) => !fixed.includes(field));
  return [{ name: "_id_", key: { _id: 1 } }, ...declaredIndexes(noun)].find(({ key }) => {
    const keys = Object.entries(key);
    const isFixed = keys.slice(0, fixed.length).every(([field]) => fixed.includes(field === "_id" ? "id" : field));
    const rest = keys.slice(fixed.length, fixed.length + order.length);
    const turns = rest.map(([field, direction], i) => (field === order[i]?.[0] ? direction * order[i][1] : 0));
    return (
      keys.length >= fixed.length &&
      isFixed &&
      rest.length === order.length &&
      new Set(turns).size < 2 &&
      !turns.includes(0)
    );
  })?.name;
}

const query = (noun: NounName, fixed: readonly string[], orderBy: readonly string[]) => ({
  noun,
  fixed,
  orderBy,
  title: `${noun} by ${[...fixed, ...orderBy].join(", ")}`,
});
const declared = names.flatMap((noun) => {
  const spec: { indexes: readonly (readonly string[])[]; unique: readonly (readonly string[])[] } = nouns[noun];
  return [
    ...spec.indexes.map((fields) => query(noun, fields.slice(0, -1), [`-${fields.at(-1)}`])),
    ...spec.unique.map((fields) => query(noun, fields, [])),
  ];
});

test("keys of another order are those of an index that is declared", () => {
  for (const noun of names) {
    const declaredFields = (nouns[noun].indexes as readonly (readonly string[])[]).map((fields) => fields.join(" "));
    expect(declaredFields).toEqual(expect.arrayContaining(Object.keys(otherKeys[noun] ?? {})));
  }
});

test("every index has a name of its own", () => {
  for (const noun of names) {
    const all = declaredIndexes(noun).map(({ name }) => name);
    expect(new Set(all).size).toBe(all.length);
  }
});

test.each(declared.filter(({ noun, orderBy, fixed }) => orderBy.length > 0 && !looksAtMore(noun, fixed)))(
  "an index finds and sorts what it is declared for: $title",
  ({ noun, fixed, orderBy }) => expect(indexFor(noun, fixed, orderBy)).toBeDefined(),
);

/** Its index holds, behind what it sorts by, what is looked at besides: nobody ever sorts by the last of these. */
function looksAtMore(noun: NounName, fixed: readonly string[]): boolean {
  return fixed.includes("availableAt") || noun === "tests";
}

test.each(declared.filter(({ orderBy }) => orderBy.length === 0))(
  "a unique combination is found by its index: $title",
  ({ noun, fixed }) => {
    const index = declaredIndexes(noun).find(({ unique, key }) => unique && fixed.every((field) => field in key));
    expect(Object.keys(index?.key ?? {}).slice(0, fixed.length)).toEqual(fixed);
  },
);

test.each([
  ["the claim", "jobs", ["state"], ["startTag"], "by_state_startTag_priority_availableAt_runsOn_orgId_projectId"],
  [
    "an organization's more urgent jobs",
    "jobs",
    ["orgId", "state"],
    ["-priority", "startTag"],
    "by_orgId_state_priority_startTag",
  ],
  ["leases that have run out", "jobs", ["state"], ["leaseExpiresAt"], "by_state_leaseExpiresAt"],
  ["a run's jobs by shard", "jobs", ["runId"], ["shard"], "by_runId_shard"],
  ["the newest runs of a suite", "runs", ["projectId", "suiteSlug"], ["-id"], "by_projectId_suiteSlug_id"],
  ["the lines of a log from a place on", "logChunks", ["attemptId"], ["firstLine"], "by_attemptId_firstLine"],
  ["a run's failed tests", "results", ["runId", "status"], [], "by_runId_status_id"],
  ["the newest results of a test", "results", ["testId"], ["-id"], "by_testId_id"],
  ["the slowest tests of a project", "tests", ["projectId"], ["-bySlow"], "by_projectId_bySlow_status_text"],
  ["the tests of a project by name", "tests", ["projectId"], ["byName"], "by_projectId_byName_status_text"],
  ["the red tracks of a project", "tracks", ["projectId", "isRed"], ["-lastAt"], "by_projectId_isRed_lastAt"],
] as const)("a hot query has an index that sorts it as well: %s", (_, noun, fixed, orderBy, index) => {
  expect(indexFor(noun, fixed, orderBy)).toBe(index);
});
