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
  { to: "/", label: "Home", icon: House, keys: "g h" },
  { to: "/runs", label: "Runs", icon: ListChecks, keys: "g r" },
  { to: "/tests", label: "Tests", icon: FlaskConical, keys: "g e" },
  { to: "/projects", label: "Projects", icon: FolderKanban, keys: "g p" },
  { to: "/schedules", label: "Schedules", icon: CalendarClock, keys: "g s" },
  { to: "/notices", label: "Notices", icon: Bell, keys: "g n" },
  { to: "/workers", label: "Workers", icon: Server, keys: "g w" },
  { to: "/analysis", label: "Analysis", icon: Microscope, keys: "g a" },
  { to: "/settings", label: "Settings", icon: Settings, keys: "g t" },
  { to: "/new", label: "New", icon: Sparkles, keys: "g c" },
] as const;
