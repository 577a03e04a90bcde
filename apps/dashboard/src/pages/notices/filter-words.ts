import type { ChannelKind, NoticeOutcome, NoticeRule, Subscription } from "@aac/contract";
import { t } from "@lingui/core/macro";

export const outcomeWords: Record<NoticeOutcome, string> = {
  failed: t`Failed`,
  errored: t`Errored`,
  timedOut: t`Timed out`,
  cancelled: t`Cancelled`,
  passed: t`Passed`,
  fixed: t`Fixed`,
  scheduleBroken: t`Schedule broken`,
};

export const kindWords: Record<ChannelKind, string> = {
  email: t`E-mail`,
  slack: t`Slack`,
  teams: t`Microsoft Teams`,
  discord: t`Discord`,
  webhook: t`Webhook`,
};

/** Which runs a rule or a subscription is about, in a line. */
export function describeFilter(filter: NoticeRule | Subscription): string {
  const { project, suites, branches, outcomes, onlyOnChange, firstFailure } = filter;
  const of = suites.length > 0 ? `${project ? `${project}/` : ""}${suites.join(", ")}` : (project ?? t`everything`);
  const on = branches.length > 0 ? t` on ${branches.join(", ")}` : "";
  const notes = [onlyOnChange && t`only on change`, firstFailure && t`also at the first failure`].filter(Boolean);
  const when = outcomes.map((outcome) => outcomeWords[outcome].toLowerCase()).join(", ");
  return `${of}${on}: ${when}${notes.length > 0 ? ` (${notes.join(", ")})` : ""}`;
}
