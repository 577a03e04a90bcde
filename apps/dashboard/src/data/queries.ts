import { ApiError, type AuditFilters, type Client, type DeliveryState, type RunsView } from "@aac/contract";
import { infiniteQueryOptions, queryOptions, replaceEqualDeep } from "@tanstack/react-query";
import type { TestFilters } from "./history.ts";
import { keepNewer, type RunPages, type RunsShown, toRunFilters } from "./run-news.ts";

/** What the page holds of the server, by name. `["runs", filters]` is kept current by `useRunNews`. */
export const keys = {
  session: ["session"],
  account: ["account"],
  accountSessions: ["account", "sessions"],
  ownKeys: ["own-keys"],
  organizations: ["organizations"],
  invitation: (token: string) => ["invitation", token],
  people: ["people"],
  invitations: ["invitations"],
  apiKeys: ["api-keys"],
  serviceAccounts: ["service-accounts"],
  usage: ["usage"],
  sandboxPolicy: ["sandbox-policy"],
  sso: ["sso"],
  projects: ["projects"],
  suites: (project: string) => ["projects", project, "suites"],
  environments: (project: string) => ["projects", project, "environments"],
  schedules: ["schedules"],
  schedulePreview: (cron: string, timeZone: string) => ["schedule-preview", cron, timeZone],
  channels: ["channels"],
  noticeRules: ["notice-rules"],
  subscriptions: ["subscriptions"],
  deliveries: ["deliveries"],
  analysisSettings: ["analyses", "settings"],
  outbox: ["outbox"],
  outboxMail: (mail: string) => ["outbox", mail],
  audit: (filters: AuditFilters) => ["audit", filters],
  workers: ["workers"],
  queue: ["queue"],
  center: ["center"],
  roles: ["roles"],
  retention: ["retention"],
  organization: ["organization"],
  mayCreateOrganizations: ["organizations", "may-create"],
  secrets: ["secrets"],
  image: (image: string) => ["look", "image", image],
  directory: (directory: string) => ["look", "directory", directory],
  activity: ["activity"],
  // What begins with `history` is read anew when news of runs say that it may have changed.
  health: ["history", null],
  tests: (project: string, filters: TestFilters) => ["tests", project, filters],
  test: (project: string, test: string) => ["history", project, test],
  testResults: (project: string, test: string) => ["history", project, test, "results"],
  run: (run: string) => ["run", run],
  // What begins with `analyses` is read anew when news say that one of them has changed.
  analysis: (run: string) => ["analyses", run],
  allRuns: ["runs"],
  runs: (shown: RunsShown, limit: number) => ["runs", shown, limit],
  savedFilters: ["saved-filters"],
} as const;

export function sessionQuery(client: Client) {
  return queryOptions({
    queryKey: keys.session,
    queryFn: ({ signal }) => client.call("getSession", {}, signal),
    staleTime: Infinity,
  });
}

/** Whoever is signed in, in an organization or in none. */
export function accountQuery(client: Client) {
  return queryOptions({
    queryKey: keys.account,
    queryFn: ({ signal }) => client.call("getAccount", {}, signal),
  });
}

export function accountSessionsQuery(client: Client) {
  return queryOptions({
    queryKey: keys.accountSessions,
    queryFn: async ({ signal }) => (await client.call("listSessions", {}, signal)).items,
  });
}

/** The organizations that whoever is signed in is in. */
export function organizationsQuery(client: Client) {
  return queryOptions({
    queryKey: keys.organizations,
    queryFn: async ({ signal }) => (await client.call("listOrganizations", {}, signal)).items,
    staleTime: 60_000,
  });
}

/** What a link invites to. */
export function invitationQuery(client: Client, token: string) {
  return queryOptions({
    queryKey: keys.invitation(token),
    queryFn: ({ signal }) => client.call("previewInvitation", { body: { token } }, signal),
    staleTime: Infinity,
  });
}

export function peopleQuery(client: Client) {
  return queryOptions({
    queryKey: keys.people,
    queryFn: ({ signal }) =>
      readAll((cursor) => client.call("listPeople", { query: { limit: 500, ...cursor } }, signal)),
  });
}

