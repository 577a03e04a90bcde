import type { Client, Environment } from "@aac/contract";
import { type QueryClient, queryOptions } from "@tanstack/react-query";
import { keys, environmentsQuery, projectsQuery } from "./queries.ts";

export function workersQuery(client: Client) {
  return queryOptions({
    queryKey: keys.workers,
    queryFn: ({ signal }) => client.call("listWorkers", {}, signal),
  });
}

export function queueQuery(client: Client) {
  return queryOptions({ queryKey: keys.queue, queryFn: ({ signal }) => client.call("getQueue", {}, signal) });
}

/** What anybody may know, signed in or not. */
export function centerQuery(client: Client) {
  return queryOptions({
    queryKey: keys.center,
    queryFn: ({ signal }) => client.call("getCenter", {}, signal),
    staleTime: Infinity,
  });
}

export function rolesQuery(client: Client) {
  return queryOptions({
    queryKey: keys.roles,
    queryFn: async ({ signal }) => (await client.call("listRoles", {}, signal)).permissions,
    staleTime: Infinity,
  });
}

export function retentionQuery(client: Client) {
  return queryOptions({
    queryKey: keys.retention,
    queryFn: ({ signal }) => client.call("getRetention", {}, signal),
  });
}

export function organizationQuery(client: Client) {
  return queryOptions({
    queryKey: keys.organization,
    queryFn: ({ signal }) => client.call("getOrganization", {}, signal),
  });
}

/** Whether whoever is signed in may create an organization. */
export function mayCreateOrganizationsQuery(client: Client) {
  return queryOptions({
    queryKey: keys.mayCreateOrganizations,
    queryFn: async ({ signal }) => (await client.call("listOrganizations", {}, signal)).mayCreate,
  });
}

/** The environments of all projects. */
export function secretsQuery(client: Client, queryClient: QueryClient) {
  return queryOptions({
    queryKey: keys.secrets,
    async queryFn(): Promise<Environment[]> {
      const projects = await queryClient.fetchQuery(projectsQuery(client));
      const all = await Promise.all(
        projects.map(({ slug }) => queryClient.fetchQuery(environmentsQuery(client, slug))),
      );
      return all.flat();
    },
  });
}

/** What there is to say of an image's name. */
export function imageLookQuery(client: Client, image: string) {
  return queryOptions({
    queryKey: keys.image(image),
    queryFn: ({ signal }) => client.call("lookAtImage", { query: { image } }, signal),
    staleTime: 60_000,
    retry: false,
  });
}

/** What lies in a directory of the center's host. */
export function directoryLookQuery(client: Client, directory: string) {
  return queryOptions({
    queryKey: keys.directory(directory),
    queryFn: ({ signal }) => client.call("lookAtDirectory", { query: { directory } }, signal),
    staleTime: 0,
    retry: false,
  });
}
