import type { AuditAction, AuditTargetKind, MutationName, RouteAnswer, RouteInput } from "@aac/contract";
import { type Look, targets } from "./targets.ts";

/** What of a route's input says more than its target shows: such as which secrets were set, never what they are. */
type Told<N extends MutationName> = (input: Pick<RouteInput<N>, "body">) => object;

interface Known<N extends MutationName> {
  action: AuditAction;
  /** What it is done to, which is there already. */
  target: Look;
  /** What of the answer shows the target as it is then. Null: it is gone. Not given: it is looked at again. */
  after?: ((answer: RouteAnswer<N>) => object) | null;
  told?: Told<N>;
}
interface Made<N extends MutationName> {
  action: AuditAction;
  /** What it makes. */
  makes: AuditTargetKind;
  /** What it is called before it is there. */
  named: (input: RouteInput<N>) => string | null;
  /** What it has become. */
  after: (answer: RouteAnswer<N>) => { id: string; name: string; project?: string; fields: object };
  told?: Told<N>;
}
/** Done to each of several: the handler keeps an entry of each, and what is kept here is only that somebody may not. */
interface Each {
  action: AuditAction;
  each: AuditTargetKind;
}
/** Not kept by its route, and why that is right. */
interface NotHere {
  notHere: string;
}

type Row<N extends MutationName> = Known<N> | Made<N> | Each | NotHere;

