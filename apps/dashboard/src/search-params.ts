import { AuditAction, type AuditFilters, AuditOutcome, AuditTargetKind, RunsView, TestStatus } from "@aac/contract";
import type { TestFilters } from "./data/history.ts";
import { type ResultFilter, resultFilters, type ResultGrouping, resultGroupings } from "./data/result-groups.ts";

type Raw = Record<string, unknown>;

export const runTabs = ["results", "log", "artifacts", "attempts", "environment"] as const;
export type RunTab = (typeof runTabs)[number];

/** What the address of a run says: what is looked at, so that a link shows others the same. */
export interface RunSearch {
  tab?: RunTab;
  /** Of the log: whose it is, and which lines are meant, as `120` or `120-130`. */
  shard?: number;
  attempt?: number;
  line?: string;
  /** What is searched for, in the results or in the log. */
  q?: string;
  status?: ResultFilter;
  /** How the results are grouped, and the test that is open. */
  group?: ResultGrouping;
  test?: string;
  /** The artifact that is open, as `<shard>/<attempt>/<path>`. */
  file?: string;
}

/** What the address of the audit log says; `from` and `to` are days, both included, in the reader's time zone. */
export interface AuditSearch {
  actor?: string;
  action?: AuditAction;
  targetKind?: AuditTargetKind;
  target?: string;
  project?: string;
  outcome?: AuditOutcome;
  from?: string;
  to?: string;
  text?: string;
}

/** What the address of the first-run wizard says. */
export interface WizardSearch {
  kind?: "image" | "directory" | "upload";
  /** Slug of the project that was come from. */
  project?: string;
  /** The run that it has come to. */
  run?: string;
}

export interface SignInSearch {
  /** Where to go then. */
  from?: string;
}

/** Everything after the `?`, as text: a branch called `123` stays text. */
export function readUrlQuery(query: string): Raw {
  return Object.fromEntries(new URLSearchParams(query));
}

export function writeUrlQuery(search: Raw): string {
  const given = Object.entries(search).filter(([, value]) => value !== undefined && value !== "");
  const query = new URLSearchParams(given.map(([name, value]) => [name, String(value)])).toString();
  return query && `?${query}`;
}

/** Of the list of runs. What is wrong in an address does not count, here and in what follows. */
export function readRunsSearch(raw: Raw): RunsView {
  const view = Object.entries(RunsView.shape).map(([name, field]) => [name, field.safeParse(raw[name]).data]);
  return overrule(raw, Object.fromEntries(view) as RunsView);
}

export function readRunSearch(raw: Raw): RunSearch {
  const line = text(raw["line"]);
  const lines = line && readLines(line);
  return overrule(raw, {
    tab: oneOf(runTabs, raw["tab"]) ?? (lines ? "log" : undefined),
    shard: positive(raw["shard"]),
    attempt: positive(raw["attempt"]),
    line: lines ? line : undefined,
    q: text(raw["q"]),
    status: oneOf(resultFilters, raw["status"]),
    group: oneOf(resultGroupings, raw["group"]),
    test: text(raw["test"]),
    file: text(raw["file"]),
  });
}

export function readTestsSearch(raw: Raw): TestFilters {
  return overrule(raw, {
    search: text(raw["search"])?.slice(0, 200),
    status: oneOf(TestStatus.options, raw["status"]),
    sort: oneOf(["slowest", "failing", "newest"] as const, raw["sort"]),
  });
}

export function readAuditSearch(raw: Raw): AuditSearch {
  return overrule(raw, {
    actor: text(raw["actor"]),
    action: oneOf(AuditAction.options, raw["action"]),
    targetKind: oneOf(AuditTargetKind.options, raw["targetKind"]),
    target: text(raw["target"]),
    project: text(raw["project"]),
    outcome: oneOf(AuditOutcome.options, raw["outcome"]),
    from: day(raw["from"]),
    to: day(raw["to"]),
    text: text(raw["text"]),
  });
}

export function readWizardSearch(raw: Raw): WizardSearch {
  return overrule(raw, {
    kind: oneOf(["image", "directory", "upload"] as const, raw["kind"]),
    project: text(raw["project"]),
    run: text(raw["run"]),
  });
}

/** As the API takes them: a day is a span of time. */
export function toAuditFilters({ from, to, ...same }: AuditSearch): AuditFilters {
  const start = (of: string, after = 0) => {
    const date = new Date(`${of}T00:00`);
    date.setDate(date.getDate() + after);
    return date.toISOString();
  };
  return { ...same, ...(from && { from: start(from) }), ...(to && { to: start(to, 1) }) };
}

/** Only places of this dashboard are gone to: an address that is sent around could name any other. */
export function readSignInSearch(raw: Raw): SignInSearch {
  const from = text(raw["from"]);
  return overrule(raw, { from: from && /^\/(?![/\\])/.test(from) ? from : undefined });
}

export interface LineRange {
  readonly first: number;
  readonly last: number;
}

/** The lines that `120` or `120-130` means; null when it means none. */
export function readLines(line: string): LineRange | null {
  const match = /^(\d{1,9})(?:-(\d{1,9}))?$/.exec(line);
  const ends = [Number(match?.[1]), Number(match?.[2] ?? match?.[1])];
  const [first, last] = [Math.min(...ends), Math.max(...ends)];
  return match && first >= 1 ? { first, last } : null;
}

export function writeLines({ first, last }: LineRange): string {
  return first === last ? String(first) : `${first}-${last}`;
}

function text(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}

function day(value: unknown): string | undefined {
  const given = text(value);
  return given && /^\d{4}-\d{2}-\d{2}$/.test(given) && !Number.isNaN(Date.parse(given)) ? given : undefined;
}

function positive(value: unknown): number | undefined {
  const number = Number(value);
  return Number.isSafeInteger(number) && number >= 1 ? number : undefined;
}

function oneOf<T extends string>(options: readonly T[], value: unknown): T | undefined {
  return options.find((option) => option === value);
}

/**
 * What was read of what was written, without what is not there. What is wrong is there, as undefined: the router lays
 * what it is given over what was written, so what is missing would count as it was written after all.
 */
function overrule<T extends object>(raw: Raw, read: T): { [K in keyof T]?: NonNullable<T[K]> } {
  const given = Object.entries(read).filter(([name, value]) => value !== undefined || raw[name] !== undefined);
  return Object.fromEntries(given) as { [K in keyof T]?: NonNullable<T[K]> };
}
