import type { Role } from "@aac/contract";

export const roleWords: Record<Role, { label: string; hint: string }> = {
  owner: { label: "Owner", hint: "everything, single sign-on and the end of the organization included." },
  admin: { label: "Admin", hint: "people, projects, keys and settings, and all that developers do." },
  developer: { label: "Developer", hint: "suites, environments, schedules and runs." },
  viewer: { label: "Viewer", hint: "looking at everything, and changing nothing." },
};
