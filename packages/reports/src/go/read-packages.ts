import type { Attachment, ReportedTest } from "@aac/contract";
import { ReportError } from "../report-error.ts";
import type { ReportContext } from "../report-format.ts";
import { toCollectedPath } from "../report-path.ts";
import { createTextKeeper, type TextKeeper } from "../text-keeper.ts";
import { explain, withoutFrame } from "./go-output.ts";
import { type GoResult, settlePackage } from "./settle-package.ts";

/** A line of `go test -json`, as far as it is used; see `go doc test2json`. */
export interface GoEvent {
  Action: string;
  Package?: unknown;
  ImportPath?: unknown;
  Test?: unknown;
  Elapsed?: unknown;
  Output?: unknown;
  FailedBuild?: unknown;
  Path?: unknown;
}

export interface PackageReader {
  read(event: GoEvent): void;
  /** Emits what is held back, and tells which packages had not ended. */
  release(): string[];
}

interface RunningTest {
  /** Output may also follow the end of a test; then there is nothing that could still end. */
  hasBegun: boolean;
  output: TextKeeper;
  attachments: Attachment[];
}
interface Package {
  running: Map<string, RunningTest>;
  results: GoResult[];
  output: TextKeeper;
  hasEnded: boolean;
}

/** What a whole package that fails is called, as gotestsum does: the build, TestMain, or an exit before any test. */
const packageTest = "TestMain";
const maxHeldResults = 50_000;
const maxHeldChars = 64 * 1024 * 1024;

/**
 * Follows the packages of a run side by side. A package that passed is told at once; one that failed is held until the
 * end (or until too much is held), for `gotestsum --rerun-fails` appends further tries of its failed tests.
 */
export function createPackageReader(context: ReportContext, emit: (test: ReportedTest) => void): PackageReader {
  const { maxTextChars, maxTests } = context.limits;
  const packages = new Map<string, Package>();
  const builds = new Map<string, TextKeeper>();
  let heldResults = 0;
  let keepers = 0;
  let heldChars = 0;

  return { read, release };

  function read(event: GoEvent) {
    const { Action: action, Package: name, Test: test } = event;
    if (action === "build-output") keepBuildOutput(event);
    if (typeof name !== "string" || name === "") return;
    const known = packages.get(name) ?? start(name);
    if (action === "start") known.hasEnded = false;
    else if (typeof test === "string" && test !== "") readTest(known, test, event);
    else if (action === "output") append(known.output, event.Output);
    else if (action === "pass" || action === "skip" || action === "fail") endPackage(name, known, event);
  }

  function start(name: string): Package {
    const fresh = { running: new Map(), results: [], output: keep(), hasEnded: false };
    packages.set(name, fresh);
    return fresh;
  }

  function readTest(known: Package, test: string, event: GoEvent) {
    known.hasEnded = false;
    const running = known.running.get(test) ?? { hasBegun: false, output: keep(), attachments: [] };
    known.running.set(test, running);
    switch (event.Action) {
      case "run":
        running.hasBegun = true;
        return;
      case "output":
        return append(running.output, event.Output);
      case "artifacts": {
        const path = typeof event.Path === "string" ? event.Path : "";
        const collected = toCollectedPath(path, "", context.workingDirectory);
        if (running.attachments.length < 100)
          running.attachments.push({ name: "artifacts", path: collected, contentType: null });
        return;
      }
      case "pass":
      case "bench":
        return endTest(known, test, { status: "passed", message: null, stack: null }, event);
      case "skip":
      case "fail":
        return endTest(
          known,
          test,
          { status: event.Action === "skip" ? "skipped" : "failed", ...explain(running.output.text()) },
          event,
        );
    }
  }

  function endTest(
    known: Package,
    name: string,
    outcome: Pick<GoResult, "status" | "message" | "stack">,
    event: GoEvent | null,
  ) {
    const running = known.running.get(name);
    heldChars -= running?.output.size() ?? 0;
    known.running.delete(name);
    const elapsed = event?.Elapsed;
    const durationMs = typeof elapsed === "number" ? elapsed * 1000 : null;
    known.results.push({ name, ...outcome, durationMs, attachments: running?.attachments ?? [] });
    heldResults += 1;
    heldChars += sizeOf(outcome);
    if (heldResults > maxHeldResults || heldChars > maxHeldChars) for (const each of packages.keys()) tell(each);
  }

  function endPackage(name: string, known: Package, event: GoEvent) {
    // A test binary that panics or runs out of time leaves tests without an end.
    for (const [test, running] of known.running) {
      if (!running.hasBegun) {
        heldChars -= running.output.size();
        continue;
      }
      const { message, stack } = explain(running.output.text());
      endTest(known, test, { status: "failed", message: message ?? "The test did not finish.", stack }, null);
    }
    known.running.clear();
    known.hasEnded = true;
    const hasFailure = known.results.some((result) => result.status === "failed");
    if (event.Action === "fail" && !hasFailure) {
      endTest(known, packageTest, { status: "failed", ...explainPackage(known, event) }, event);
    }
    if (event.Action !== "fail" && !hasFailure) tell(name);
    heldChars -= known.output.size();
    known.output = createTextKeeper(maxTextChars);
  }

  function explainPackage(known: Package, event: GoEvent) {
    const build = typeof event.FailedBuild === "string" ? builds.get(event.FailedBuild) : undefined;
    const own = known.output.text();
    const told = explain(build ? `${build.text().trimEnd()}\n${own}` : own);
    return { ...told, message: told.message ?? (withoutFrame(own) || "The package failed without a failing test.") };
  }

  function tell(name: string) {
    const known = packages.get(name);
    if (!known) return;
    const { results } = known;
    known.results = [];
    heldResults -= results.length;
    for (const result of results) heldChars -= sizeOf(result);
    if (known.hasEnded) packages.delete(name);
    for (const test of settlePackage(name, results, known.running.keys())) emit(test);
  }

  function release(): string[] {
    const unfinished = [...packages].filter(([, known]) => !known.hasEnded).map(([name]) => name);
    for (const name of packages.keys()) tell(name);
    return unfinished;
  }

  function keepBuildOutput(event: GoEvent) {
    if (typeof event.ImportPath !== "string") return;
    const known = builds.get(event.ImportPath) ?? keep();
    builds.set(event.ImportPath, known);
    append(known, event.Output);
  }

  // Every package, build and running test has one; without a bound a file of nothing but beginnings would fill memory.
  function keep(): TextKeeper {
    keepers += 1;
    if (keepers > 2 * maxTests)
      throw new ReportError("too_many_tests", "The report begins more tests than is sensible.");
    return createTextKeeper(maxTextChars);
  }

  function append(keeper: TextKeeper, output: unknown) {
    if (typeof output !== "string" || heldChars > maxHeldChars) return;
    const before = keeper.size();
    keeper.append(output);
    heldChars += keeper.size() - before;
  }
}

function sizeOf({ message, stack }: Pick<GoResult, "message" | "stack">): number {
  return (message?.length ?? 0) + (stack?.length ?? 0);
}
