import type { ChannelKind, NoticeOutcome, NoticeRule, Subscription } from "@aac/contract";

export const outcomeWords: Record<NoticeOutcome, string> = {
  failed: "Failed",
  errored: "Errored",
  timedOut: "Timed out",
  cancelled: "Cancelled",
  passed: "Passed",
  fixed: "Fixed",
  scheduleBroken: "Schedule broken",
};

export const kindWords: Record<ChannelKind, string> = {
  email: "E-mail",
  slack: "Slack",
  teams: "Microsoft Teams",
  discord: "Discord",
  webhook: "Webhook",
};

/** Which runs a rule or a subscription is about, in a line. */
export function describeFilter(filter: NoticeRule | Subscription): string {
  const { project, suites, branches, outcomes, onlyOnChange, firstFailure } = filter;
  const of = suites.length > 0 ? `${project ? `${project}/` : ""}${suites.join(", ")}` : (project ?? "everything");
  const on = branches.length > 0 ? ` on ${branches.join(", ")}` : "";
  const notes = [onlyOnChange && "only on change", firstFailure && "also at the first failure"].filter(Boolean);
  const when = outcomes.map((outcome) => outcomeWords[outcome].toLowerCase()).join(", ");
  return `${of}${on}: ${when}${notes.length > 0 ? ` (${notes.join(", ")})` : ""}`;
}
