import type { AuditTargetKind } from "@aac/contract";
import {
  type Analysts,
  type AuditTarget,
  type Caller,
  type Center,
  findChannel,
  findEnvironment,
  findNoticeRule,
  findOrganization,
  findPerson,
  findProject,
  findRun,
  findSavedFilter,
  findSchedule,
  findServiceAccount,
  findSuite,
  findWorker,
  readAnalysisSettings,
  readRetention,
  readSandboxPolicy,
  ssoProviderOf,
  presentChannel,
  toEnvironment,
  toInstant,
  toNoticeRule,
  toOrganization,
  toProject,
  toSchedule,
  toSsoSettings,
  toSubscription,
  toSuite,
  verifiedDomains,
  viewOf,
} from "@aac/core";

/** Something that can be changed, and what of it may be told: as it is presented, never as it is stored. */
export interface Shown {
  target: AuditTarget;
  fields: object | null;
}

/** The parameters in the path of a route. */
export type Params = Readonly<Partial<Record<string, string>>>;
export type Look = (parts: TargetParts, caller: Caller, params: Params) => Promise<Shown>;

export interface TargetParts {
  center: Center;
  analysts: Pick<Analysts, "own">;
}

const of = (kind: AuditTargetKind, { id, name }: { id: string; name: string }, fields: object | null): Shown => ({
  target: { kind, id, name },
  fields,
});

async function projectOf({ center }: TargetParts, caller: Caller, { project = "" }: Params) {
  const tenant = viewOf(center.store, caller);
  return { tenant, project: await findProject(tenant, project) };
}

/** What a target is before something is done to it. Each throws the Problem that the route itself would. */
export const targets = {
  /** Oneself. */
  async account(_, { actor }) {
    return of("account", actor, null);
  },
  async project(parts, caller, params) {
    const { project } = await projectOf(parts, caller, params);
    return within(project, of("project", { id: project.id, name: project.slug }, toProject(project)));
  },
  async suite(parts, caller, params) {
    const { tenant, project } = await projectOf(parts, caller, params);
    const suite = await findSuite(tenant, project, params["suite"] ?? "");
    return within(project, of("suite", { id: suite.id, name: suite.slug }, toSuite(suite)));
  },
  async environment(parts, caller, params) {
    const { tenant, project } = await projectOf(parts, caller, params);
    const environment = await findEnvironment(tenant, project, params["environment"] ?? "");
    return within(
      project,
      of("environment", { id: environment.id, name: environment.slug }, toEnvironment(environment)),
    );
  },
  async schedule(parts, caller, params) {
    const { tenant, project } = await projectOf(parts, caller, params);
    const schedule = await findSchedule(tenant, project, params["schedule"] ?? "");
    const { nextRuns: _, lastFiring: __, ...fields } = toSchedule(schedule);
    return within(project, of("schedule", { id: schedule.id, name: schedule.slug }, fields));
  },
  async run({ center }, caller, params) {
    const run = await findRun(center, caller, params["run"] ?? "");
    const { state, verdict, pinned, labels } = run;
    const project = { id: run.projectId, slug: run.projectSlug };
    const name = `${run.projectSlug}/${run.suiteSlug} #${run.number}`;
    return within(project, of("run", { id: run.id, name }, { state, verdict, pinned, labels }));
  },
  async savedFilter({ center }, caller, params) {
    const { id, name, view, isShared } = await findSavedFilter(center, caller, params["filter"] ?? "");
    return of("savedFilter", { id, name }, { name, view, isShared });
  },
  async channel({ center }, caller, params) {
    const channel = await findChannel(viewOf(center.store, caller), params["channel"] ?? "");
    return of("channel", { id: channel.id, name: channel.slug }, await presentChannel(center, channel));
  },
  async noticeRule({ center }, caller, params) {
    const rule = await findNoticeRule(center, caller, params["rule"] ?? "");
    return of("noticeRule", rule, toNoticeRule(rule));
  },
  async subscription({ center }, caller, params) {
    const id = params["subscription"] ?? "";
    const found = await viewOf(center.store, caller).subscriptions.get(id);
    return of("subscription", { id, name: found?.address ?? id }, found && toSubscription(found));
  },
  async delivery(_, __, params) {
    const id = params["delivery"] ?? "";
    return of("delivery", { id, name: id }, null);
  },
  async retention({ center }, caller) {
    return of("settings", { id: "retention", name: "Retention" }, await readRetention(center, caller));
  },
  async organization({ center }, caller) {
    const organization = await findOrganization(center, caller.orgId);
    return of("organization", { id: organization.id, name: organization.slug }, toOrganization(organization));
  },
  async member({ center }, caller, { person = "" }) {
    const { role, projects } = await findPerson(center, caller.orgId, person);
    const user = await center.store.system.users.get(person);
    return of("member", { id: person, name: user?.email ?? person }, { role, projects });
  },
  async invitation({ center }, caller, { invitation: id = "" }) {
    const found = await viewOf(center.store, caller).invitations.get(id);
    if (!found) return of("invitation", { id, name: id }, null);
    const { email, role, state, expiresAt } = found;
    return of("invitation", { id, name: email }, { email, role, state, expiresAt: toInstant(expiresAt) });
  },
  async key({ center }, caller, { key: id = "" }) {
    const found = await viewOf(center.store, caller).apiKeys.get(id);
    if (!found) return of("key", { id, name: id }, null);
    const { name, scopes, expiresAt = null } = found;
    return of("key", { id, name }, { name, scopes, expiresAt: expiresAt === null ? null : toInstant(expiresAt) });
  },
  async serviceAccount({ center }, caller, { account = "" }) {
    const { id, slug, name, description } = await findServiceAccount(viewOf(center.store, caller), account);
    return of("serviceAccount", { id, name: slug }, { slug, name, description });
  },
  async sso({ center }, caller) {
    const provider = await ssoProviderOf(center, caller.orgId);
    const verified = provider ? await verifiedDomains(center, caller.orgId) : [];
    const fields = provider && toSsoSettings(provider, { verified, redirectUri: "" });
    return of("sso", { id: "sso", name: provider?.name ?? "Single sign-on" }, fields);
  },
  async worker({ center }, caller, { worker: id = "" }) {
    const { draining = null } = await findWorker(center, caller, id);
    return of("worker", { id, name: id }, { draining: draining !== null });
  },
  async sandboxPolicy({ center }, caller) {
    return of("settings", { id: "sandbox-policy", name: "Sandbox policy" }, await readSandboxPolicy(center, caller));
  },
  async analysisSettings({ center, analysts }, caller) {
    const { usedTokens: _, ...fields } = await readAnalysisSettings(center, analysts, caller);
    return of("settings", { id: "analysis", name: "Analysis" }, fields);
  },
} as const satisfies Record<string, Look>;

const within = (project: { id: string; slug: string }, shown: Shown): Shown => ({
  ...shown,
  target: { ...shown.target, project: { id: project.id, slug: project.slug } },
});
