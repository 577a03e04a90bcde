import type { NewProject, ProjectChange } from "@aac/contract";
import { Problem } from "../domain/problems.ts";
import type { Caller, ProjectRecord } from "../domain/tenancy/records.ts";
import type { Center } from "./center.ts";
import { findProject } from "./find-by-slug.ts";
import { forgetProject } from "./forget-history.ts";
import { viewOf } from "../ports/caller-view.ts";
import { tellChange } from "./tell-change.ts";

/** Throws Problem `slug_taken`. */
export async function createProject(center: Center, caller: Caller, given: NewProject): Promise<ProjectRecord> {
  const now = center.clock.now();
  const project: ProjectRecord = {
    ...given,
    id: center.ids(),
    orgId: caller.orgId,
    name: given.name ?? given.slug,
    createdAt: now,
    updatedAt: now,
  };
  if (await viewOf(center.store, caller).projects.insert(project)) return project;
  throw new Problem("slug_taken", `There is a project "${given.slug}" already.`);
}

/** The project of this slug, made where it is not there yet and the caller is not limited to others. */
export async function ensureProject(center: Center, caller: Caller, slug: string): Promise<ProjectRecord> {
  const tenant = viewOf(center.store, caller);
  const [existing] = await tenant.projects.find({ where: { slug }, limit: 1 });
  if (existing) return existing;
  if (caller.projects !== null) return findProject(tenant, slug);
  await createProject(center, caller, { slug, description: "", maxConcurrentJobs: null }).catch((error: unknown) => {
    if (!(error instanceof Problem && error.code === "slug_taken")) throw error;
  });
  return findProject(tenant, slug);
}

/** Throws Problem `project_not_found`. */
export async function changeProject(
  center: Center,
  caller: Caller,
  slug: string,
  change: ProjectChange,
): Promise<ProjectRecord> {
  const tenant = viewOf(center.store, caller);
  const project = await findProject(tenant, slug);
  const changed = await tenant.projects.update(project.id, {}, { ...defined(change), updatedAt: center.clock.now() });
  if (!changed) throw new Problem("project_not_found", `Project "${slug}" was deleted in the meantime.`);
  return changed;
}

const manyAtOnce = 1_000;

/** Deletes a project with its suites, environments and schedules. Throws Problem `run_is_not_final` while runs go on. */
export async function deleteProject(center: Center, caller: Caller, slug: string): Promise<void> {
  const tenant = viewOf(center.store, caller);
  const project = await findProject(tenant, slug);
  for (const state of ["queued", "running"] as const) {
    const open = await tenant.jobs.count({ projectId: project.id, state });
    if (open > 0) throw new Problem("run_is_not_final", `Project "${slug}" has ${open} ${state} jobs.`);
  }
  await tenant.projects.delete(project.id);
  while ((await tenant.schedules.deleteMany({ projectId: project.id }, manyAtOnce)) === manyAtOnce);
  tellChange(center, caller.orgId, "schedules");
  while ((await tenant.suites.deleteMany({ projectId: project.id }, manyAtOnce)) === manyAtOnce);
  while ((await tenant.environments.deleteMany({ projectId: project.id }, manyAtOnce)) === manyAtOnce);
  await forgetProject(center, project.id);
}

/** Leaves out fields that were not given, which a change must not set. */
export function defined<T extends object>(change: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };
}
