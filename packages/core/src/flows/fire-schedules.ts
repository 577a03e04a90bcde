import { toInstant } from "../domain/run/present.ts";
import type { RunRecord } from "../domain/run/records.ts";
import { dueAtOf, planFirings } from "../domain/schedules/plan-firings.ts";
import type { FiringEnd, FiringRecord, ScheduleRecord } from "../domain/schedules/records.ts";
import type { Caller } from "../domain/tenancy/records.ts";
import { carryOutFiring, decideFiring, findWaiting, firingOf, requestOf } from "./carry-out-firing.ts";
import type { Center } from "./center.ts";
import { findProject, findSchedule } from "./find-by-slug.ts";
import { tellChange } from "./tell-change.ts";
import { triggerRun } from "./trigger-run.ts";
import { viewOf } from "../ports/caller-view.ts";

const atOnce = 100;
const keptMs = 90 * 24 * 3_600_000;
/** How soon what waits for a run to end is looked at again. */
const againMs = 3_000;

/**
 * Acts on every schedule whose time has come; answers how many it has dealt with. Any number may do so at once, and
 * each may die anywhere: what is done about an instant is decided by one insert, carried out under ids that follow from
 * it, and only then is the schedule moved on to its next instant, by compare-and-set.
 */
export async function fireSchedules(center: Center, onBroken: OnBroken = async () => undefined): Promise<number> {
  const now = center.clock.now();
  const due = await center.store.system.schedules.find({
    where: { dueAt: { lte: now } },
    orderBy: ["dueAt"],
    limit: atOnce,
  });
  for (const schedule of due) {
    await act(center, schedule, onBroken).catch((error: unknown) => {
      center.log.warn({ schedule: schedule.id, error }, "a schedule could not be acted on; trying again");
    });
  }
  return due.length;
}

/** Tells that a schedule cannot trigger its runs any more. May be called again for the same; must not tell it twice. */
type OnBroken = (schedule: ScheduleRecord, firing: FiringRecord) => Promise<unknown>;

async function act(center: Center, schedule: ScheduleRecord, onBroken: OnBroken): Promise<void> {
  const { schedules, firings } = center.store.system;
  const now = center.clock.now();
  const plan = planFirings(schedule, now);
  const waiting = await findWaiting(center, schedule);
  let end: FiringEnd | null = await noteMissed(center, schedule, plan.missed);
  let { problem } = schedule;
  let waitsFor: string | null = null;
  const instants = new Set([...waiting.map((firing) => firing.at), ...plan.fire]);
  for (const at of [...instants].toSorted((a, b) => a - b)) {
    const decided = await decideFiring(center, schedule, at);
    // Nobody overtakes one that waits.
    const isBehind: boolean = waitsFor !== null && decided.state === "due";
    const firing: FiringRecord = isBehind
      ? { ...decided, detail: waitsFor }
      : await carryOutFiring(center, schedule, decided);
    end = firing;
    if (firing.state === "due") waitsFor = firing.detail;
    else {
      if (firing.problem && !problem) await onBroken(schedule, firing);
      ({ problem } = firing);
    }
  }
  const dueAt = dueAtOf(schedule, plan.nextAt);
  await schedules.update(
    schedule.id,
    // Of one that was changed meanwhile the new times hold: it is acted on again.
    { nextAt: schedule.nextAt, updatedAt: schedule.updatedAt },
    {
      nextAt: plan.nextAt,
      dueAt: waitsFor !== null ? Math.min(now + againMs, dueAt ?? Infinity) : dueAt,
      problem,
      ...(end && { lastFiring: toEnd(end) }),
    },
  );
  tellChange(center, schedule.orgId, "schedules");
  await firings.deleteMany({ scheduleId: schedule.id, at: { lt: now - keptMs } }, atOnce);
}

async function noteMissed(center: Center, schedule: ScheduleRecord, missed: number[]): Promise<FiringEnd | null> {
  const [first] = missed;
  const last = missed.at(-1);
  if (first === undefined || last === undefined) return null;
  const what = missed.length === 1 ? "This time" : `${missed.length} times, from ${toInstant(first)} on,`;
  const detail = `${what} passed while no center was there.`;
  const firing = firingOf(schedule, last, { state: "missed", detail, request: null });
  await center.store.system.firings.insert(firing);
  return firing;
}

/** Triggers now what the schedule triggers. Throws what triggering does. */
export async function runSchedule(
  center: Center,
  caller: Caller,
  projectSlug: string,
  slug: string,
): Promise<RunRecord> {
  const tenant = viewOf(center.store, caller);
  const schedule = await findSchedule(tenant, await findProject(tenant, projectSlug), slug);
  const run = await triggerRun(center, caller, { ...requestOf(schedule), trigger: "schedule" });
  const at = center.clock.now();
  const firing = firingOf(schedule, at, {
    state: "fired",
    detail: `On demand, by ${caller.actor.name}.`,
    request: null,
  });
  const asked: FiringRecord = { ...firing, id: run.id, runId: run.id };
  await tenant.firings.insert(asked);
  await tenant.schedules.update(schedule.id, {}, { lastFiring: toEnd(asked) });
  tellChange(center, caller.orgId, "schedules");
  return run;
}

const toEnd = ({ id, at, state, runId, detail }: FiringEnd): FiringEnd => ({ id, at, state, runId, detail });
