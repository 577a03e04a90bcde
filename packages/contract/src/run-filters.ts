import { z } from "zod";
import { Label, type RunSummary, State, Trigger, Verdict } from "./run.ts";
import { Instant, Slug } from "./slug.ts";

/** A state, or several that people ask for together. */
export const RunStateFilter = z
  .enum([...State.options, "open", "unsuccessful"])
  .describe("`open`: queued or running. `unsuccessful`: failed, errored or timed out.")
  .meta({ id: "RunStateFilter" });
export type RunStateFilter = z.infer<typeof RunStateFilter>;

/** Which runs are meant: those that pass all that is given. */
export const RunFilters = z.object({
  project: Slug.optional(),
  suite: Slug.optional().describe("Within `project`, which has to be given too."),
  state: RunStateFilter.optional(),
  verdict: Verdict.optional(),
  branch: z.string().max(255).optional(),
  trigger: Trigger.shape.kind.optional(),
  by: z.string().min(1).max(64).optional().describe("Triggered by this person or key; `me`: by whoever asks."),
  label: Label.optional().describe("Runs that have this label."),
  text: z
    .string()
    .trim()
    .min(1)
    .max(200)
    .optional()
    .describe(
      "Part of the suite, project, branch, commit, label, environment, folder or person; `#7` is the run's number alone.",
    ),
  from: Instant.optional().describe("Created at or after."),
  to: Instant.optional().describe("Created before."),
});
export type RunFilters = z.infer<typeof RunFilters>;

/** The states that a filter means. */
export function statesMeant(state: RunStateFilter): readonly State[] {
  if (state === "open") return ["queued", "running"];
  return state === "unsuccessful" ? ["failed", "errored", "timedOut"] : [state];
}

/** The number that a text asks for, such as `#7`; null: it is searched for in words. */
export function numberMeant(text: string): number | null {
  const [, digits] = /^#(\d{1,15})$/.exec(text.trim()) ?? [];
  return digits === undefined ? null : Number(digits);
}

/** Whether the run passes the filters; `me` is who asks. The server answers by it, and pages judge news by it. */
export function passesRunFilters(run: RunSummary, filters: RunFilters, me: string | null = null): boolean {
  const { project, suite, state, verdict, branch, trigger, by, label, text, from, to } = filters;
  return (
    (project === undefined || run.project === project) &&
    (suite === undefined || run.suite === suite) &&
    (state === undefined || statesMeant(state).includes(run.state)) &&
    (verdict === undefined || run.verdict === verdict) &&
    (branch === undefined || run.branch === branch) &&
    (trigger === undefined || run.trigger.kind === trigger) &&
    (by === undefined || run.trigger.byId === (by === "me" ? me : by)) &&
    (label === undefined || run.labels.includes(label)) &&
    (from === undefined || Date.parse(run.createdAt) >= Date.parse(from)) &&
    (to === undefined || Date.parse(run.createdAt) < Date.parse(to)) &&
    (text === undefined || hasText(run, text))
  );
}

function hasText(run: RunSummary, text: string): boolean {
  const number = numberMeant(text);
  if (number !== null) return run.number === number;
  const wanted = text.trim().toLowerCase();
  const { suiteName, suite, project, branch, commit, environment, folder, labels, trigger } = run;
  const texts = [suiteName, suite, project, branch, commit, environment, folder, trigger.by, ...labels];
  return String(run.number) === wanted || texts.some((one) => one?.toLowerCase().includes(wanted) ?? false);
}
