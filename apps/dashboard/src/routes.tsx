import type { Client } from "@aac/contract";
import type { QueryClient } from "@tanstack/react-query";
import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
  redirect,
} from "@tanstack/react-router";
import {
  deliveriesQuery,
  isUnauthorized,
  projectsQuery,
  runQuery,
  runsQuery,
  schedulesQuery,
  sessionQuery,
  suitesQuery,
} from "./data/queries.ts";
import { NotFoundPage } from "./pages/not-found.tsx";
import { PageError, PagePending } from "./pages/page-states.tsx";
import { AppShell } from "./pages/shell/app-shell.tsx";
import { readRunSearch, readRunsSearch, readSignInSearch, readUrlQuery, writeUrlQuery } from "./search-params.ts";

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
      throw error;
    }
  },
});

const runsRoute = createRoute({
  getParentRoute: () => appRoute,
  path: "/",
  validateSearch: readRunsSearch,
  loaderDeps: ({ search }) => search,
  loader({ context: { client, queryClient }, deps }) {
    // Not awaited: the page shows its own rows while they come, and keeps the old ones while filters change.
    void queryClient.prefetchInfiniteQuery(runsQuery(client, deps));
  },
  component: lazyRouteComponent(() => import("./pages/runs/runs-page.tsx"), "RunsPage"),
});

/** Where the addresses of runs lead whoever shortens one. */
const runsAliasRoute = createRoute({
  getParentRoute: () => appRoute,
  path: "/runs",
  beforeLoad: () => {
    throw redirect({ to: "/", replace: true });
  },
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
  component: lazyRouteComponent(() => import("./pages/projects/project-page.tsx"), "ProjectPage"),
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
  loader: ({ context: { client, queryClient } }) => queryClient.ensureQueryData(deliveriesQuery(client)),
  component: lazyRouteComponent(() => import("./pages/notices/notices-page.tsx"), "NoticesPage"),
});

const routeTree = rootRoute.addChildren([
  signInRoute,
  forgotRoute,
  resetRoute,
  verifyRoute,
  appRoute.addChildren([
    runsRoute,
    runsAliasRoute,
    runRoute,
    projectsRoute,
    projectRoute,
    schedulesRoute,
    noticesRoute,
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
