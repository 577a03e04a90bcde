import type { Client } from "@aac/contract";
import type { QueryClient } from "@tanstack/react-query";
import { createRootRouteWithContext, createRoute, createRouter, notFound, redirect } from "@tanstack/react-router";
import { activityQuery, healthQuery, testQuery, testResultsQuery, testsQuery } from "./data/history.ts";
import { lazyRouteComponent } from "./data/outdated-page.ts";
import {
  accountQuery,
  analysisSettingsQuery,
  apiKeysQuery,
  auditQuery,
  channelsQuery,
  environmentsQuery,
  isInNoOrganization,
  isUnauthorized,
  peopleQuery,
  projectsQuery,
  runQuery,
  runsQuery,
  sandboxPolicyQuery,
  schedulesQuery,
  sessionQuery,
  ssoQuery,
  suitesQuery,
  usageQuery,
} from "./data/queries.ts";
import { organizationQuery, retentionQuery, rolesQuery, workersQuery } from "./data/manage-queries.ts";
import { NotFoundPage } from "./pages/not-found.tsx";
import { PageError, PagePending } from "./pages/page-states.tsx";
import { sectionsFor } from "./pages/settings/settings-sections.ts";
import { AppShell } from "./pages/shell/app-shell.tsx";
import {
  readAuditSearch,
  readRunSearch,
  readRunsSearch,
  readSignInSearch,
  readTestsSearch,
  readUrlQuery,
  readWizardSearch,
  toAuditFilters,
  writeUrlQuery,
} from "./search-params.ts";

interface Context {
  client: Client;
  queryClient: QueryClient;
}

const rootRoute = createRootRouteWithContext<Context>()({ notFoundComponent: NotFoundPage });

const signInRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/sign-in",
  validateSearch: readSignInSearch,
  component: lazyRouteComponent(() => import("./pages/sign-in/sign-in-page.tsx"), "SignInPage"),
});

const forgotRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/sign-in/forgot",
  component: lazyRouteComponent(() => import("./pages/sign-in/forgot-page.tsx"), "ForgotPage"),
});

const resetRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/sign-in/reset",
  component: lazyRouteComponent(() => import("./pages/sign-in/reset-page.tsx"), "ResetPage"),
});

const verifyRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/sign-in/verify",
  component: lazyRouteComponent(() => import("./pages/sign-in/verify-page.tsx"), "VerifyPage"),
});

const signUpRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/sign-up",
  component: lazyRouteComponent(() => import("./pages/sign-in/sign-up-page.tsx"), "SignUpPage"),
});

const invitationRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/invitation",
  component: lazyRouteComponent(() => import("./pages/sign-in/invitation-page.tsx"), "InvitationPage"),
});

/** For whoever is signed in, and in no organization. */
const welcomeRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/welcome",
  async beforeLoad({ context: { client, queryClient } }) {
    const isOut = (error: unknown) => isUnauthorized(error) || isInNoOrganization(error);
    const session = await queryClient.ensureQueryData(sessionQuery(client)).catch((error: unknown) => {
      if (isOut(error)) return null;
      throw error;
    });
    if (session) throw redirect({ to: "/", replace: true });
  },
  component: lazyRouteComponent(() => import("./pages/welcome/welcome-page.tsx"), "WelcomePage"),
});

/** Everything that needs a session. */
const appRoute = createRoute({
  getParentRoute: () => rootRoute,
  id: "app",
  component: AppShell,
  notFoundComponent: NotFoundPage,
  async beforeLoad({ context: { client, queryClient }, location }) {
    try {
      await queryClient.ensureQueryData(sessionQuery(client));
    } catch (error) {
      if (isUnauthorized(error)) throw redirect({ to: "/sign-in", search: { from: location.href }, replace: true });
      if (isInNoOrganization(error)) throw redirect({ to: "/welcome", replace: true });
      throw error;
    }
  },
});

const homeRoute = createRoute({
  getParentRoute: () => appRoute,
  path: "/",
  beforeLoad({ location }) {
    // The list of runs was here once: what was kept of it leads on to where it is.
    const search = readRunsSearch(location.search);
    if (Object.keys(search).length > 0) throw redirect({ to: "/runs", search, replace: true });
  },
  loader({ context: { client, queryClient } }) {
    void queryClient.prefetchInfiniteQuery(healthQuery(client));
    void queryClient.prefetchQuery(activityQuery(client));
  },
  component: lazyRouteComponent(() => import("./pages/home/home-page.tsx"), "HomePage"),
});

