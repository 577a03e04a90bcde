import { Permission, type Role, type Scope } from "@aac/contract";
import { Problem } from "../problems.ts";
import type { Caller, Grant } from "./records.ts";

interface Rule {
  /** The least role that has it. */
  role: Role;
  /** The scope of a key that has it; null: no key does. */
  scope: Scope | null;
  /** Whether the token that a sandbox was given has it, for the run it is of; see `viewOf` for what it sees. */
  runToken?: true;
  /** About one project, or about the organization as a whole: see `may`. */
  of: "project" | "organization";
}

/** Who may do what: if it is not in this table, it cannot be done. */
export const permissions = {
  // About oneself: for whoever is signed in, in whichever organization, and for no key.
  account: { role: "viewer", scope: null, of: "organization" },
  "organization:read": { role: "viewer", scope: "read", of: "organization" },
  "organization:change": { role: "admin", scope: "admin", of: "organization" },
  "organization:own": { role: "owner", scope: null, of: "organization" },
  "projects:read": { role: "viewer", scope: "read", of: "project" },
  "projects:create": { role: "admin", scope: "admin", of: "organization" },
  "projects:change": { role: "admin", scope: "admin", of: "project" },
  "suites:read": { role: "viewer", scope: "read", of: "project" },
  "suites:change": { role: "developer", scope: "admin", of: "project" },
  "environments:read": { role: "viewer", scope: "read", of: "project" },
  "environments:change": { role: "developer", scope: "admin", of: "project" },
  "schedules:read": { role: "viewer", scope: "read", of: "project" },
  "schedules:change": { role: "developer", scope: "admin", of: "project" },
  "runs:read": { role: "viewer", scope: "read", runToken: true, of: "project" },
  "runs:trigger": { role: "developer", scope: "run", of: "project" },
  // It takes a run's history with it, for good.
  "runs:delete": { role: "admin", scope: "admin", of: "project" },
  "results:upload": { role: "developer", scope: "ingest", of: "project" },
  "results:report": { role: "developer", scope: "ingest", runToken: true, of: "project" },
  "analysis:change": { role: "admin", scope: "admin", of: "organization" },
  "notices:read": { role: "viewer", scope: "read", of: "organization" },
  "notices:change": { role: "admin", scope: "admin", of: "organization" },
  "subscriptions:change": { role: "viewer", scope: "run", of: "organization" },
  "deliveries:read": { role: "developer", scope: "read", of: "organization" },
  "deliveries:send": { role: "developer", scope: "run", of: "organization" },
  "outbox:read": { role: "admin", scope: "admin", of: "organization" },
  // Saved filters are people's; others' shared ones are an admin's to change.
  "filters:own": { role: "viewer", scope: null, of: "organization" },
  "filters:share": { role: "developer", scope: null, of: "organization" },
  "people:read": { role: "viewer", scope: "read", of: "organization" },
  "people:change": { role: "admin", scope: null, of: "organization" },
  "keys:read": { role: "admin", scope: "admin", of: "organization" },
  "keys:change": { role: "admin", scope: null, of: "organization" },
  // Keys of one's own: they may never do more than their owner may at the moment.
  "keys:own": { role: "viewer", scope: null, of: "organization" },
  "sso:change": { role: "owner", scope: null, of: "organization" },
  "audit:read": { role: "admin", scope: "admin", of: "organization" },
  "workers:read": { role: "viewer", scope: "read", of: "organization" },
  // Of the first organization only: see `isOperator`.
  "workers:drain": { role: "owner", scope: "admin", of: "organization" },
} as const satisfies Record<Permission, Rule>;

const ranks: Record<Role, number> = { owner: 3, admin: 2, developer: 1, viewer: 0 };

/** Whether `role` may do all that `other` may. */
export const isAtLeast = (role: Role, other: Role) => ranks[role] >= ranks[other];
/** The narrower of the two. */
export const narrower = (one: Role, other: Role): Role => (isAtLeast(one, other) ? other : one);

function allows(grant: Grant, permission: Permission): boolean {
  const rule: Rule = permissions[permission];
  if ("attempt" in grant) return rule.runToken === true;
  if ("role" in grant) return isAtLeast(grant.role, rule.role);
  if (grant.atMost !== undefined && !isAtLeast(grant.atMost, rule.role)) return false;
  return rule.scope !== null && grant.scopes.includes(rule.scope);
}

/**
 * Whether the caller has the permission: in the project, where one is given, else in the organization. A caller who is
 * limited to some projects may look at what is the organization's like a viewer, and change nothing of it; what is a
 * project's is then asked for again with the project.
 */
export function may(caller: Caller, permission: Permission, projectId: string | null = null): boolean {
  const rule: Rule = permissions[permission];
  if (caller.projects === null) return allows(caller.grant, permission);
  if (projectId === null && rule.of === "project") return allows(caller.grant, permission);
  if (rule.of === "organization") return rule.role === "viewer" && allows(caller.grant, permission);
  const grant = caller.projects[projectId!];
  return grant !== undefined && allows(grant, permission);
}

/** Throws Problem `forbidden`. */
export function demand(caller: Caller, permission: Permission, projectId: string | null = null): void {
  if (may(caller, permission, projectId)) return;
  const rule: Rule = permissions[permission];
  const needed = neededBy(caller.grant, rule);
  const where = projectId === null ? "" : " in this project";
  throw new Problem("forbidden", `This needs ${needed}${where}; "${caller.actor.name}" has ${wordsOf(caller)}.`);
}

function neededBy(grant: Grant, rule: Rule): string {
  if ("attempt" in grant) return "a person or a key; no run token may do it";
  if ("role" in grant) return `the role "${rule.role}" or a higher one`;
  if (rule.scope === null) return "a person; no key may do it";
  if (!grant.scopes.includes(rule.scope)) return `the scope "${rule.scope}"`;
  return `a key whose owner has the role "${rule.role}" or a higher one`;
}

function wordsOf({ grant, projects }: Caller): string {
  if ("attempt" in grant) return "a run token";
  const own = "role" in grant ? `the role "${grant.role}"` : grant.scopes.join(", ") || "none";
  return projects === null ? own : `${own}, in some projects only`;
}

/** The least role of a person who may give a key this scope. */
export const scopeRoles = {
  read: "viewer",
  run: "developer",
  ingest: "developer",
  admin: "admin",
} as const satisfies Record<Scope, Role>;

/** All that the caller may do somewhere, for a client to know what to offer. */
export const permissionsOf = (caller: Caller): Permission[] =>
  Permission.options.filter((permission) => may(caller, permission));
