import type { EnvironmentChange, Project, Retention, Scope, Suite } from "@aac/contract";

export interface OrganizationRecord {
  id: string;
  slug: string;
  name: string;
  /** Its share of the workers when all are busy, relative to others. */
  weight: number;
  /** How many of its jobs may run at once; null: no limit. */
  maxConcurrentJobs: number | null;
  retention: Retention;
  createdAt: number;
}

/** Only a digest of the key is kept: who reads the database cannot use it. */
export interface ApiKeyRecord {
  id: string;
  orgId: string;
  name: string;
  digest: string;
  scopes: Scope[];
  createdAt: number;
}

type Stored<T> = Omit<T, "createdAt" | "updatedAt"> & { orgId: string; createdAt: number; updatedAt: number };

export type ProjectRecord = Stored<Project>;
export type SuiteRecord = Stored<Omit<Suite, "project" | "runsOn">> & {
  projectId: string;
  projectSlug: string;
  /** Not there in what a version before it has stored. */
  runsOn?: string[];
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

/** Who asks: an organization's key or session, with what it may do. */
export interface Caller {
  orgId: string;
  name: string;
  scopes: readonly Scope[];
}