const runsRoute = createRoute({
  getParentRoute: () => appRoute,
  path: "/runs",
  validateSearch: readRunsSearch,
  // Without what others add to an address, such as where its link was pressed.
  loaderDeps: ({ search }) => readRunsSearch(search),
  loader({ context: { client, queryClient }, deps }) {
    // Not awaited: the page shows its own rows while they come, and keeps the old ones while filters change.
    void queryClient.prefetchInfiniteQuery(runsQuery(client, deps));
  },
  component: lazyRouteComponent(() => import("./pages/runs/runs-page.tsx"), "RunsPage"),
});

const runRoute = createRoute({
  getParentRoute: () => appRoute,
  path: "/runs/$run",
  validateSearch: readRunSearch,
  // Not what was known long ago: which tab to open depends on whether the run is over.
  loader: ({ context: { client, queryClient }, params }) => queryClient.fetchQuery(runQuery(client, params.run)),
  component: lazyRouteComponent(() => import("./pages/run/run-page.tsx"), "RunPage"),
});

const projectsRoute = createRoute({
  getParentRoute: () => appRoute,
  path: "/projects",
  loader: ({ context: { client, queryClient } }) => queryClient.ensureQueryData(projectsQuery(client)),
  component: lazyRouteComponent(() => import("./pages/projects/projects-page.tsx"), "ProjectsPage"),
});

const projectRoute = createRoute({
  getParentRoute: () => appRoute,
  path: "/projects/$project",
  loader: ({ context: { client, queryClient }, params }) =>
    queryClient.ensureQueryData(suitesQuery(client, params.project)),
  component: lazyRouteComponent(() => import("./pages/projects/project-shell.tsx"), "ProjectShell"),
});

const projectSuitesRoute = createRoute({
  getParentRoute: () => projectRoute,
  path: "/",
  component: lazyRouteComponent(() => import("./pages/projects/project-page.tsx"), "ProjectPage"),
});

/** Tests are a project's: of the only one, or the first. */
const anyTestsRoute = createRoute({
  getParentRoute: () => appRoute,
  path: "/tests",
  async beforeLoad({ context: { client, queryClient } }) {
    const [first] = await queryClient.ensureQueryData(projectsQuery(client));
    if (!first) throw redirect({ to: "/", replace: true });
    throw redirect({ to: "/projects/$project/tests", params: { project: first.slug }, replace: true });
  },
});

const testsRoute = createRoute({
  getParentRoute: () => projectRoute,
  path: "/tests",
  validateSearch: readTestsSearch,
  loaderDeps: ({ search }) => readTestsSearch(search),
  loader({ context: { client, queryClient }, params, deps }) {
    void queryClient.prefetchInfiniteQuery(testsQuery(client, params.project, deps));
  },
  component: lazyRouteComponent(() => import("./pages/tests/tests-page.tsx"), "TestsPage"),
});

const testRoute = createRoute({
  getParentRoute: () => appRoute,
  path: "/projects/$project/tests/$test",
  async loader({ context: { client, queryClient }, params: { project, test } }) {
    void queryClient.prefetchQuery(testResultsQuery(client, project, test));
    await queryClient.fetchQuery(testQuery(client, project, test));
  },
  component: lazyRouteComponent(() => import("./pages/tests/test-page.tsx"), "TestPage"),
});

const projectEnvironmentsRoute = createRoute({
  getParentRoute: () => projectRoute,
  path: "/environments",
  component: lazyRouteComponent(
    () => import("./pages/projects/environments/environments-page.tsx"),
    "EnvironmentsPage",
  ),
});

const projectSchedulesRoute = createRoute({
  getParentRoute: () => projectRoute,
  path: "/schedules",
  component: lazyRouteComponent(() => import("./pages/projects/project-schedules-page.tsx"), "ProjectSchedulesPage"),
});

const projectSettingsRoute = createRoute({
  getParentRoute: () => projectRoute,
  path: "/settings",
  component: lazyRouteComponent(() => import("./pages/projects/project-settings-page.tsx"), "ProjectSettingsPage"),
});

