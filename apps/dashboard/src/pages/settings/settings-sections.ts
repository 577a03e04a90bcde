import type { Permission, Session } from "@aac/contract";

export interface Section {
  to:
    | "/notices"
    | `/settings/${"account" | "organization" | "people" | "roles" | "keys" | "secrets" | "usage" | "retention" | "sandboxes" | "single-sign-on" | "audit"}`;
  label: string;
  /** Who has it sees the section. */
  permission: Permission;
}

/** The parts of the settings, in order: each a page below /settings, a route in routes.tsx and an icon in settings-shell.tsx. */
const settingsSections: readonly Section[] = [
  { to: "/settings/account", label: "Account", permission: "account" },
  { to: "/settings/organization", label: "Organization", permission: "organization:read" },
  { to: "/settings/people", label: "People", permission: "people:read" },
  { to: "/settings/roles", label: "Roles", permission: "organization:read" },
  { to: "/settings/keys", label: "API keys", permission: "keys:read" },
  { to: "/settings/secrets", label: "Secrets", permission: "environments:read" },
  { to: "/settings/usage", label: "Usage", permission: "organization:read" },
  { to: "/settings/retention", label: "Retention", permission: "organization:read" },
  { to: "/settings/sandboxes", label: "Sandbox policy", permission: "organization:read" },
  { to: "/settings/single-sign-on", label: "Single sign-on", permission: "sso:change" },
  { to: "/notices", label: "Integrations", permission: "notices:read" },
  { to: "/settings/audit", label: "Audit log", permission: "audit:read" },
];

export const sectionsFor = (session: Pick<Session, "permissions"> | undefined): readonly Section[] =>
  settingsSections.filter(({ permission }) => session?.permissions.includes(permission));
