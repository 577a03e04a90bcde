import { type EnvironmentChange, type NewEnvironment, Variables } from "@aac/contract";
import { Problem } from "../domain/problems.ts";
import type { Caller, EnvironmentRecord } from "../domain/tenancy/records.ts";
import type { Center } from "./center.ts";
import { findEnvironment, findProject } from "./find-by-slug.ts";
import { defined } from "./manage-projects.ts";
import { secretContext } from "./sandbox-spec.ts";
import { viewOf } from "../ports/caller-view.ts";

/** Secrets are sealed before they are stored. Throws Problem `slug_taken`. */
export async function createEnvironment(
  center: Center,
  caller: Caller,
  projectSlug: string,
  given: NewEnvironment,
): Promise<EnvironmentRecord> {
  const tenant = viewOf(center.store, caller);
  const project = await findProject(tenant, projectSlug);
  const now = center.clock.now();
  const id = center.ids();
  const environment: EnvironmentRecord = {
    id,
    orgId: caller.orgId,
    projectId: project.id,
    projectSlug: project.slug,
    slug: given.slug,
    name: given.name ?? given.slug,
    baseUrl: given.baseUrl,
    variables: given.variables,
    secrets: sealAll(center, id, given.secrets),
    createdAt: now,
    updatedAt: now,
  };
  if (await tenant.environments.insert(environment)) return environment;
  throw new Problem("slug_taken", `Project "${projectSlug}" has an environment "${given.slug}" already.`);
}

export async function changeEnvironment(
  center: Center,
  caller: Caller,
  projectSlug: string,
  slug: string,
  { secrets, ...change }: EnvironmentChange,
): Promise<EnvironmentRecord> {
  const tenant = viewOf(center.store, caller);
  const project = await findProject(tenant, projectSlug);
  for (;;) {
    const environment = await findEnvironment(tenant, project, slug);
    const changed = await tenant.environments.update(
      environment.id,
      { updatedAt: environment.updatedAt },
      {
        ...defined(change),
        secrets: changeSecrets(center, environment, secrets ?? {}),
        // Two changes within a millisecond must not look like none.
        updatedAt: Math.max(center.clock.now(), environment.updatedAt + 1),
      },
    );
    if (changed) return changed;
  }
}

export async function deleteEnvironment(
  center: Center,
  caller: Caller,
  projectSlug: string,
  slug: string,
): Promise<void> {
  const tenant = viewOf(center.store, caller);
  const environment = await findEnvironment(tenant, await findProject(tenant, projectSlug), slug);
  await tenant.environments.delete(environment.id);
}

function sealAll(center: Center, environmentId: string, secrets: Record<string, string>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(secrets).map(([name, value]) => [
      name,
      center.vault.seal(value, secretContext(environmentId, name)),
    ]),
  );
}

function changeSecrets(
  center: Center,
  environment: EnvironmentRecord,
  changes: NonNullable<EnvironmentChange["secrets"]>,
): Record<string, string> {
  const set = Object.fromEntries(
    Object.entries(changes).filter((entry): entry is [string, string] => entry[1] !== null),
  );
  const checked = Variables.safeParse(set);
  if (!checked.success) {
    const errors = checked.error.issues.map(({ path, message }) => ({ path: ["secrets", ...path].join("."), message }));
    throw new Problem("invalid_request", "A secret's name or value is not valid.", { errors });
  }
  const kept = Object.entries(environment.secrets).filter(([name]) => !(name in changes));
  return { ...Object.fromEntries(kept), ...sealAll(center, environment.id, set) };
}
