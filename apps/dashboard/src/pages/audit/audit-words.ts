import type { AuditAction, AuditOutcome, AuditTargetKind } from "@aac/contract";

/** What does not read well as a verb and a thing. */
const sentences: Partial<Record<AuditAction, string>> = {
  "session.begin": "Signed in",
  "session.end": "Signed out",
  "session.refuse": "Could not sign in",
  "account.lock": "Locked an account",
  "account.verify": "Confirmed an address",
  "twoFactor.begin": "Turned on two-factor sign-in",
  "twoFactor.end": "Turned off two-factor sign-in",
  "member.invite": "Invited a person",
  "member.revokeInvitation": "Took back an invitation",
  "member.join": "Joined the organization",
  "member.leave": "Left the organization",
  "results.upload": "Uploaded results",
  "run.trigger": "Triggered a run",
  "run.analyse": "Analysed a run again",
  "run.feedback": "Judged an analysis",
  "channel.rotateSecret": "Replaced a channel's secret",
  "delivery.send": "Delivered a notice again",
  "retention.change": "Changed the retention",
  "analysis.change": "Changed the analysis settings",
  "quota.change": "Changed what the organization may use",
  "secrets.rotate": "Rotated the keys of secrets",
  "audit.cut": "Cut the audit log",
  "audit.renewKey": "Renewed the audit log's key",
  "worker.drain": "Drained a worker, or let it claim again",
};

const verbs: Record<string, string> = {
  create: "Created",
  change: "Changed",
  delete: "Deleted",
  remove: "Removed",
  revoke: "Revoked",
  reset: "Reset",
  run: "Ran",
  rerun: "Ran again",
  cancel: "Cancelled",
  test: "Tried",
};

const things: Partial<Record<string, string>> = {
  organization: "the organization",
  environment: "an environment",
  account: "an account",
  noticeRule: "a notice rule",
  serviceAccount: "a service account",
  sso: "single sign-on",
  policy: "the sandbox policy",
  key: "an API key",
};

/** `Changed an environment`. */
export function actionLabel(action: AuditAction): string {
  const [thing = "", verb = ""] = action.split(".");
  return sentences[action] ?? `${verbs[verb] ?? verb} ${things[thing] ?? `a ${thing}`}`;
}

export const targetKindLabels: Record<AuditTargetKind, string> = {
  organization: "Organization",
  project: "Project",
  suite: "Suite",
  environment: "Environment",
  schedule: "Schedule",
  run: "Run",
  channel: "Channel",
  noticeRule: "Notice rule",
  subscription: "Subscription",
  delivery: "Delivery",
  savedFilter: "Saved filter",
  settings: "Settings",
  registry: "Registry",
  session: "Session",
  account: "Account",
  invitation: "Invitation",
  member: "Member",
  serviceAccount: "Service account",
  key: "API key",
  secrets: "Secrets",
  sso: "Single sign-on",
  auditLog: "Audit log",
  worker: "Worker",
};

export const outcomeLooks: Record<AuditOutcome, { label: string; look: string; meaning: string }> = {
  begun: { label: "Begun", look: "text-text-2", meaning: "It was about to be done." },
  done: { label: "Done", look: "text-passed", meaning: "It was done." },
  refused: { label: "Refused", look: "text-failed", meaning: "Nothing was changed." },
  failed: { label: "Failed", look: "text-errored", meaning: "It broke off; something may have been changed." },
  unknown: {
    label: "Unknown",
    look: "text-timed-out",
    meaning: "The center's process ended meanwhile: it may have been done or not.",
  },
};
