import type { Role } from "@aac/contract";

export const roleWords: Record<Role, { label: string; hint: string }> = {
  owner: { label: "Owner", hint: "do everything, single sign-on and the end of the organization included." },
  admin: { label: "Admin", hint: "do what developers may, and change people, projects, keys and settings." },
  developer: {
    label: "Developer",
    hint: "look at everything, start runs, and change suites, environments and schedules.",
  },
  viewer: { label: "Viewer", hint: "look at everything, and change nothing of others." },
};
