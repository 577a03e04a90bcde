import type { NewRun } from "@aac/contract";
import { Problem } from "../domain/problems.ts";
import type { RunRecord } from "../domain/run/records.ts";
import { isFinal } from "../domain/run/states.ts";
import { reasonOfProblem } from "../domain/run/verdict.ts";
import { firingIdOf, type FiringRecord, type ScheduleRecord } from "../domain/schedules/records.ts";
import { type Caller, centerCaller } from "../domain/tenancy/records.ts";
import { cancelRun } from "./cancel-run.ts";
import type { Center } from "./center.ts";
import { triggerRun } from "./trigger-run.ts";

/** So many of a schedule's newest runs are looked through for those that still go on. */
const newest = 50;
/** So many instants of a schedule may wait for their turn; those beyond are left out. */
const mostWaiting = 20;

/** Decides what is done about an instant, unless that is decided already; answers what was. */
export async function decideFiring(center: Center, schedule: ScheduleRecord, at: number): Promise<FiringRecord> {
  const { firings } = center.store.system;
  const id = firingIdOf(schedule.id, at);
  if (!(await firings.get(id))) await firings.insert(await decide(center, schedule, at));
  const firing = await firings.get(id);
  if (!firing) throw new Problem("schedule_not_found", "The schedule was deleted in the meantime.");
  return firing;
}

/** Does what was decided. A firing that is still `due` afterwards waits for an earlier run of the schedule to end. */
export async function carryOutFiring(
  center: Center,
  schedule: ScheduleRecord,
  firing: FiringRecord,
): Promise<FiringRecord> {
  const { id, at } = firing;
  if (firing.state !== "due") return firing;
  const caller = centerCaller(schedule.orgId, `schedule ${schedule.slug}`);
  try {
    if (schedule.overlap === "queue") {
      const [open] = await openRuns(center, schedule, at);
      if (open) return { ...firing, detail: `It waits for the end of run #${open.number} of the schedule.` };
    }
    if (schedule.overlap === "cancelPrevious") await cancelBefore(center, caller, schedule, at);
    const run = await triggerRun(center, caller, {
      ...firing.request!,
      trigger: "schedule",
      idempotencyKey: `schedule/${id}`,
    });
    return await conclude(center, firing, { state: "fired", runId: run.id });
  } catch (error) {
    if (!(error instanceof Problem) || error.status >= 500) throw error;
    const problem = reasonOfProblem(error);
    return await conclude(center, firing, { state: "failed", detail: error.message, problem });
  }
}

/** Instants that were decided and not carried out: they wait, or whoever was at it died. Oldest first. */
export async function findWaiting(center: Center, { id: scheduleId }: ScheduleRecord): Promise<FiringRecord[]> {
  return center.store.system.firings.find({
    where: { scheduleId, state: "due" },
    orderBy: ["at"],
    // More than may wait: the policy may have been another when they were decided.
    limit: mostWaiting * 2,
  });
}

async function decide(center: Center, schedule: ScheduleRecord, at: number): Promise<FiringRecord> {
  const skipped = (detail: string) => firingOf(schedule, at, { state: "skipped", detail, request: null });
  if (schedule.overlap === "skip") {
    const [open] = await openRuns(center, schedule, at);
    if (open) return skipped(`Run #${open.number} of the schedule was still ${open.state}.`);
  }
  if (schedule.overlap === "queue") {
    const waiting = await findWaiting(center, schedule);
    if (waiting.length >= mostWaiting) return skipped(`${waiting.length} earlier times of the schedule still waited.`);
  }
  return firingOf(schedule, at, { state: "due", detail: null, request: requestOf(schedule) });
}

/** Runs of earlier instants that have not ended; never those of later ones, however late we are. */
async function openRuns(center: Center, schedule: ScheduleRecord, before: number): Promise<RunRecord[]> {
  const { firings, runs } = center.store.tenant(schedule.orgId);
  const earlier = await firings.find({
    where: { scheduleId: schedule.id, state: "fired", at: { lt: before } },
    orderBy: ["-at"],
    limit: newest,
  });
  const ids = earlier.flatMap(({ runId }) => runId ?? []);
  if (ids.length === 0) return [];
  return (await runs.find({ where: { id: { in: ids } } })).filter(({ state }) => !isFinal(state));
}

async function cancelBefore(center: Center, caller: Caller, schedule: ScheduleRecord, at: number): Promise<void> {
  for (const run of await openRuns(center, schedule, at)) {
    await cancelRun(center, caller, run.id).catch((error: unknown) => {
      // It has ended by itself, or its retention has.
      if (!(error instanceof Problem && ["run_is_final", "run_not_found"].includes(error.code))) throw error;
    });
  }
}

async function conclude(center: Center, firing: FiringRecord, end: Partial<FiringRecord>): Promise<FiringRecord> {
  const { firings } = center.store.system;
  await firings.update(firing.id, { state: "due" }, end);
  return (await firings.get(firing.id)) ?? { ...firing, ...end };
}

export function firingOf(
  { id: scheduleId, orgId }: ScheduleRecord,
  at: number,
  more: Pick<FiringRecord, "state" | "detail" | "request">,
): FiringRecord {
  return { id: firingIdOf(scheduleId, at), orgId, scheduleId, at, runId: null, problem: null, ...more };
}

/** What a schedule triggers. */
export function requestOf(schedule: ScheduleRecord): Omit<NewRun, "trigger"> {
  const { projectSlug: project, suite, environment, folder, variables, branch, labels, priority, shards } = schedule;
  const place = folder === null ? {} : { folder };
  return { project, suite, environment, variables, branch, commit: null, labels, priority, shards, ...place };
}
