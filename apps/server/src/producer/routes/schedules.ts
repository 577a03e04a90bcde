import {
  type Caller,
  type Center,
  changeSchedule,
  createSchedule,
  deleteSchedule,
  findProject,
  findSchedule,
  previewSchedule,
  runSchedule,
  toFiring,
  toSchedule,
  viewOf,
} from "@aac/core";
import type { HandlersOf } from "../handlers.ts";
import { after, toPage } from "../page.ts";
import { presentRun } from "./runs.ts";

export function scheduleRoutes(
  center: Center,
): HandlersOf<
  | "listSchedules"
  | "createSchedule"
  | "previewSchedule"
  | "getSchedule"
  | "changeSchedule"
  | "deleteSchedule"
  | "runSchedule"
  | "listFirings"
> {
  const find = async (caller: Caller, { project, schedule }: { project: string; schedule: string }) => {
    const tenant = viewOf(center.store, caller);
    return findSchedule(tenant, await findProject(tenant, project), schedule);
  };
  return {
    async listSchedules({ caller, params, query: { cursor, limit } }) {
      const tenant = viewOf(center.store, caller);
      const { id: projectId } = await findProject(tenant, params.project);
      const found = await tenant.schedules.find({ where: { projectId, ...after(cursor) }, limit: limit + 1 });
      return toPage(found, limit, toSchedule);
    },
    createSchedule: async ({ caller, params, body }) =>
      toSchedule(await createSchedule(center, caller, params.project, body)),
    previewSchedule: async ({ query: { from, ...query } }) =>
      previewSchedule(query, from ? Date.parse(from) : center.clock.now()),
    getSchedule: async ({ caller, params }) => toSchedule(await find(caller, params)),
    changeSchedule: async ({ caller, params, body }) =>
      toSchedule(await changeSchedule(center, caller, params.project, params.schedule, body)),
    deleteSchedule: async ({ caller, params }) =>
      deleteSchedule(center, caller, params.project, params.schedule) as Promise<undefined>,
    runSchedule: async ({ caller, params }) =>
      presentRun(center, await runSchedule(center, caller, params.project, params.schedule)),
    async listFirings({ caller, params, query: { limit } }) {
      const { id: scheduleId } = await find(caller, params);
      const { firings } = viewOf(center.store, caller);
      const found = await firings.find({ where: { scheduleId }, orderBy: ["-at"], limit });
      return { items: found.map(toFiring) };
    },
  };
}
