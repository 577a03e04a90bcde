import { t } from "@lingui/core/macro";
import {
  Bell,
  CalendarClock,
  FlaskConical,
  FolderKanban,
  House,
  ListChecks,
  Microscope,
  Server,
  Settings,
  Sparkles,
} from "lucide-react";

/** The pages one goes to from anywhere. */
export const navigation = [
  { to: "/", label: t`Home`, icon: House, keys: "g h" },
  { to: "/runs", label: t`Runs`, icon: ListChecks, keys: "g r" },
  { to: "/tests", label: t`Tests`, icon: FlaskConical, keys: "g e" },
  { to: "/projects", label: t`Projects`, icon: FolderKanban, keys: "g p" },
  { to: "/schedules", label: t`Schedules`, icon: CalendarClock, keys: "g s" },
  { to: "/notices", label: t`Notices`, icon: Bell, keys: "g n" },
  { to: "/workers", label: t`Workers`, icon: Server, keys: "g w" },
  { to: "/analysis", label: t`Analysis`, icon: Microscope, keys: "g a" },
  { to: "/settings", label: t`Settings`, icon: Settings, keys: "g t" },
  { to: "/new", label: t`New`, icon: Sparkles, keys: "g c" },
] as const;
