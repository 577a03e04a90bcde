import type { ChannelRecord } from "../domain/notices/records.ts";
import { Problem } from "../domain/problems.ts";
import type { ScheduleRecord } from "../domain/schedules/records.ts";
import type { EnvironmentRecord, ProjectRecord, SuiteRecord } from "../domain/tenancy/records.ts";
import type { TenantCollections } from "../ports/store.ts";

/** Throws Problem `project_not_found`. */
export async function findProject(tenant: TenantCollections, slug: string): Promise<ProjectRecord> {
  const [project] = await tenant.projects.find({ where: { slug }, limit: 1 });
  if (!project) throw new Problem("project_not_found", `There is no project "${slug}".`);
  return project;
}

/** Throws Problem `suite_not_found`, naming the suites that are there. */
export async function findSuite(tenant: TenantCollections, project: ProjectRecord, slug: string): Promise<SuiteRecord> {
  const [suite] = await tenant.suites.find({ where: { projectId: project.id, slug }, limit: 1 });
  if (suite) return suite;
  const others = await tenant.suites.find({ where: { projectId: project.id }, limit: 10 });
  const known =
    others.length > 0 ? ` It has: ${others.map((other) => other.slug).join(", ")}.` : " It has no suites yet.";
  throw new Problem("suite_not_found", `Project "${project.slug}" has no suite "${slug}".${known}`);
}

/** Throws Problem `environment_not_found`. */
export async function findEnvironment(
  tenant: TenantCollections,
  project: ProjectRecord,
  slug: string,
): Promise<EnvironmentRecord> {
  const [environment] = await tenant.environments.find({ where: { projectId: project.id, slug }, limit: 1 });
  if (!environment)
    throw new Problem("environment_not_found", `Project "${project.slug}" has no environment "${slug}".`);
  return environment;
}

/** Throws Problem `schedule_not_found`. */
export async function findSchedule(
  tenant: TenantCollections,
  project: ProjectRecord,
  slug: string,
): Promise<ScheduleRecord> {
  const [schedule] = await tenant.schedules.find({ where: { projectId: project.id, slug }, limit: 1 });
  if (!schedule) throw new Problem("schedule_not_found", `Project "${project.slug}" has no schedule "${slug}".`);
  return schedule;
}

/** Throws Problem `channel_not_found`. */
export async function findChannel(tenant: TenantCollections, slug: string): Promise<ChannelRecord> {
  const [channel] = await tenant.channels.find({ where: { slug }, limit: 1 });
  if (!channel) throw new Problem("channel_not_found", `There is no channel "${slug}".`);
  return channel;
}
