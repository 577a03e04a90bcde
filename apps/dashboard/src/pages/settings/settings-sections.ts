import type { Permission, Session } from "@aac/contract";
import { CircleUser, Gauge, KeyRound, type LucideIcon, ScrollText, ShieldCheck, Users, Waypoints } from "lucide-react";

interface Section {
  to: `/settings/${"account" | "people" | "keys" | "usage" | "sandboxes" | "single-sign-on" | "audit"}`;
  label: string;
  icon: LucideIcon;
  /** Who has it sees the section. */
  permission: Permission;
}

/** The parts of the settings, in order: each a page below /settings, and a route in routes.tsx. */
const settingsSections: readonly Section[] = [
  { to: "/settings/account", label: "Account", icon: CircleUser, permission: "account" },
  { to: "/settings/people", label: "People", icon: Users, permission: "people:read" },
  { to: "/settings/keys", label: "API keys", icon: KeyRound, permission: "keys:read" },
  { to: "/settings/usage", label: "Usage", icon: Gauge, permission: "organization:read" },
  { to: "/settings/sandboxes", label: "Sandbox policy", icon: ShieldCheck, permission: "organization:read" },
  { to: "/settings/single-sign-on", label: "Single sign-on", icon: Waypoints, permission: "sso:change" },
  { to: "/settings/audit", label: "Audit log", icon: ScrollText, permission: "audit:read" },
];

export const sectionsFor = (session: Pick<Session, "permissions"> | undefined): readonly Section[] =>
  settingsSections.filter(({ permission }) => session?.permissions.includes(permission));
