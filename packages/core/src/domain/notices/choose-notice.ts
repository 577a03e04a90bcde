import type { NoticeOutcome, NoticeType, Verdict } from "@aac/contract";
import type { RunRecord } from "../run/records.ts";
import type { NoticeFilter } from "./records.ts";

/** How a run compares with the one before it. `first`: there is none before it. */
type Change = "broken" | "fixed" | "same" | "first";

/** What happened, as filters see it. */
export interface Happening {
  type: NoticeType;
  project: string;
  suite: string;
  branch: string | null;
  outcomes: NoticeOutcome[];
  isChange: boolean;
}

type Ended = Pick<RunRecord, "verdict" | "branch" | "environmentSlug">;
type Told = Ended & Pick<RunRecord, "projectSlug" | "suiteSlug">;

const isBad = (verdict: Verdict) => verdict !== "passed" && verdict !== "cancelled";

/** The run that another is compared with: the newest before it of the same branch and environment that came to something. */
export function findPrevious<T extends Ended>(run: Ended, newestFirst: readonly T[]): T | undefined {
  return newestFirst.find(
    ({ verdict, branch, environmentSlug }) =>
      verdict !== null && verdict !== "cancelled" && branch === run.branch && environmentSlug === run.environmentSlug,
  );
}

/** What the end of a run is, given the verdict of the one before. */
export function happeningOfEnd(run: Told, previous: Verdict | null): Happening | null {
  const { verdict } = run;
  if (verdict === null) return null;
  const change = changeOf(verdict, previous);
  const fixed: NoticeOutcome[] = change === "fixed" ? ["fixed"] : [];
  return {
    type: typeOf(verdict, change),
    ...place(run),
    outcomes: [verdict, ...fixed],
    isChange: change === "broken" || change === "fixed" || (change === "first" && isBad(verdict)),
  };
}

/** What it is that a part of the run has failed while others go on. */
export const happeningOfFailure = (run: Told, verdict: Verdict): Happening => ({
  type: "run.failing",
  ...place(run),
  outcomes: [verdict],
  isChange: true,
});

const place = ({ projectSlug, suiteSlug, branch }: Told) => ({ project: projectSlug, suite: suiteSlug, branch });

function changeOf(verdict: Verdict, previous: Verdict | null): Change {
  if (verdict === "cancelled") return "same";
  if (previous === null) return "first";
  if (isBad(verdict) === isBad(previous)) return "same";
  return isBad(verdict) ? "broken" : "fixed";
}

function typeOf(verdict: Verdict, change: Change): NoticeType {
  if (verdict === "cancelled") return "run.cancelled";
  if (isBad(verdict)) return change === "same" ? "run.still_failing" : "run.failed";
  return change === "fixed" ? "run.fixed" : "run.passed";
}

/** Whether a filter lets it through. */
export function isWanted(filter: NoticeFilter, what: Happening, now: number): boolean {
  if (filter.mutedUntil !== null && now < filter.mutedUntil) return false;
  if (filter.project !== null && filter.project !== what.project) return false;
  if (filter.suites.length > 0 && !filter.suites.includes(what.suite)) return false;
  if (filter.branches.length > 0 && !filter.branches.some((pattern) => isLike(pattern, what.branch))) return false;
  if (!what.outcomes.some((outcome) => filter.outcomes.includes(outcome))) return false;
  if (what.type === "run.failing") return filter.firstFailure;
  return !filter.onlyOnChange || what.isChange;
}

/** `*` stands for anything. Read part by part: a pattern made into an expression could be made to take for ever. */
function isLike(pattern: string, branch: string | null): boolean {
  if (branch === null) return false;
  const [first = "", ...rest] = pattern.split("*");
  if (rest.length === 0) return branch === pattern;
  const last = rest.pop() ?? "";
  if (!branch.startsWith(first)) return false;
  let from = first.length;
  for (const part of rest) {
    const at = branch.indexOf(part, from);
    if (at < 0) return false;
    from = at + part.length;
  }
  return branch.length - last.length >= from && branch.endsWith(last);
}
