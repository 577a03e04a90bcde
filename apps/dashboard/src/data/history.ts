import type { Client, RouteAnswer, RouteRequest } from "@aac/contract";
import { infiniteQueryOptions, type InfiniteData, queryOptions } from "@tanstack/react-query";
import { keys } from "./queries.ts";

export type HealthPages = InfiniteData<RouteAnswer<"listHealth">, string | null>;

/** Which tests a list shows, and in which order; what is absent does not narrow it. */
export type TestFilters = Pick<NonNullable<RouteRequest<"listTests">["query"]>, "search" | "status" | "sort">;

/** So many of a test's newest results are looked at together. */
export const resultsShown = 100;

export function activityQuery(client: Client) {
  return queryOptions({
    queryKey: keys.activity,
    queryFn: ({ signal }) => client.call("getActivity", {}, signal),
  });
}

/** How all projects are. */
export function healthQuery(client: Client) {
  return infiniteQueryOptions({
    queryKey: keys.health,
    queryFn: ({ pageParam, signal }) =>
      client.call("listHealth", { query: { limit: 20, ...(pageParam && { cursor: pageParam }) } }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
  });
}

export function testsQuery(client: Client, project: string, filters: TestFilters) {
  return infiniteQueryOptions({
    queryKey: keys.tests(project, filters),
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
    queryKey: keys.test(project, test),
    queryFn: ({ signal }) => client.call("getTest", { params: { project, test } }, signal),
  });
}

/** The newest results of a test, the newest first. */
export function testResultsQuery(client: Client, project: string, test: string) {
  return queryOptions({
    queryKey: keys.testResults(project, test),
    queryFn: async ({ signal }) =>
      (await client.call("listTestResults", { params: { project, test }, query: { limit: resultsShown } }, signal))
        .items,
  });
}
