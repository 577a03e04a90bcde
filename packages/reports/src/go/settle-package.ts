import type { ReportedTest } from "@aac/contract";
import { foldTries } from "../fold-tries.ts";

/** A result of a Go test; `name` is as Go tells it, such as `TestCart/empty`. */
export type GoResult = Pick<ReportedTest, "name" | "status" | "durationMs" | "message" | "stack" | "attachments">;

/**
 * The tests of one Go package, from its results in the order they came:
 * a test that has subtests is their group, and a test of its own only when it failed though none of them did;
 * a test that comes more than once was tried again, and the last try decides. `running` are tests without a result yet.
 */
export function settlePackage(
  packageName: string,
  results: readonly GoResult[],
  running: Iterable<string> = [],
): ReportedTest[] {
  const tries = new Map<string, GoResult[]>();
  for (const result of results) {
    const earlier = tries.get(result.name);
    if (earlier) earlier.push(result);
    else tries.set(result.name, [result]);
  }
  const known = new Set([...tries.keys(), ...running]);
  const groups = new Map<string, { hasFailed: boolean }>();
  for (const [name, all] of tries) {
    for (const group of groupsOf(name, known)) {
      const isFailing = all.at(-1)!.status === "failed" || groups.get(group)?.hasFailed === true;
      groups.set(group, { hasFailed: isFailing });
    }
  }
  const tests: ReportedTest[] = [];
  for (const [name, all] of tries) {
    const group = groups.get(name);
    if (group && (group.hasFailed || all.at(-1)!.status !== "failed")) continue;
    tests.push(place(packageName, groupsOf(name, known), foldGo(all)));
  }
  return tests;
}

// A subtest's own name may hold slashes; only a name that is a test itself is a group.
function groupsOf(name: string, known: ReadonlySet<string>): string[] {
  const groups: string[] = [];
  for (let slash = name.indexOf("/"); slash >= 0; slash = name.indexOf("/", slash + 1)) {
    const prefix = name.slice(0, slash);
    if (known.has(prefix)) groups.push(prefix);
  }
  return groups;
}

function place(packageName: string, groups: readonly string[], test: ReportedTest): ReportedTest {
  const titles = groups.map((group, at) => (at === 0 ? group : group.slice(groups[at - 1]!.length + 1)));
  const parent = groups.at(-1);
  return {
    ...test,
    name: parent === undefined ? test.name : test.name.slice(parent.length + 1),
    suitePath: [packageName, ...titles],
  };
}

function foldGo(all: readonly GoResult[]): ReportedTest {
  const tests = all.map((result) => ({ ...result, suitePath: [], file: null, line: null, flaky: false, retries: 0 }));
  const folded = foldTries(tests);
  // `-count=2` repeats what passed, too.
  return { ...folded, flaky: folded.flaky && all.some((result) => result.status === "failed") };
}
