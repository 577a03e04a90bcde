import { Problem } from "../domain/problems.ts";
import type { RunRecord } from "../domain/run/records.ts";
import type { Caller } from "../domain/tenancy/records.ts";
import { viewOf } from "../ports/caller-view.ts";
import type { Center } from "./center.ts";

/** Throws Problem `run_not_found`, also for a run of another organization. */
export async function findRun({ store }: Pick<Center, "store">, caller: Caller, id: string): Promise<RunRecord> {
  const run = await viewOf(store, caller).runs.get(id);
  if (!run) throw new Problem("run_not_found", `There is no run "${id}".`);
  return run;
}
