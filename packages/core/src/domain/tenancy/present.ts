import type { Environment, Project, Suite } from "@aac/contract";
import { toInstant } from "../run/present.ts";
import type { EnvironmentRecord, ProjectRecord, SuiteRecord } from "./records.ts";

export function toProject({ orgId: _, createdAt, updatedAt, ...project }: ProjectRecord): Project {
  return { ...project, createdAt: toInstant(createdAt), updatedAt: toInstant(updatedAt) };
}

export function toSuite({ orgId: _, projectId: __, projectSlug, createdAt, updatedAt, ...suite }: SuiteRecord): Suite {
  return {
    ...suite,
    runsOn: suite.runsOn ?? [],
    reporter: suite.reporter ?? false,
    project: projectSlug,
    createdAt: toInstant(createdAt),
    updatedAt: toInstant(updatedAt),
  };
}

/** Of secrets only the names. */
export function toEnvironment(environment: EnvironmentRecord): Environment {
  const { id, slug, name, baseUrl, variables, secrets, projectSlug, createdAt, updatedAt } = environment;
  return {
    id,
    project: projectSlug,
    slug,
    name,
    baseUrl,
    variables,
    secretNames: Object.keys(secrets).toSorted(),
    createdAt: toInstant(createdAt),
    updatedAt: toInstant(updatedAt),
  };
}
