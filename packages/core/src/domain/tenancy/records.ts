import type { EnvironmentChange, Project, Retention, Role, Scope, Suite } from "@aac/contract";
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
  /** Each sealed: see the vault port. */
  secrets: Record<string, string>;
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

/** The center itself, acting for an organization. */
export const centerCaller = (orgId: string, name: string): Caller => ({
  orgId,
  actor: { kind: "center", id: "center", name },
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
  createdAt: number;
}
