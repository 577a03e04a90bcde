import type { Permission } from "@aac/contract";
import { useQuery } from "@tanstack/react-query";
import { useClient } from "./client-context.ts";
import { sessionQuery } from "./queries.ts";

/** Whether the one who is signed in may do something: what cannot be done is not offered. */
export function useMay(permission: Permission): boolean {
  const { data: session } = useQuery(sessionQuery(useClient()));
  return session?.permissions.includes(permission) ?? false;
}
