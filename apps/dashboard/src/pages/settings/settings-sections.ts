import type { Permission, Session } from "@aac/contract";
import {
  Bell,
  Building2,
  CircleUser,
  Gauge,
  History,
  KeyRound,
  type LucideIcon,
  LockKeyhole,
  ScrollText,
  ShieldCheck,
  TableProperties,
  Users,
  Waypoints,
} from "lucide-react";

interface Section {
  to:
    | "/notices"
    | `/settings/${"account" | "organization" | "people" | "roles" | "keys" | "secrets" | "usage" | "retention" | "sandboxes" | "single-sign-on" | "audit"}`;
  label: string;
  icon: LucideIcon;
  /** Who has it sees the section. */
  permission: Permission;
}

/** The parts of the settings, in order: each a page below /settings, and a route in routes.tsx. */
const settingsSections: readonly Section[] = [
  { to: "/settings/account", label: "Account", icon: CircleUser, permission: "account" },
  { to: "/settings/organization", label: "Organization", icon: Building2, permission: "organization:read" },
  { to: "/settings/people", label: "People", icon: Users, permission: "people:read" },
  { to: "/settings/roles", label: "Roles", icon: TableProperties, permission: "organization:read" },
  { to: "/settings/keys", label: "API keys", icon: KeyRound, permission: "keys:read" },
  { to: "/settings/secrets", label: "Secrets", icon: LockKeyhole, permission: "environments:read" },
  { to: "/settings/usage", label: "Usage", icon: Gauge, permission: "organization:read" },
  { to: "/settings/retention", label: "Retention", icon: History, permission: "organization:read" },
  { to: "/settings/sandboxes", label: "Sandbox policy", icon: ShieldCheck, permission: "organization:read" },
  { to: "/settings/single-sign-on", label: "Single sign-on", icon: Waypoints, permission: "sso:change" },
  { to: "/notices", label: "Notices and integrations", icon: Bell, permission: "notices:read" },
  { to: "/settings/audit", label: "Audit log", icon: ScrollText, permission: "audit:read" },
];

export const sectionsFor = (session: Pick<Session, "permissions"> | undefined): readonly Section[] =>
  settingsSections.filter(({ permission }) => session?.permissions.includes(permission));
