import type { NewSuite, SuiteChange } from "@aac/contract";
import { Problem } from "../domain/problems.ts";
import type { Caller, SuiteRecord } from "../domain/tenancy/records.ts";
import type { Center } from "./center.ts";
import { findProject, findSuite } from "./find-by-slug.ts";
import { defined } from "./manage-projects.ts";
import { newNamedRecord } from "./new-record.ts";
import { viewOf } from "../ports/caller-view.ts";

/** Throws Problem `slug_taken`. */
export async function createSuite(
  center: Center,
  caller: Caller,
  projectSlug: string,
  given: NewSuite,
): Promise<SuiteRecord> {
  const tenant = viewOf(center.store, caller);
  const project = await findProject(tenant, projectSlug);
  const suite: SuiteRecord = {
    ...given,
    ...newNamedRecord(center, caller, given),
    projectId: project.id,
    projectSlug: project.slug,
  };
  if (await tenant.suites.insert(suite)) return suite;
  throw new Problem("slug_taken", `Project "${projectSlug}" has a suite "${given.slug}" already.`);
}

/** Limits that are not named stay. Throws Problem `invalid_request` where no source would be left. */
export async function changeSuite(
  center: Center,
  caller: Caller,
  projectSlug: string,
  slug: string,
  { limits, ...change }: SuiteChange,
): Promise<SuiteRecord> {
  const tenant = viewOf(center.store, caller);
  const suite = await findSuite(tenant, await findProject(tenant, projectSlug), slug);
  const next = {
    ...defined(change),
    limits: { ...suite.limits, ...defined(limits ?? {}) },
    updatedAt: center.clock.now(),
  };
  const { image, directory } = { ...suite, ...next };
  if (image === null && directory === null) {
    const errors = [{ path: "image", message: "Name an image, or (in local mode) a directory." }];
    throw new Problem("invalid_request", "The suite would be left without an image and without a directory.", {
      errors,
    });
  }
  const changed = await tenant.suites.update(suite.id, {}, next);
  if (!changed) throw new Problem("suite_not_found", `Suite "${slug}" was deleted in the meantime.`);
  return changed;
}

export async function deleteSuite(center: Center, caller: Caller, projectSlug: string, slug: string): Promise<void> {
  const tenant = viewOf(center.store, caller);
  const suite = await findSuite(tenant, await findProject(tenant, projectSlug), slug);
  await tenant.suites.delete(suite.id);
}
