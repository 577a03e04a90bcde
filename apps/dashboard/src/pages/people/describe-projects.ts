import type { Person } from "@aac/contract";
import { roleWords } from "./role-words.ts";

/** `all projects`, or `shop (Viewer), api (Developer)`. */
export function describeProjects(projects: Person["projects"]): string {
  if (projects === null) return "all projects";
  const each = Object.entries(projects).map(([slug, role]) => `${slug} (${roleWords[role].label})`);
  return each.join(", ") || "no project";
}
