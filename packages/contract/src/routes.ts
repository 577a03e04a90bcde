import type { z } from "zod";
import { accountRoutes } from "./routes/account.ts";
import { analysisRoutes } from "./routes/analysis.ts";
import { auditRoutes } from "./routes/audit.ts";
import { apiKeysRoutes } from "./routes/api-keys.ts";
import { centerRoutes } from "./routes/center.ts";
import { deliveriesRoutes } from "./routes/deliveries.ts";
import { environmentsRoutes } from "./routes/environments.ts";
import { healthRoutes } from "./routes/health.ts";
import { historyRoutes } from "./routes/history.ts";
import { organizationsRoutes } from "./routes/organizations.ts";
import { peopleRoutes } from "./routes/people.ts";
import { ssoRoutes } from "./routes/sso.ts";
import { noticesRoutes } from "./routes/notices.ts";
import { outputsRoutes } from "./routes/outputs.ts";
import { projectsRoutes } from "./routes/projects.ts";
import { retentionRoutes } from "./routes/retention.ts";
import { runBatchesRoutes } from "./routes/run-batches.ts";
import { runsRoutes } from "./routes/runs.ts";
import { sandboxPolicyRoutes } from "./routes/sandbox-policy.ts";
import { savedFiltersRoutes } from "./routes/saved-filters.ts";
import { schedulesRoutes } from "./routes/schedules.ts";
import { sessionRoutes } from "./routes/session.ts";
import { suitesRoutes } from "./routes/suites.ts";
import { usageRoutes } from "./routes/usage.ts";
import { workersRoutes } from "./routes/workers.ts";
import type { Route } from "./routes/route.ts";

export { pageOf, type Route } from "./routes/route.ts";
export { Account, AccountSession } from "./routes/account.ts";
export { Session, SignedIn } from "./routes/session.ts";

/**
 * The whole API: the server registers these, the OpenAPI document is made of them, and the typed client calls them.
 */
export const routes = {
  ...healthRoutes,
  ...sessionRoutes,
  ...accountRoutes,
  ...organizationsRoutes,
  ...peopleRoutes,
  ...ssoRoutes,
  ...projectsRoutes,
  ...suitesRoutes,
  ...environmentsRoutes,
  ...schedulesRoutes,
  ...runsRoutes,
  ...runBatchesRoutes,
  ...savedFiltersRoutes,
  ...outputsRoutes,
  ...historyRoutes,
  ...analysisRoutes,
  ...retentionRoutes,
  ...sandboxPolicyRoutes,
  ...noticesRoutes,
  ...deliveriesRoutes,
  ...auditRoutes,
  ...apiKeysRoutes,
  ...usageRoutes,
  ...workersRoutes,
  ...centerRoutes,
} as const satisfies Record<string, Route>;

export type RouteName = keyof typeof routes;
/** Routes that change something. */
export type MutationName = {
  [N in RouteName]: (typeof routes)[N]["method"] extends "GET" ? never : N;
}[RouteName];
type Output<T> = T extends z.ZodType ? z.output<T> : undefined;
type Wire<T> = T extends z.ZodType ? z.input<T> : undefined;
type Field<R, K extends string> = R extends { readonly [P in K]: infer V } ? V : undefined;

/** What a handler of the route gets, parsed. */
export interface RouteInput<N extends RouteName> {
  params: Output<Field<(typeof routes)[N], "params">>;
  query: Output<Field<(typeof routes)[N], "query">>;
  headers: Output<Field<(typeof routes)[N], "headers">>;
  body: Output<Field<(typeof routes)[N], "body">>;
}
/** What a client gives, before defaults are filled in. */
export interface RouteRequest<N extends RouteName> {
  params: Wire<Field<(typeof routes)[N], "params">>;
  query: Wire<Field<(typeof routes)[N], "query">>;
  headers: Wire<Field<(typeof routes)[N], "headers">>;
  body: Wire<Field<(typeof routes)[N], "body">>;
}
export type RouteAnswer<N extends RouteName> = Output<Field<(typeof routes)[N], "answer">>;
