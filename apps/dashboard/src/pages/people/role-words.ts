import type { Role } from "@aac/contract";
import { t } from "@lingui/core/macro";

export const roleWords: Record<Role, { label: string; hint: string }> = {
  owner: { label: t`Owner`, hint: t`do everything, single sign-on and the end of the organization included.` },
  admin: { label: t`Admin`, hint: t`do what developers may, and change people, projects, keys and settings.` },
  developer: {
    label: t`Developer`,
    hint: t`look at everything, start runs, and change suites, environments and schedules.`,
  },
  viewer: { label: t`Viewer`, hint: t`look at everything, and change nothing of others.` },
};
