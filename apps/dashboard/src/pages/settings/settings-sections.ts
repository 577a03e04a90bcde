import type { Permission, Session } from "@aac/contract";
import { type LucideIcon, ScrollText } from "lucide-react";

interface Section {
  to: "/settings/audit";
  label: string;
  icon: LucideIcon;
  /** Who has it sees the section. */
  permission: Permission;
}

/** The parts of the settings, in order: each a page below /settings, and a route in routes.tsx. */
const settingsSections: readonly Section[] = [
  { to: "/settings/audit", label: "Audit log", icon: ScrollText, permission: "audit:read" },
];

export const sectionsFor = (session: Pick<Session, "permissions"> | undefined): readonly Section[] =>
  settingsSections.filter(({ permission }) => session?.permissions.includes(permission));
