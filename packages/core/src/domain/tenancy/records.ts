import type { EnvironmentChange, Project, Retention, Role, Scope, Suite } from "@aac/contract";
import type { Sealed } from "../secrets/records.ts";
import type { Quotas } from "./quotas.ts";

export interface OrganizationRecord {
  id: string;
  slug: string;
  name: string;
  /** Its share of the workers when all are busy, relative to others. */
  weight: number;
  /** How many of its jobs may run at once; null: no limit. */
  maxConcurrentJobs: number | null;
  retention: Retention;
  /** User ids; those who are counted when an owner goes: see `change-owners.ts`. Not there: nobody yet. */
  owners?: string[];
  /** Counts up with every change of `owners`. */
  ownersRevision?: number;
  /** When its owner has deleted it: nobody has access any more, and its data go. */
  deletedAt?: number | null;
  /** Set by the center's operator; what is not there is as the center has it for all. */
  quotas?: Partial<Quotas>;
  createdAt: number;
}

/** Only a digest of the key is kept: who reads the database cannot use it. */
export interface ApiKeyRecord {
  id: string;
  orgId: string;
  name: string;
  digest: string;
  scopes: Scope[];
  /** Ids of the only projects it is for; null, or not there in what a version before it has stored: all. */
  projects?: string[] | null;
  /** Null, or not there: it does not end by itself. */
  expiresAt?: number | null;
  /** What its text begins with, to be told apart by. Not there in what a version before it has stored, like all below. */
  start?: string;
  /** The person whose own it is: it may do no more than that person may at the moment. */
  userId?: string | null;
  /** The service account whose it is. Neither: it is the organization's. */
  serviceAccountId?: string | null;
  createdBy?: Actor;
  /** To the minute, or so. */
  lastUsedAt?: number | null;
  /** The secret before the last rotation, and until when it is still taken. */
  formerDigest?: string | null;
  formerUntil?: number | null;
  createdAt: number;
}

/** Somebody who is no person, and owns keys: a pipeline, a bot. */
export interface ServiceAccountRecord {
  id: string;
  orgId: string;
  slug: string;
  name: string;
  description: string;
  createdBy: Actor;
  createdAt: number;
}

type Stored<T> = Omit<T, "createdAt" | "updatedAt"> & { orgId: string; createdAt: number; updatedAt: number };

export type ProjectRecord = Stored<Project>;
export type SuiteRecord = Stored<Omit<Suite, "project" | "runsOn" | "reporter">> & {
  projectId: string;
  projectSlug: string;
  /** Not there in what a version before it has stored. */
  runsOn?: string[];
  reporter?: boolean;
};
export interface EnvironmentRecord {
  id: string;
  orgId: string;
  projectId: string;
  projectSlug: string;
  slug: string;
  name: string;
  baseUrl: string | null;
  variables: Record<string, string>;
  secrets: Record<string, Sealed>;
  createdAt: number;
  updatedAt: number;
}
export type SecretChanges = NonNullable<EnvironmentChange["secrets"]>;

/** The attempt that a run token is of. */
export interface OwnAttempt {
  runId: string;
  jobId: string;
  attemptId: string;
}

/** What a caller may do: by the role of a person, by the scopes of a key (of a person: and the person's role), or as the reporter of an attempt. */
export type Grant = { role: Role } | { scopes: readonly Scope[]; atMost?: Role } | { attempt: OwnAttempt };

/** Who does something, as it is told and kept. */
export interface Actor {
  kind: "person" | "key" | "run" | "center";
  id: string;
  name: string;
}

/** Who asks, on behalf of an organization, and what they may do. */
export interface Caller {
  orgId: string;
  actor: Actor;
  grant: Grant;
  /** By project id, what the caller may do there; other projects are not there for it. Null: `grant` holds in all. */
  projects: Readonly<Record<string, Grant>> | null;
}

/** Of the center among actors; no person or key has such an id. */
export const centerId = "center";

/** The center itself, acting for an organization. */
export const centerCaller = (orgId: string, name: string): Caller => ({
  orgId,
  actor: { kind: "center", id: centerId, name },
  grant: { role: "owner" },
  projects: null,
});

/** A person in an organization. */
export interface MembershipRecord {
  id: string;
  orgId: string;
  userId: string;
  role: Role;
  /** By project id, the role there, which is no higher than `role`; other projects are not seen. Null: all, with `role`. */
  projects: Record<string, Role> | null;
  /** Counts up with every change, each of which is made to the revision that was read. Not there: none was made yet. */
  revision?: number;
  /** An owner who is to be one no more: see `change-owners.ts`. */
  isStepping?: boolean;
  /** Was removed, and is about to be deleted: nothing brings it back. */
  isGone?: boolean;
  createdAt: number;
}

/** Somebody who is asked to join. */
export interface InvitationRecord {
  id: string;
  orgId: string;
  /** In lower case. */
  email: string;
  role: Role;
  projects: Record<string, Role> | null;
  invitedBy: { id: string; name: string };
  state: "open" | "accepted" | "revoked";
  /** The address while it is open, else null: one at a time is open for each. */
  openFor: string | null;
  /** Of what its links hold, newest first: each mail has its own. */
  digests: string[];
  revision: number;
  /** User id. */
  acceptedBy: string | null;
  /** When the one who has accepted it was made a member; it makes nobody a member twice. */
  joinedAt: number | null;
  days: number;
  createdAt: number;
  expiresAt: number;
}

/** Where people of an organization sign in, by OpenID Connect. */
export interface SsoProviderRecord {
  id: string;
  orgId: string;
  name: string;
  issuer: string;
  clientId: string;
  /** Sealed; null for a public client. */
  clientSecret: Sealed | null;
  defaultRole: Role | null;
  roleClaim: string | null;
  roles: Record<string, Role>;
  isEnforced: boolean;
  /** Those wanted; which are verified is a `SsoDomainRecord` each. */
  domains: string[];
  createdAt: number;
  updatedAt: number;
}

/** A domain that was shown to be an organization's. Its name is the id: it is one organization's at most. */
export interface SsoDomainRecord {
  id: string;
  orgId: string;
  providerId: string;
  verifiedAt: number;
}
