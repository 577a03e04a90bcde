import type { ReportedTest } from "@aac/contract";
import { ReportError } from "../report-error.ts";
import type { ReportLimits } from "../report-limits.ts";
import { createTextKeeper, type TextKeeper } from "../text-keeper.ts";
import { noDiagnostics, readDiagnostics, type TapDiagnostics } from "./tap-diagnostics.ts";
import { readPoint, type TapPoint, unescapeTitle } from "./tap-point.ts";

export interface TapReader {
  line(line: string): void;
  /** Throws when the stream is not complete. */
  end(): void;
  /** Emits what is held back. */
  abandon(): void;
}

/** One depth of subtests; the outermost is the stream itself. */
interface Level {
  points: number;
  failures: number;
  plan: number | null;
  /** What the tests one level deeper stand in, where it is known before the point that ends them. */
  groupTitle: string | null;
  /** Tests whose group is not yet known. */
  held: ReportedTest[];
  block: TapPoint | null;
}

/** A point whose diagnostics may follow. */
interface Pending {
  point: TapPoint;
  level: number;
  isGroup: boolean;
  comments: TextKeeper;
}

const maxHeld = 10_000;
const indentChars = 4;

/** Reads TAP 12 to 14 line by line, with subtests in all three ways of telling them. */
export function createTapReader(limits: ReportLimits, emit: (test: ReportedTest) => void): TapReader {
  let levels: Level[] = [newLevel()];
  let pending: Pending | null = null;
  let yaml: { text: TextKeeper; indent: number } | null = null;
  let hasBailedOut = false;

  return { line: readLine, end, abandon };

  function readLine(line: string) {
    const indent = /^ */.exec(line)![0].length;
    const text = line.slice(indent).trimEnd();
    if (yaml !== null && readYaml(line, text, indent)) return;
    if (text === "") return;
    if (pending !== null && text.startsWith("---") && indent > pending.level * indentChars) {
      yaml = { text: createTextKeeper(limits.maxTextChars), indent };
      return;
    }
    if (text.startsWith("#")) return readComment(text, indent);
    const level = indent / indentChars;
    if (!Number.isInteger(level)) return;
    const point = readPoint(text);
    if (point) return readTestPoint(point, level);
    const plan = /^1\.\.(\d+)(?:\s|$)/.exec(text)?.[1];
    if (plan !== undefined) {
      settle(noDiagnostics);
      openLevel(level).plan = Number(plan);
    } else if (text === "}") closeBlock(level);
    else if (text.startsWith("Bail out!")) bailOut(text.slice("Bail out!".length).trim());
  }

  /** Whether the line belonged to the block. */
  function readYaml(line: string, text: string, indent: number): boolean {
    const block = yaml!;
    const isInside = text === "" || indent >= block.indent;
    if (isInside && text !== "...") {
      block.text.append(`${line.slice(block.indent)}\n`);
      return true;
    }
    yaml = null;
    const hasFailed = pending !== null && !pending.point.isOk;
    settle(readDiagnostics(block.text.text(), hasFailed));
    return isInside;
  }

  function readComment(text: string, indent: number) {
    const title = /^# Subtest(?:: (.*))?$/.exec(text);
    if (!title) return pending?.comments.append(`${text.replace(/^# ?/, "")}\n`);
    const level = Math.floor(indent / indentChars);
    settle(noDiagnostics);
    const name = unescapeTitle(title[1] ?? "") || null;
    const parent = levels[level - 1];
    // Perl tells the title at the depth of the subtests, all others at that of the point which ends them.
    if (parent && parent.groupTitle === null && levels.length === level) parent.groupTitle = name;
    else openLevel(level).groupTitle = name;
  }

  function readTestPoint(point: TapPoint, level: number) {
    settle(noDiagnostics);
    const own = openLevel(level);
    if (point.opensBlock) {
      own.block = point;
      own.groupTitle = point.title;
      return;
    }
    takePoint(point, level);
  }

  function closeBlock(level: number) {
    const point = levels[level]?.block;
    if (!point) return;
    settle(noDiagnostics);
    levels[level]!.block = null;
    takePoint(point, level);
  }

  function takePoint(point: TapPoint, level: number) {
    const own = levels[level]!;
    const inner = levels[level + 1];
    own.groupTitle = point.title;
    if (inner) releaseHeld(level + 1);
    levels.length = level + 1;
    own.groupTitle = null;
    own.points += 1;
    const hasFailed = !point.isOk && point.directive === null;
    if (hasFailed) own.failures += 1;
    const isGroup = (inner?.points ?? 0) > 0 && (!hasFailed || inner!.failures > 0);
    pending = { point, level, isGroup, comments: createTextKeeper(limits.maxTextChars) };
  }

  function settle(diagnostics: TapDiagnostics) {
    if (pending === null) return;
    const { point, level, isGroup, comments } = pending;
    pending = null;
    const isEmptyGroup = diagnostics.isSuite && point.isOk && point.directive === null;
    if (!isGroup && !isEmptyGroup) give(toTest(point, diagnostics, comments.text()), level);
  }

  function give(test: ReportedTest, level: number) {
    if (level === 0) return emit(test);
    const title = levels[level - 1]!.groupTitle;
    if (title !== null) return give({ ...test, suitePath: [title, ...test.suitePath] }, level - 1);
    const { held } = levels[level]!;
    held.push(test);
    if (held.length >= maxHeld) for (const each of held.splice(0)) give(each, level - 1);
  }

  function releaseHeld(level: number) {
    for (const test of levels[level]!.held.splice(0)) give(test, level);
  }

  function openLevel(level: number): Level {
    if (level > limits.maxDepth)
      throw new ReportError("too_deep", `Subtests are nested more than ${limits.maxDepth} deep.`);
    while (levels.length <= level) levels.push(newLevel());
    return levels[level]!;
  }

  function bailOut(reason: string) {
    settle(noDiagnostics);
    abandon();
    hasBailedOut = true;
    const point: TapPoint = {
      isOk: false,
      title: "Bail out!",
      directive: null,
      reason: "",
      durationMs: null,
      opensBlock: false,
    };
    emit(toTest(point, { ...noDiagnostics, message: reason || null }, ""));
  }

  function end() {
    const { plan, points } = levels[0]!;
    if (!hasBailedOut && plan === null) {
      throw new ReportError("truncated", `The report ends after ${points} tests without its plan.`);
    }
    if (!hasBailedOut && points < plan!) {
      throw new ReportError("truncated", `The report ends after ${points} of ${plan} tests.`);
    }
    if (yaml !== null) throw new ReportError("truncated", `The report ends within what it says of a test.`);
    settle(noDiagnostics);
  }

  function abandon() {
    // A point that passed may turn out to be an empty group, in the part that is missing.
    if (pending !== null && !pending.point.isOk) {
      settle(yaml === null ? noDiagnostics : readDiagnostics(yaml.text.text(), true));
    }
    pending = null;
    yaml = null;
    for (let level = levels.length - 1; level > 0; level--) {
      levels[level - 1]!.groupTitle ??= "";
      releaseHeld(level);
    }
    levels = [{ ...newLevel(), plan: levels[0]!.plan, points: levels[0]!.points }];
  }
}

function newLevel(): Level {
  return { points: 0, failures: 0, plan: null, groupTitle: null, held: [], block: null };
}

function toTest(point: TapPoint, diagnostics: TapDiagnostics, comments: string): ReportedTest {
  const isSkipped = point.directive !== null;
  return {
    name: point.title,
    suitePath: [],
    // node:test names the file of a failing test only: it would be another test when it fails than when it passes.
    file: null,
    line: null,
    status: isSkipped ? "skipped" : point.isOk ? "passed" : "failed",
    flaky: false,
    durationMs: diagnostics.durationMs ?? point.durationMs,
    message: isSkipped ? point.reason || null : (diagnostics.message ?? (point.isOk ? null : comments || null)),
    stack: isSkipped ? null : diagnostics.stack,
    retries: 0,
    attachments: [],
  };
}
