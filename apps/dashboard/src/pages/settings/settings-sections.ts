import type { Permission, Session } from "@aac/contract";
import { t } from "@lingui/core/macro";

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
  { to: "/settings/account", label: t`Account`, permission: "account" },
  { to: "/settings/organization", label: t`Organization`, permission: "organization:read" },
  { to: "/settings/people", label: t`People`, permission: "people:read" },
  { to: "/settings/roles", label: t`Roles`, permission: "organization:read" },
  { to: "/settings/keys", label: t`API keys`, permission: "keys:read" },
  { to: "/settings/secrets", label: t`Secrets`, permission: "environments:read" },
  { to: "/settings/usage", label: t`Usage`, permission: "organization:read" },
  { to: "/settings/retention", label: t`Retention`, permission: "organization:read" },
  { to: "/settings/sandboxes", label: t`Sandbox policy`, permission: "organization:read" },
  { to: "/settings/single-sign-on", label: t`Single sign-on`, permission: "sso:change" },
  { to: "/notices", label: t`Integrations`, permission: "notices:read" },
  { to: "/settings/audit", label: t`Audit log`, permission: "audit:read" },
];

export const sectionsFor = (session: Pick<Session, "permissions"> | undefined): readonly Section[] =>
  settingsSections.filter(({ permission }) => session?.permissions.includes(permission));
