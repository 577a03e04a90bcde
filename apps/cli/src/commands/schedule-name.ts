import { Refusal } from "../refusal.ts";

/** The argument of all commands that take a schedule. */
export const scheduleArgument = ["<project/schedule>", "such as shop/nightly"] as const;

/** Throws a Refusal when the text is no `project/schedule`. */
export function readScheduleName(named: string): { project: string; schedule: string } {
  const [project, schedule, ...rest] = named.split("/");
  if (!project || !schedule || rest.length > 0) {
    throw new Refusal(`'${named}' names no schedule.`, "Write project/schedule, such as shop/nightly.");
  }
  return { project, schedule };
}
