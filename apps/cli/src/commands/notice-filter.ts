import { NoticeOutcome, type NoticeRuleChange, type Subscription } from "@aac/contract";
import { type Command, InvalidArgumentError, Option } from "commander";
import type { Context } from "../context.ts";
import type { Column } from "../output/table.ts";
import { several } from "./parse-options.ts";

export interface FilterOptions {
  project?: string;
  suite?: string[];
  branch?: string[];
  anyProject?: boolean;
  anySuite?: boolean;
  anyBranch?: boolean;
  on?: NoticeOutcome[];
  onlyOnChange?: boolean;
  firstFailure?: boolean;
}

/** Which runs a rule or a subscription is about. */
export const withFilter = (command: Command): Command =>
  command
    .option("--project <project>", "of this project only")
    .option("--suite <suite>", "of this suite only; may be given several times", several)
    .option("--branch <pattern>", "of branches like this, such as 'release/*'; may be given several times", several)
    .option("--on <outcomes>", `separated by commas, of ${NoticeOutcome.options.join(", ")}`, parseOutcomes)
    .option("--only-on-change", "not again while it stays the same")
    .option("--first-failure", "also at the first failing test or part, while the run still goes on");

/** The same, for what is there already: what was chosen can be taken back. */
export const withFilterChanges = (command: Command): Command =>
  withFilter(command)
    .option("--no-only-on-change", "again each time, also while it stays the same")
    .option("--no-first-failure", "only at the end of a run")
    .addOption(new Option("--any-project", "of every project").conflicts("project"))
    .addOption(new Option("--any-suite", "of every suite").conflicts("suite"))
    .addOption(new Option("--any-branch", "of every branch, and of none").conflicts("branch"));

/** Only what was named: the rest is preset, or stays. */
export const toFilter = ({
  suite,
  branch,
  on,
  anyProject,
  anySuite,
  anyBranch,
  ...same
}: FilterOptions): Omit<NoticeRuleChange, "name" | "channels" | "mutedUntil"> => ({
  ...same,
  ...(anyProject ? { project: null } : {}),
  ...(anySuite ? { suites: [] } : {}),
  ...(anyBranch ? { branches: [] } : {}),
  ...(suite ? { suites: suite } : {}),
  ...(branch ? { branches: branch } : {}),
  ...(on ? { outcomes: on } : {}),
});

type Filtered = Pick<
  Subscription,
  "project" | "suites" | "branches" | "outcomes" | "onlyOnChange" | "firstFailure" | "mutedUntil"
>;

export const filterColumns = ({ safe }: Context): Column<Filtered>[] => [
  {
    title: "OF",
    text: ({ project, suites }) => safe(suites.length > 0 ? suites.join(", ") : (project ?? "everything")),
  },
  { title: "BRANCHES", text: ({ branches }) => safe(branches.join(", ") || "-") },
  {
    title: "ON",
    text: ({ outcomes, onlyOnChange, firstFailure }) =>
      `${outcomes.join(", ")}${onlyOnChange ? " (only on change)" : ""}${firstFailure ? " (and at the first failure)" : ""}`,
  },
  { title: "MUTED UNTIL", text: ({ mutedUntil }) => mutedUntil ?? "-" },
];

function parseOutcomes(text: string): NoticeOutcome[] {
  const parsed = NoticeOutcome.array().safeParse(text.split(","));
  if (parsed.success) return parsed.data;
  throw new InvalidArgumentError(`It is a list of ${NoticeOutcome.options.join(", ")}, separated by commas.`);
}