/** The newest invitations. */
export function invitationsQuery(client: Client) {
  return queryOptions({
    queryKey: keys.invitations,
    queryFn: async ({ signal }) => (await client.call("listInvitations", { query: { limit: 100 } }, signal)).items,
  });
}

export function ownKeysQuery(client: Client) {
  return queryOptions({
    queryKey: keys.ownKeys,
    queryFn: ({ signal }) =>
      readAll((cursor) => client.call("listOwnApiKeys", { query: { limit: 500, ...cursor } }, signal)),
  });
}

/** All keys of the organization. */
export function apiKeysQuery(client: Client) {
  return queryOptions({
    queryKey: keys.apiKeys,
    queryFn: ({ signal }) =>
      readAll((cursor) => client.call("listApiKeys", { query: { limit: 500, ...cursor } }, signal)),
  });
}

export function serviceAccountsQuery(client: Client) {
  return queryOptions({
    queryKey: keys.serviceAccounts,
    queryFn: ({ signal }) =>
      readAll((cursor) => client.call("listServiceAccounts", { query: { limit: 500, ...cursor } }, signal)),
  });
}

export function usageQuery(client: Client) {
  return queryOptions({
    queryKey: keys.usage,
    queryFn: ({ signal }) => client.call("getUsage", {}, signal),
  });
}

export function sandboxPolicyQuery(client: Client) {
  return queryOptions({
    queryKey: keys.sandboxPolicy,
    queryFn: ({ signal }) => client.call("getSandboxPolicy", {}, signal),
  });
}

export function ssoQuery(client: Client) {
  return queryOptions({ queryKey: keys.sso, queryFn: ({ signal }) => client.call("getSso", {}, signal) });
}

export function projectsQuery(client: Client) {
  return queryOptions({
    queryKey: keys.projects,
    queryFn: ({ signal }) =>
      readAll((cursor) => client.call("listProjects", { query: { limit: 500, ...cursor } }, signal)),
  });
}

export function suitesQuery(client: Client, project: string) {
  return queryOptions({
    queryKey: keys.suites(project),
    queryFn: ({ signal }) =>
      readAll((cursor) => client.call("listSuites", { params: { project }, query: { limit: 500, ...cursor } }, signal)),
  });
}

export function environmentsQuery(client: Client, project: string) {
  return queryOptions({
    queryKey: keys.environments(project),
    queryFn: ({ signal }) =>
      readAll((cursor) =>
        client.call("listEnvironments", { params: { project }, query: { limit: 500, ...cursor } }, signal),
      ),
  });
}

/** The schedules of all projects. */
export function schedulesQuery(client: Client) {
  return queryOptions({
    queryKey: keys.schedules,
    async queryFn({ signal }) {
      const projects = await readAll((cursor) =>
        client.call("listProjects", { query: { limit: 500, ...cursor } }, signal),
      );
      const lists = await Promise.all(
        projects.map(({ slug: project }) =>
          readAll((cursor) =>
            client.call("listSchedules", { params: { project }, query: { limit: 500, ...cursor } }, signal),
          ),
        ),
      );
      return lists.flat();
    },
  });
}

/** When an expression would run next. */
export function schedulePreviewQuery(client: Client, cron: string, timeZone: string) {
  return queryOptions({
    queryKey: keys.schedulePreview(cron, timeZone),
    queryFn: async ({ signal }) =>
      (await client.call("previewSchedule", { query: { cron, timeZone, count: 5 } }, signal)).runs,
    placeholderData: (before) => before,
    retry: false,
  });
}

export function channelsQuery(client: Client) {
  return queryOptions({
    queryKey: keys.channels,
    queryFn: ({ signal }) =>
      readAll((cursor) => client.call("listChannels", { query: { limit: 500, ...cursor } }, signal)),
  });
}

export function noticeRulesQuery(client: Client) {
  return queryOptions({
    queryKey: keys.noticeRules,
    queryFn: ({ signal }) =>
      readAll((cursor) => client.call("listNoticeRules", { query: { limit: 500, ...cursor } }, signal)),
  });
}

