import type { AuditAction, AuditOutcome, AuditTargetKind } from "@aac/contract";
import { t } from "@lingui/core/macro";

/** What does not read well as a verb and a thing. */
const sentences: Partial<Record<AuditAction, string>> = {
  "session.begin": t`Signed in`,
  "session.end": t`Signed out`,
  "session.refuse": t`Could not sign in`,
  "account.lock": t`Locked an account`,
  "account.verify": t`Confirmed an address`,
  "twoFactor.begin": t`Turned on two-factor sign-in`,
  "twoFactor.end": t`Turned off two-factor sign-in`,
  "member.invite": t`Invited a person`,
  "member.revokeInvitation": t`Took back an invitation`,
  "member.join": t`Joined the organization`,
  "member.leave": t`Left the organization`,
  "results.upload": t`Uploaded results`,
  "run.trigger": t`Triggered a run`,
  "run.analyse": t`Analysed a run again`,
  "run.feedback": t`Judged an analysis`,
  "channel.rotateSecret": t`Replaced a channel's secret`,
  "delivery.send": t`Delivered a notice again`,
  "retention.change": t`Changed the retention`,
  "analysis.change": t`Changed the analysis settings`,
  "quota.change": t`Changed what the organization may use`,
  "secrets.rotate": t`Rotated the keys of secrets`,
  "audit.cut": t`Cut the audit log`,
  "audit.renewKey": t`Renewed the audit log's key`,
  "worker.drain": t`Drained a worker, or let it claim again`,
};

const verbs: Record<string, string> = {
  create: t`Created`,
  change: t`Changed`,
  delete: t`Deleted`,
  remove: t`Removed`,
  revoke: t`Revoked`,
  reset: t`Reset`,
  run: t`Ran`,
  rerun: t`Ran again`,
  cancel: t`Cancelled`,
  test: t`Tried`,
};

const things: Partial<Record<string, string>> = {
  organization: t`the organization`,
  project: t`a project`,
  suite: t`a suite`,
  schedule: t`a schedule`,
  run: t`a run`,
  channel: t`a channel`,
  subscription: t`a subscription`,
  savedFilter: t`a saved filter`,
  registry: t`a registry`,
  password: t`a password`,
  member: t`a member`,
  environment: t`an environment`,
  account: t`an account`,
  noticeRule: t`a notice rule`,
  serviceAccount: t`a service account`,
  sso: t`single sign-on`,
  policy: t`the sandbox policy`,
  key: t`an API key`,
};

/** `Changed an environment`. */
export function actionLabel(action: AuditAction): string {
  const [thing = "", verb = ""] = action.split(".");
  const done = verbs[verb] ?? verb;
  const what = things[thing] ?? thing;
  return sentences[action] ?? t`${done} ${what}`;
}

export const targetKindLabels: Record<AuditTargetKind, string> = {
  organization: t`Organization`,
  project: t`Project`,
  suite: t`Suite`,
  environment: t`Environment`,
  schedule: t`Schedule`,
  run: t`Run`,
  channel: t`Channel`,
  noticeRule: t`Notice rule`,
  subscription: t`Subscription`,
  delivery: t`Delivery`,
  savedFilter: t`Saved filter`,
  settings: t`Settings`,
  registry: t`Registry`,
  session: t`Session`,
  account: t`Account`,
  invitation: t`Invitation`,
  member: t`Member`,
  serviceAccount: t`Service account`,
  key: t`API key`,
  secrets: t`Secrets`,
  sso: t`Single sign-on`,
  auditLog: t`Audit log`,
  worker: t`Worker`,
};

export const outcomeLooks: Record<AuditOutcome, { label: string; look: string; meaning: string }> = {
  begun: { label: t`Begun`, look: "text-text-2", meaning: t`It was about to be done.` },
  done: { label: t`Done`, look: "text-passed", meaning: t`It was done.` },
  refused: { label: t`Refused`, look: "text-failed", meaning: t`Nothing was changed.` },
  failed: { label: t`Failed`, look: "text-errored", meaning: t`It broke off; something may have been changed.` },
  unknown: {
    label: t`Unknown`,
    look: "text-timed-out",
    meaning: t`The center's process ended meanwhile: it may have been done or not.`,
  },
};
