import type { Client, RouteAnswer, RouteRequest } from "@aac/contract";
import { infiniteQueryOptions, type InfiniteData, queryOptions } from "@tanstack/react-query";

/** What is known over runs. What begins with `history` is read anew when news of runs say that it may have changed. */
export const historyKeys = {
  activity: ["activity"],
  health: ["history", null],
  tests: (project: string, filters: TestFilters) => ["tests", project, filters],
  test: (project: string, test: string) => ["history", project, test],
  testResults: (project: string, test: string) => ["history", project, test, "results"],
} as const;

export type HealthPages = InfiniteData<RouteAnswer<"listHealth">, string | null>;

/** Which tests a list shows, and in which order; what is absent does not narrow it. */
export type TestFilters = Pick<NonNullable<RouteRequest<"listTests">["query"]>, "search" | "status" | "sort">;

/** So many of a test's newest results are looked at together. */
export const resultsShown = 100;

export function activityQuery(client: Client) {
  return queryOptions({
    queryKey: historyKeys.activity,
    queryFn: ({ signal }) => client.call("getActivity", {}, signal),
  });
}

/** How all projects are. */
export function healthQuery(client: Client) {
  return infiniteQueryOptions({
    queryKey: historyKeys.health,
    queryFn: ({ pageParam, signal }) =>
      client.call("listHealth", { query: { limit: 20, ...(pageParam && { cursor: pageParam }) } }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
  });
}

export function testsQuery(client: Client, project: string, filters: TestFilters) {
  return infiniteQueryOptions({
    queryKey: historyKeys.tests(project, filters),
    queryFn: ({ pageParam, signal }) =>
      client.call(
        "listTests",
        { params: { project }, query: { ...filters, limit: 50, ...(pageParam && { cursor: pageParam }) } },
        signal,
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
  });
}

export function testQuery(client: Client, project: string, test: string) {
  return queryOptions({
    queryKey: historyKeys.test(project, test),
    queryFn: ({ signal }) => client.call("getTest", { params: { project, test } }, signal),
  });
}

/** The newest results of a test, the newest first. */
export function testResultsQuery(client: Client, project: string, test: string) {
  return queryOptions({
    queryKey: historyKeys.testResults(project, test),
    queryFn: async ({ signal }) =>
      (await client.call("listTestResults", { params: { project, test }, query: { limit: resultsShown } }, signal))
        .items,
  });
}