const newSuiteRoute = createRoute({
  getParentRoute: () => appRoute,
  path: "/projects/$project/suites/new",
  component: lazyRouteComponent(() => import("./pages/projects/suite-form/suite-page.tsx"), "NewSuitePage"),
});

const suiteRoute = createRoute({
  getParentRoute: () => appRoute,
  path: "/projects/$project/suites/$suite",
  loader: ({ context: { client, queryClient }, params }) =>
    queryClient.ensureQueryData(suitesQuery(client, params.project)),
  component: lazyRouteComponent(() => import("./pages/projects/suite-form/suite-page.tsx"), "SuitePage"),
});

const newEnvironmentRoute = createRoute({
  getParentRoute: () => appRoute,
  path: "/projects/$project/environments/new",
  component: lazyRouteComponent(
    () => import("./pages/projects/environments/environment-page.tsx"),
    "NewEnvironmentPage",
  ),
});

const environmentRoute = createRoute({
  getParentRoute: () => appRoute,
  path: "/projects/$project/environments/$environment",
  loader: ({ context: { client, queryClient }, params }) =>
    queryClient.ensureQueryData(environmentsQuery(client, params.project)),
  component: lazyRouteComponent(() => import("./pages/projects/environments/environment-page.tsx"), "EnvironmentPage"),
});

const workersRoute = createRoute({
  getParentRoute: () => appRoute,
  path: "/workers",
  loader: ({ context: { client, queryClient } }) => queryClient.ensureQueryData(workersQuery(client)),
  component: lazyRouteComponent(() => import("./pages/workers/workers-page.tsx"), "WorkersPage"),
});

const wizardRoute = createRoute({
  getParentRoute: () => appRoute,
  path: "/new",
  validateSearch: readWizardSearch,
  component: lazyRouteComponent(() => import("./pages/wizard/wizard-page.tsx"), "WizardPage"),
});

const schedulesRoute = createRoute({
  getParentRoute: () => appRoute,
  path: "/schedules",
  loader: ({ context: { client, queryClient } }) => queryClient.ensureQueryData(schedulesQuery(client)),
  component: lazyRouteComponent(() => import("./pages/schedules/schedules-page.tsx"), "SchedulesPage"),
});

const noticesRoute = createRoute({
  getParentRoute: () => appRoute,
  path: "/notices",
  loader: ({ context: { client, queryClient } }) => queryClient.ensureQueryData(channelsQuery(client)),
  component: lazyRouteComponent(() => import("./pages/notices/notices-page.tsx"), "NoticesPage"),
});

const analysisRoute = createRoute({
  getParentRoute: () => appRoute,
  path: "/analysis",
  loader: ({ context: { client, queryClient } }) => queryClient.ensureQueryData(analysisSettingsQuery(client)),
  component: lazyRouteComponent(() => import("./pages/analysis/analysis-page.tsx"), "AnalysisPage"),
});

/** Each section is a route below it, and a line in settings-sections.ts. */
const settingsRoute = createRoute({
  getParentRoute: () => appRoute,
  path: "/settings",
  component: lazyRouteComponent(() => import("./pages/settings/settings-shell.tsx"), "SettingsShell"),
});

const settingsIndexRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: "/",
  async beforeLoad({ context: { client, queryClient } }) {
    const [first] = sectionsFor(await queryClient.ensureQueryData(sessionQuery(client)));
    throw first ? redirect({ to: first.to, replace: true }) : notFound();
  },
});

const accountRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: "/account",
  loader: ({ context: { client, queryClient } }) => queryClient.ensureQueryData(accountQuery(client)),
  component: lazyRouteComponent(() => import("./pages/account/account-page.tsx"), "AccountPage"),
});

const peopleRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: "/people",
  loader: ({ context: { client, queryClient } }) => queryClient.ensureQueryData(peopleQuery(client)),
  component: lazyRouteComponent(() => import("./pages/people/people-page.tsx"), "PeoplePage"),
});

const keysRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: "/keys",
  loader: ({ context: { client, queryClient } }) => queryClient.ensureQueryData(apiKeysQuery(client)),
  component: lazyRouteComponent(() => import("./pages/keys/keys-page.tsx"), "KeysPage"),
});

const usageRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: "/usage",
  loader: ({ context: { client, queryClient } }) => queryClient.ensureQueryData(usageQuery(client)),
  component: lazyRouteComponent(() => import("./pages/organization/usage-page.tsx"), "UsagePage"),
});

const organizationRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: "/organization",
  loader: ({ context: { client, queryClient } }) => queryClient.ensureQueryData(organizationQuery(client)),
  component: lazyRouteComponent(() => import("./pages/organization/organization-page.tsx"), "OrganizationPage"),
});

const rolesRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: "/roles",
  loader: ({ context: { client, queryClient } }) => queryClient.ensureQueryData(rolesQuery(client)),
  component: lazyRouteComponent(() => import("./pages/organization/roles-page.tsx"), "RolesPage"),
});

const secretsRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: "/secrets",
  component: lazyRouteComponent(() => import("./pages/organization/secrets-page.tsx"), "SecretsPage"),
});

const retentionRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: "/retention",
  loader: ({ context: { client, queryClient } }) => queryClient.ensureQueryData(retentionQuery(client)),
  component: lazyRouteComponent(() => import("./pages/organization/retention-page.tsx"), "RetentionPage"),
});

const sandboxesRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: "/sandboxes",
  loader: ({ context: { client, queryClient } }) => queryClient.ensureQueryData(sandboxPolicyQuery(client)),
  component: lazyRouteComponent(() => import("./pages/organization/sandbox-policy-page.tsx"), "SandboxPolicyPage"),
});

const singleSignOnRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: "/single-sign-on",
  loader: ({ context: { client, queryClient } }) => queryClient.ensureQueryData(ssoQuery(client)),
  component: lazyRouteComponent(() => import("./pages/organization/single-sign-on-page.tsx"), "SingleSignOnPage"),
});

const auditRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: "/audit",
  validateSearch: readAuditSearch,
  loaderDeps: ({ search }) => readAuditSearch(search),
  loader({ context: { client, queryClient }, deps }) {
    void queryClient.prefetchInfiniteQuery(auditQuery(client, toAuditFilters(deps)));
  },
  component: lazyRouteComponent(() => import("./pages/audit/audit-page.tsx"), "AuditPage"),
});

/** Whoever is signed in keeps the way to all else. */
const unknownRoute = createRoute({ getParentRoute: () => appRoute, path: "$", component: NotFoundPage });

const routeTree = rootRoute.addChildren([
  signInRoute,
  forgotRoute,
  resetRoute,
  verifyRoute,
  signUpRoute,
  invitationRoute,
  welcomeRoute,
  appRoute.addChildren([
    homeRoute,
    runsRoute,
    runRoute,
    projectsRoute,
    projectRoute.addChildren([
      projectSuitesRoute,
      projectEnvironmentsRoute,
      projectSchedulesRoute,
      testsRoute,
      projectSettingsRoute,
    ]),
    newSuiteRoute,
    suiteRoute,
    newEnvironmentRoute,
    environmentRoute,
    workersRoute,
    wizardRoute,
    anyTestsRoute,
    testRoute,
    schedulesRoute,
    noticesRoute,
    analysisRoute,
    settingsRoute.addChildren([
      settingsIndexRoute,
      accountRoute,
      organizationRoute,
      peopleRoute,
      rolesRoute,
      keysRoute,
      secretsRoute,
      usageRoute,
      retentionRoute,
      sandboxesRoute,
      singleSignOnRoute,
      auditRoute,
    ]),
    unknownRoute,
  ]),
]);

export function createDashboardRouter(context: Context) {
  return createRouter({
    routeTree,
    context,
    parseSearch: readUrlQuery,
    stringifySearch: writeUrlQuery,
    // What a link leads to is read when the pointer comes near.
    defaultPreload: "intent",
    defaultPreloadStaleTime: 0,
    defaultPendingMs: 200,
    defaultPendingMinMs: 0,
    defaultPendingComponent: PagePending,
    defaultErrorComponent: PageError,
    // Each page scrolls in <main>, not in the window.
    scrollRestoration: false,
  });
}

declare module "@tanstack/react-router" {
  interface Register {
    router: ReturnType<typeof createDashboardRouter>;
  }
}
