import { z } from "zod";
import { Instant, Slug } from "./slug.ts";

/** What can be done that is kept in the audit log. */
export const AuditAction = z
  .enum([
    "organization.create",
    "organization.change",
    "organization.delete",
    "project.create",
    "project.change",
    "project.delete",
    "suite.create",
    "suite.change",
    "suite.delete",
    "environment.create",
    "environment.change",
    "environment.delete",
    "schedule.create",
    "schedule.change",
    "schedule.delete",
    "schedule.run",
    "run.trigger",
    "run.rerun",
    "run.cancel",
    "run.change",
    "run.delete",
    "run.analyse",
    "run.feedback",
    "results.upload",
    "channel.create",
    "channel.change",
    "channel.delete",
    "channel.test",
    "channel.rotateSecret",
    "noticeRule.create",
    "noticeRule.change",
    "noticeRule.delete",
    "subscription.create",
    "subscription.change",
    "subscription.delete",
    "delivery.send",
    "savedFilter.create",
    "savedFilter.change",
    "savedFilter.delete",
    "retention.change",
    "analysis.change",
    "policy.change",
    "registry.create",
    "registry.change",
    "registry.delete",
    "session.begin",
    "session.end",
    "session.refuse",
    "account.create",
    "account.change",
    "account.lock",
    "account.verify",
    "password.change",
    "password.reset",
    "twoFactor.begin",
    "twoFactor.end",
    "member.invite",
    "member.revokeInvitation",
    "member.join",
    "member.change",
    "member.remove",
    "member.leave",
    "serviceAccount.create",
    "serviceAccount.change",
    "serviceAccount.delete",
    "key.create",
    "key.change",
    "key.revoke",
    "quota.change",
    "secrets.rotate",
    "sso.change",
    "sso.delete",
    "audit.cut",
    "audit.renewKey",
    "worker.drain",
  ])
  .meta({ id: "AuditAction" });
export type AuditAction = z.infer<typeof AuditAction>;

export const AuditTargetKind = z
  .enum([
    "organization",
    "project",
    "suite",
    "environment",
    "schedule",
    "run",
    "channel",
    "noticeRule",
    "subscription",
    "delivery",
    "savedFilter",
    "settings",
    "registry",
    "session",
    "account",
    "invitation",
    "member",
    "serviceAccount",
    "key",
    "secrets",
    "sso",
    "auditLog",
    "worker",
  ])
  .meta({ id: "AuditTargetKind" });
export type AuditTargetKind = z.infer<typeof AuditTargetKind>;

/**
 * `begun`: it is about to be done; another entry concludes it. `refused`: nothing was changed. `failed`: it broke off, and
 * something may have been changed. `unknown`: the process ended meanwhile, and it may have been done or not.
 */
export const AuditOutcome = z.enum(["begun", "done", "refused", "failed", "unknown"]).meta({ id: "AuditOutcome" });
export type AuditOutcome = z.infer<typeof AuditOutcome>;

const Hash = z
  .string()
  .regex(/^[0-9a-f]{64}$/, "64 hexadecimal digits.")
  .meta({ examples: ["0".repeat(64)] });
const Sequence = z.int().min(0);
const Fields = z.record(z.string(), z.unknown());

export const AuditEntry = z
  .object({
    id: z.string(),
    sequence: Sequence.describe("Counts up by one within the organization."),
    at: Instant,
    actor: z.object({ kind: z.enum(["person", "key", "run", "center"]), id: z.string(), name: z.string() }),
    action: AuditAction,
    target: z.object({
      kind: AuditTargetKind,
      id: z.string().nullable(),
      name: z.string().nullable(),
      project: Slug.nullable(),
      projectId: z.string().nullable(),
    }),
    before: Fields.nullable().describe("The fields that were changed, as they were. Of secrets only the names."),
    after: Fields.nullable().describe("The same fields, as they are now."),
    outcome: AuditOutcome,
    problem: z.string().nullable().describe("Why it was refused or failed: a problem's code."),
    concludes: Sequence.nullable().describe("The `sequence` of the entry that this one is the end of."),
    requestId: z.string().nullable(),
    address: z.string().nullable(),
    userAgent: z.string().nullable(),
    previousHash: Hash,
    hash: Hash.describe("SHA-256 of the entry's other fields as they are stored, which name the hash before."),
  })
  .meta({ id: "AuditEntry" });
export type AuditEntry = z.infer<typeof AuditEntry>;

/** The end of the log at one moment. Kept elsewhere, it shows later whether what came before was changed. */
export const AuditHead = z
  .object({
    organization: z.string(),
    sequence: Sequence,
    hash: Hash,
    at: Instant.nullable().describe("When its last entry was made; null while there is none."),
    signature: z.string().describe("HMAC-SHA-256 by a key that only the center has."),
  })
  .meta({ id: "AuditHead" });
export type AuditHead = z.infer<typeof AuditHead>;

export const AuditVerification = z
  .object({
    checked: z.int().describe("How many entries were looked at."),
    isWhole: z.boolean().describe("Whether all of these are as they were written."),
    broken: z
      .object({ sequence: Sequence, detail: z.string() })
      .nullable()
      .describe("The first that is not, and what is wrong with it."),
    cutTo: Sequence.describe("Entries up to this one were deleted by the organization's retention; 0: none."),
    unsealedTo: Sequence.describe("Up to this one only hashes are left: the key that sealed them was lost; 0: none."),
    next: Sequence.nullable().describe("`after` of the next part; null when the end was reached."),
    head: AuditHead,
  })
  .meta({ id: "AuditVerification" });
export type AuditVerification = z.infer<typeof AuditVerification>;

const filters = {
  actor: z.string().max(200).optional().describe("The id of who did it."),
  action: AuditAction.optional(),
  targetKind: AuditTargetKind.optional(),
  target: z.string().max(200).optional().describe("The id of what it was done to."),
  project: Slug.optional(),
  outcome: AuditOutcome.optional().describe("Without it all but `begun` are told."),
  from: Instant.optional(),
  to: Instant.optional().describe("Before this instant."),
  text: z.string().trim().min(1).max(200).optional().describe("Part of a name, an action or an address, in any case."),
};
export const AuditFilters = z.object(filters);
export type AuditFilters = z.infer<typeof AuditFilters>;
export const AuditHash = Hash;
