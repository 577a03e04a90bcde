import type { Client } from "@aac/contract";
import { Refusal } from "../refusal.ts";

/** The argument of all commands that take a run. */
export const runArgument = ["<run>", "id of the run, or `latest` for the newest one"] as const;

/** The id of the run that was named. Throws a Refusal when there is no newest one. */
export async function findRun(client: Client, named: string): Promise<string> {
  if (named !== "latest") return named;
  const { items } = await client.call("listRuns", { query: { limit: 1 } });
  if (!items[0]) throw new Refusal("There are no runs yet.", "Start one with `aac run`.");
  return items[0].id;
}
