import type { Environment, Project, SavedEnvironment, Suite } from "@aac/contract";
import { whyNotMasked } from "../log/secret-forms.ts";
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

/** With a warning for each of the secrets just given that is not masked. Only now are their values known. */
export function toSavedEnvironment(
  environment: EnvironmentRecord,
  given: Readonly<Record<string, string | null>>,
): SavedEnvironment {
  const warnings = Object.entries(given).flatMap(([secret, value]) => {
    const why = value === null ? null : whyNotMasked(value);
    return why ? [{ code: `secret_too_${why}` as const, secret, detail: `${secret} ${unmasked[why]}` }] : [];
  });
  return { ...toEnvironment(environment), warnings };
}

const unmasked = {
  short: "is shorter than four characters and will not be hidden in logs and results: they would be unreadable.",
  common: "is a word or number that stands in every log, and will not be hidden in logs and results.",
};