export function subscriptionsQuery(client: Client) {
  return queryOptions({
    queryKey: keys.subscriptions,
    queryFn: ({ signal }) =>
      readAll((cursor) => client.call("listSubscriptions", { query: { limit: 500, ...cursor } }, signal)),
  });
}

/** The newest deliveries of notices, in one state or all of them. */
export function deliveriesQuery(client: Client, state?: DeliveryState) {
  return queryOptions({
    queryKey: state ? [...keys.deliveries, state] : keys.deliveries,
    queryFn: async ({ signal }) => {
      const query = { limit: 100, ...(state && { state }) };
      return (await client.call("listDeliveries", { query }, signal)).items;
    },
  });
}

/** How failed runs are analysed; what models have used grows by itself. */
export function analysisSettingsQuery(client: Client) {
  return queryOptions({
    queryKey: keys.analysisSettings,
    queryFn: ({ signal }) => client.call("getAnalysisSettings", {}, signal),
  });
}

/** The newest mails that were kept instead of being sent. */
export function outboxQuery(client: Client) {
  return queryOptions({
    queryKey: keys.outbox,
    queryFn: async ({ signal }) => (await client.call("listOutbox", { query: { limit: 100 } }, signal)).items,
  });
}

export function outboxMailQuery(client: Client, mail: string) {
  return queryOptions({
    queryKey: keys.outboxMail(mail),
    queryFn: ({ signal }) => client.call("getOutboxMail", { params: { mail } }, signal),
    staleTime: Infinity,
  });
}

/** What was done, newest first, page by page. */
export function auditQuery(client: Client, filters: AuditFilters) {
  return infiniteQueryOptions({
    queryKey: keys.audit(filters),
    queryFn: ({ pageParam, signal }) =>
      client.call("listAudit", { query: { ...filters, limit: 50, ...(pageParam && { cursor: pageParam }) } }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
  });
}

/** Runs, newest first, page by page. */
export function runsQuery(client: Client, { group: _, ...shown }: RunsView, limit = 50) {
  return infiniteQueryOptions({
    queryKey: keys.runs(shown, limit),
    queryFn({ pageParam, signal }) {
      const filters = toRunFilters(shown, Date.now());
      return client.call("listRuns", { query: { ...filters, limit, ...(pageParam && { cursor: pageParam }) } }, signal);
    },
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
    // What did not change has to stay the same object: a new one each time would be drawn without end.
    structuralSharing: (known, read) =>
      replaceEqualDeep(known, keepNewer(known as RunPages | undefined, read as RunPages)),
  });
}

/** One's own, and those that are shared. */
export function savedFiltersQuery(client: Client) {
  return queryOptions({
    queryKey: keys.savedFilters,
    queryFn: async ({ signal }) => (await client.call("listSavedFilters", {}, signal)).items,
    staleTime: 60_000,
  });
}

export function runQuery(client: Client, run: string) {
  return queryOptions({
    queryKey: keys.run(run),
    queryFn: ({ signal }) => client.call("getRun", { params: { run } }, signal),
  });
}

/** The session is not there, or is over. */
export function isUnauthorized(error: unknown): boolean {
  return error instanceof ApiError && error.problem.code === "unauthenticated";
}

/** Signed in, and in no organization. */
export function isInNoOrganization(error: unknown): boolean {
  return error instanceof ApiError && error.problem.code === "no_organization";
}

/** Asking again may help: nobody answered, or the server had a bad moment. */
export function isWorthRetrying(error: unknown): boolean {
  return !(error instanceof ApiError) || error.problem.status >= 500 || error.problem.status === 429;
}

async function readAll<T>(
  readPage: (cursor: { cursor?: string }) => Promise<{ items: T[]; nextCursor: string | null }>,
): Promise<T[]> {
  const items: T[] = [];
  for (let cursor: string | null | undefined; cursor !== null;) {
    const page = await readPage(cursor ? { cursor } : {});
    items.push(...page.items);
    cursor = page.nextCursor;
  }
  return items;
}
