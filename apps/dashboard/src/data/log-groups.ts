import { t } from "@lingui/core/macro";
import type { LineRange } from "../search-params.ts";

/** A line by which a suite says that a group of lines begins or ends. */
export interface LogMark {
  readonly line: number;
  readonly kind: "open" | "close";
  /** What ends only a group of the same name. */
  readonly name: string | null;
  readonly title: string;
  readonly startsClosed: boolean;
}

/** Lines that belong together. */
export interface LogGroup {
  /** The line that names it; the others can be hidden. */
  readonly head: number;
  /** The last line; null: it was not ended yet. */
  readonly last: number | null;
  readonly title: string;
  /** How many groups it stands in. */
  readonly depth: number;
  readonly startsClosed: boolean;
}

/** What a line has to hold to be a mark. */
export const markTexts = ["::group::", "::endgroup::", "##[group]", "##[endgroup]", "section_start:", "section_end:"];

// oxlint-disable-next-line no-control-regex
const leading = /^(?:\s|\x1b\[[\d;]*[A-Za-z])*(?:\d{4}-\d\d-\d\dT[\d:.]+Z )?/;
const github = /^(?:::|##\[)(group|endgroup)(?:::|\])(.*)$/s;
// oxlint-disable-next-line no-control-regex
const gitlab = /^section_(start|end):\d+:([\w.-]+)(\[[^\]]*\])?(?:\r|\x1b\[[\d;]*K)*(.*)$/s;

/** As GitHub, Azure and GitLab take them; null: the line is like any other. */
export function readMark(line: number, text: string): LogMark | null {
  const rest = text.replace(leading, "");
  const ofGithub = github.exec(rest);
  if (ofGithub) {
    const kind = ofGithub[1] === "group" ? "open" : "close";
    return { line, kind, name: null, title: plain(ofGithub[2] ?? "") || t`Group`, startsClosed: false };
  }
  const ofGitlab = gitlab.exec(rest);
  if (!ofGitlab) return null;
  const [, kind, name = "", options = "", title = ""] = ofGitlab;
  return {
    line,
    kind: kind === "start" ? "open" : "close",
    name,
    title: plain(title) || name,
    startsClosed: /\bcollapsed=true\b/.test(options),
  };
}

// oxlint-disable-next-line no-control-regex
const plain = (title: string) => title.replaceAll(/\x1b\[[\d;]*[A-Za-z]|\r/g, "").trim();

/** `marks` in the order of the log. One that is never ended lasts until the next begins. */
export function groupsOf(marks: readonly LogMark[]): LogGroup[] {
  const groups: (Omit<LogGroup, "last"> & { last: number | null; name: string | null })[] = [];
  const open: typeof groups = [];
  for (const { kind, line, name, title, startsClosed } of marks) {
    if (kind === "open") {
      const group = { head: line, last: null, title, depth: open.length, startsClosed, name };
      groups.push(group);
      open.push(group);
      continue;
    }
    const index = open.findLastIndex((group) => group.name === name);
    if (index === -1) continue;
    open[index]!.last = line;
    open.splice(index, 1);
  }
  return groups.map(({ head, last, title, depth, startsClosed }, index) => {
    const next = groups[index + 1];
    return { head, last: last ?? (next ? next.head - 1 : null), title, depth, startsClosed };
  });
}

/** The lines that closed groups hide, as `createLogRows` takes them. */
export function hiddenLines(
  groups: readonly LogGroup[],
  isClosed: (group: LogGroup) => boolean,
  count: number,
): LineRange[] {
  const hidden: LineRange[] = [];
  let until = 0;
  for (const group of groups) {
    const last = Math.min(group.last ?? count, count);
    if (last <= until || last <= group.head || !isClosed(group)) continue;
    hidden.push({ first: Math.max(group.head, until) + 1, last });
    until = last;
  }
  return hidden;
}
