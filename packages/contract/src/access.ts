import { z } from "zod";

/** What a person is in an organization; each may do all that those after it may. */
export const Role = z.enum(["owner", "admin", "developer", "viewer"]).meta({ id: "Role" });
export type Role = z.infer<typeof Role>;

/** What a key is for. Scopes do not include each other. */
export const Scope = z.enum(["read", "run", "ingest", "admin"]).meta({ id: "Scope" });
export type Scope = z.infer<typeof Scope>;

/** What a route asks of its caller. Who has which stands in one table: core's `domain/tenancy/permissions.ts`. */
export const Permission = z
  .enum([
    "account",
    "organization:read",
    "organization:change",
    "organization:own",
    "projects:read",
    "projects:create",
    "projects:change",
    "suites:read",
    "suites:change",
    "environments:read",
    "environments:change",
    "schedules:read",
    "schedules:change",
    "runs:read",
    "runs:trigger",
    "runs:delete",
    "results:upload",
    "results:report",
    "analysis:change",
    "notices:read",
    "notices:change",
    "subscriptions:change",
    "deliveries:read",
    "deliveries:send",
    "outbox:read",
    "filters:own",
    "filters:share",
    "people:read",
    "people:change",
    "keys:read",
    "keys:change",
    "keys:own",
    "sso:change",
    "audit:read",
    "workers:read",
    "workers:drain",
  ])
  .meta({ id: "Permission" });
export type Permission = z.infer<typeof Permission>;
