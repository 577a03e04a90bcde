import type { AuditAction, AuditOutcome, AuditTargetKind } from "@aac/contract";
import type { Sealed } from "../secrets/records.ts";
import type { Actor } from "../tenancy/records.ts";

/**
 * One entry of an organization's audit log. The id is made of the organization and the sequence, so none can be stored
 * twice, and sorts like the sequence. Nothing but `flows/append-audit.ts` writes one, and nothing changes one.
 */
export interface AuditEntryRecord {
  id: string;
  orgId: string;
  /** Counts up by one within the organization, from 1. */
  sequence: number;
  /** Never less than that of the entry before it. */
  at: number;
  actorKind: Actor["kind"];
  actorId: string;
  actorName: string;
  action: AuditAction;
  targetKind: AuditTargetKind;
  targetId: string | null;
  targetName: string | null;
  projectId: string | null;
  projectSlug: string | null;
  /** Canonical JSON of an object; as text, so that no store can change what was hashed. */
  before: string | null;
  after: string | null;
  outcome: AuditOutcome;
  /** The code of the problem that it was refused or failed with. */
  problem: string | null;
  /** The sequence of the entry that says it was begun. */
  concludes: number | null;
  requestId: string | null;
  address: string | null;
  userAgent: string | null;
  previousHash: string;
  /** SHA-256 of the canonical JSON of all fields but `hash` and `seal`. */
  hash: string;
  /** HMAC of the hash by the chain's key: who can only write to the store cannot make one. */
  seal: string;
}

/** A place in the log that the center has marked: up to it the log was cut, or its key was lost. The seal shows who did. */
export interface AuditMark {
  sequence: number;
  hash: string;
  at: number;
  seal: string;
}

/** The end of an organization's log: what decides which entry is the next. */
export interface AuditChainRecord {
  /** The organization's. */
  id: string;
  orgId: string;
  sequence: number;
  hash: string;
  at: number;
  /** The entries of the last append. They count from then on, and are copied to the others by whoever comes first. */
  pending: AuditEntryRecord[];
  /** Sealed by the vault. */
  key: Sealed;
  /** All that was begun up to here is concluded. */
  settled: number;
  /** Up to here the log was cut. */
  stump: AuditMark | null;
  /** Up to here entries were sealed by a key that was lost, and only their hashes are left. */
  lostKey: AuditMark | null;
}

export type AuditTarget = {
  kind: AuditTargetKind;
  id: string | null;
  name: string | null;
  project?: { id: string; slug: string } | null;
};

/** Where a request came from. */
export interface AuditOrigin {
  requestId: string | null;
  address: string | null;
  userAgent: string | null;
}

/** What is to be appended. `before` and `after` must hold no secret. */
export interface AuditDraft {
  actor: Actor;
  action: AuditAction;
  target: AuditTarget;
  before?: object | null;
  after?: object | null;
  outcome: AuditOutcome;
  problem?: string | null;
  concludes?: number | null;
  /** Null: the center does it by itself. */
  origin: AuditOrigin | null;
}

/** What stands before the first entry. */
export const genesisHash = "0".repeat(64);

export const auditEntryId = (orgId: string, sequence: number) => `${orgId}-${String(sequence).padStart(12, "0")}`;