/** Every route that changes something, and what the audit log says of it. A route without a row does not compile. */
export const audited: { readonly [N in MutationName]: Row<N> } = {
  signIn: { notHere: "who signs in is known only once it is done: the flow itself keeps it" },
  signOut: { notHere: "open to anyone, and mostly nobody's: the flow itself keeps it" },
  signInSecondStep: { notHere: "as signIn" },
  signUp: { notHere: "open to anyone, and of no organization" },
  askForVerification: { notHere: "open to anyone, and says nothing of who is there" },
  verifyEmail: { notHere: "of a person, and of no organization" },
  askForPasswordReset: { notHere: "open to anyone, and says nothing of who is there" },
  resetPassword: { notHere: "of a person, and of no organization" },
  changeAccount: { action: "account.change", target: targets.account, told: ({ body }) => ({ name: body.name }) },
  changePassword: { action: "password.change", target: targets.account },
  endSession: { action: "session.end", target: targets.account },
  endOtherSessions: { action: "session.end", target: targets.account },
  beginTwoFactor: { notHere: "asks for nothing yet: it is kept when it is confirmed" },
  confirmTwoFactor: { action: "twoFactor.begin", target: targets.account },
  newBackupCodes: { action: "account.change", target: targets.account, told: () => ({ backupCodes: "replaced" }) },
  endTwoFactor: { action: "twoFactor.end", target: targets.account },

  createOrganization: { notHere: "the log is that of the new organization: the handler itself keeps it there" },
  switchOrganization: { notHere: "where a session acts changes nothing" },
  changeOrganization: { action: "organization.change", target: targets.organization, after: (one) => one },
  deleteOrganization: { action: "organization.delete", target: targets.organization, after: null },
  leaveOrganization: { action: "member.leave", target: targets.account },
  changePerson: { action: "member.change", target: targets.member },
  removePerson: { action: "member.remove", target: targets.member, after: null },
  createInvitation: {
    action: "member.invite",
    makes: "invitation",
    named: ({ body }) => body.email,
    after: ({ invitation }) => ({ id: invitation.id, name: invitation.email, fields: invitation }),
  },
  resendInvitation: { action: "member.invite", target: targets.invitation, after: ({ invitation }) => invitation },
  revokeInvitation: { action: "member.revokeInvitation", target: targets.invitation },
  previewInvitation: { notHere: "changes nothing" },
  acceptInvitation: { notHere: "who joins is known only once it is done: the handler itself keeps it" },
  startSso: { notHere: "open to anyone, and nobody is signed in yet" },
  changeSso: {
    action: "sso.change",
    target: targets.sso,
    told: ({ body }) => isSet("clientSecret", body.clientSecret),
  },
  deleteSso: { action: "sso.delete", target: targets.sso, after: null },
  testSso: { notHere: "changes nothing" },
  verifySsoDomain: { action: "sso.change", target: targets.sso, after: ({ domain }) => ({ verified: domain }) },

  createServiceAccount: {
    action: "serviceAccount.create",
    makes: "serviceAccount",
    named: ({ body }) => body.slug,
    after: (one) => ({ id: one.id, name: one.slug, fields: one }),
  },
  deleteServiceAccount: { action: "serviceAccount.delete", target: targets.serviceAccount, after: null },
  createApiKey: {
    action: "key.create",
    makes: "key",
    named: ({ body }) => body.name,
    after: ({ key }) => ({ id: key.id, name: key.name, fields: key }),
  },
  createOwnApiKey: {
    action: "key.create",
    makes: "key",
    named: ({ body }) => body.name,
    after: ({ key }) => ({ id: key.id, name: key.name, fields: key }),
  },
  rotateApiKey: { action: "key.change", target: targets.key, told: () => ({ secret: "replaced" }) },
  rotateOwnApiKey: { action: "key.change", target: targets.key, told: () => ({ secret: "replaced" }) },
  revokeApiKey: { action: "key.revoke", target: targets.key, after: null },
  revokeOwnApiKey: { action: "key.revoke", target: targets.key, after: null },
  reportResults: { notHere: "a suite's own report of itself, which changes no more than its log does" },

  createProject: {
    action: "project.create",
    makes: "project",
    named: ({ body }) => body.slug,
    after: (project) => ({ id: project.id, name: project.slug, project: project.slug, fields: project }),
  },
  changeProject: { action: "project.change", target: targets.project, after: (project) => project },
  deleteProject: { action: "project.delete", target: targets.project, after: null },

  createSuite: {
    action: "suite.create",
    makes: "suite",
    named: ({ body }) => body.slug,
    after: (suite) => ({ id: suite.id, name: suite.slug, project: suite.project, fields: suite }),
  },
  changeSuite: { action: "suite.change", target: targets.suite, after: (suite) => suite },
  deleteSuite: { action: "suite.delete", target: targets.suite, after: null },

  createEnvironment: {
    action: "environment.create",
    makes: "environment",
    named: ({ body }) => body.slug,
    after: ({ warnings: _, ...one }) => ({ id: one.id, name: one.slug, project: one.project, fields: one }),
  },
  changeEnvironment: {
    action: "environment.change",
    target: targets.environment,
    after: ({ warnings: _, ...environment }) => environment,
    told: ({ body }) => namesOf("secretsSet", body.secrets),
  },
  deleteEnvironment: { action: "environment.delete", target: targets.environment, after: null },

  createSchedule: {
    action: "schedule.create",
    makes: "schedule",
    named: ({ body }) => body.slug,
    after: ({ nextRuns: _, lastFiring: __, ...one }) => ({
      id: one.id,
      name: one.slug,
      project: one.project,
      fields: one,
    }),
  },
  changeSchedule: {
    action: "schedule.change",
    target: targets.schedule,
    after: ({ nextRuns: _, lastFiring: __, ...schedule }) => schedule,
  },
  deleteSchedule: { action: "schedule.delete", target: targets.schedule, after: null },
  runSchedule: { action: "schedule.run", target: targets.schedule, after: ({ id }) => ({ run: id }) },

  createRun: {
    action: "run.trigger",
    makes: "run",
    named: ({ body }) => `${body.project}/${body.suite}`,
    after: (run) => madeRun(run),
  },
  rerun: { action: "run.rerun", target: targets.run, after: ({ id }) => ({ run: id }) },
  cancelRun: { action: "run.cancel", target: targets.run },
  changeRun: { action: "run.change", target: targets.run },
  deleteRun: { action: "run.delete", target: targets.run, after: null },
  cancelRuns: { action: "run.cancel", each: "run" },
  rerunRuns: { action: "run.rerun", each: "run" },
  labelRuns: { action: "run.change", each: "run" },
  deleteRuns: { action: "run.delete", each: "run" },
  createSavedFilter: {
    action: "savedFilter.create",
    makes: "savedFilter",
    named: ({ body }) => body.name,
    after: (filter) => savedFilter(filter),
  },
  changeSavedFilter: {
    action: "savedFilter.change",
    target: targets.savedFilter,
    after: (filter) => savedFilter(filter).fields,
  },
  deleteSavedFilter: { action: "savedFilter.delete", target: targets.savedFilter, after: null },
  uploadResults: {
    action: "results.upload",
    makes: "run",
    named: ({ query }) => `${query.project}/${query.suite}`,
    after: (run) => madeRun(run),
  },
  analyseAgain: { action: "run.analyse", target: targets.run },
  giveFeedback: { action: "run.feedback", target: targets.run, told: ({ body }) => ({ isRight: body.isRight }) },
  changeAnalysisSettings: {
    action: "analysis.change",
    target: targets.analysisSettings,
    told: ({ body }) => isSet("apiKey", body.apiKey),
  },
  changeSandboxPolicy: {
    action: "policy.change",
    target: targets.sandboxPolicy,
    after: (policy) => policy,
    // Which passwords were set, not what they are.
    told: ({ body }) =>
      Object.fromEntries(
        Object.entries(body.registries ?? {}).map(([host, access]) => [host, access ? "password replaced" : "removed"]),
      ),
  },
  changeRetention: { action: "retention.change", target: targets.retention, after: (retention) => retention },

  createChannel: {
    action: "channel.create",
    makes: "channel",
    named: ({ body }) => body.slug,
    after: ({ channel }) => ({ id: channel.id, name: channel.slug, fields: channel }),
  },
  changeChannel: {
    action: "channel.change",
    target: targets.channel,
    after: (channel) => channel,
    told: ({ body }) => isSet("url", body.url),
  },
  deleteChannel: { action: "channel.delete", target: targets.channel, after: null },
  rotateChannelSecret: { action: "channel.rotateSecret", target: targets.channel, after: ({ channel }) => channel },
  testChannel: { action: "channel.test", target: targets.channel, after: ({ id }) => ({ delivery: id }) },
  createNoticeRule: {
    action: "noticeRule.create",
    makes: "noticeRule",
    named: ({ body }) => body.name,
    after: (rule) => ({ id: rule.id, name: rule.name, fields: rule }),
  },
  changeNoticeRule: { action: "noticeRule.change", target: targets.noticeRule, after: (rule) => rule },
  deleteNoticeRule: { action: "noticeRule.delete", target: targets.noticeRule, after: null },
  createSubscription: {
    action: "subscription.create",
    makes: "subscription",
    named: ({ body }) => body.address ?? null,
    after: (one) => ({ id: one.id, name: one.address, fields: one }),
  },
  changeSubscription: { action: "subscription.change", target: targets.subscription, after: (one) => one },
  deleteSubscription: { action: "subscription.delete", target: targets.subscription, after: null },
  redeliver: { action: "delivery.send", target: targets.delivery },

  changeWorker: {
    action: "worker.drain",
    target: targets.worker,
    after: ({ draining }) => ({ draining: draining !== null }),
  },
};

function savedFilter({ id, name, view, isShared }: RouteAnswer<"createSavedFilter">) {
  return { id, name, fields: { name, view, isShared } };
}

/** Of its variables only the names: what one passes to a run is often a secret, whether it should be or not. */
function madeRun(run: RouteAnswer<"createRun">) {
  const { id, project, suite, number, environment, branch, commit, labels, shards, variables, rerunOf } = run;
  const fields = { suite, number, environment, branch, commit, labels, shards, rerunOf };
  const name = `${project}/${suite} #${number}`;
  return { id, name, project, fields: { ...fields, variableNames: Object.keys(variables).toSorted() } };
}

function namesOf(field: string, secrets: Record<string, string | null> = {}): object {
  const named = Object.entries(secrets).filter(([, value]) => value !== null);
  return named.length > 0 ? { [field]: named.map(([name]) => name).toSorted() } : {};
}

const isSet = (field: string, value: string | null | undefined) =>
  typeof value === "string" ? { [field]: "replaced" } : {};
