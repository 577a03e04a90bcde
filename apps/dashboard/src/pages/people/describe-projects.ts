import type { Person } from "@aac/contract";
import { t } from "@lingui/core/macro";
import { roleWords } from "./role-words.ts";

/** `all projects`, or `shop (Viewer), api (Developer)`. */
export function describeProjects(projects: Person["projects"]): string {
  if (projects === null) return t`all projects`;
  const each = Object.entries(projects).map(([slug, role]) => `${slug} (${roleWords[role].label})`);
  return each.join(", ") || t`no project`;
}
