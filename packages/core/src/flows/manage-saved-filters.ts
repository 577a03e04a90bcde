import type { NewSavedFilter, SavedFilterChange } from "@aac/contract";
import { Problem } from "../domain/problems.ts";
import type { SavedFilterRecord } from "../domain/run/saved-filter.ts";
import { demand, may } from "../domain/tenancy/permissions.ts";
import type { Caller } from "../domain/tenancy/records.ts";
import { viewOf } from "../ports/caller-view.ts";
import type { Center } from "./center.ts";
import { defined } from "./manage-projects.ts";
import { filtersSeen } from "./manage-notice-rules.ts";
import { newRecord } from "./new-record.ts";

const mostOfOnePerson = 100;
const mostShared = 500;

/** One's own, and then those that others share; not those about projects that the caller does not see. */
export async function listSavedFilters(center: Center, caller: Caller): Promise<SavedFilterRecord[]> {
  const { savedFilters } = viewOf(center.store, caller);
  const isSeen = await viewsSeen(center, caller);
  const [own, shared] = await Promise.all([
    savedFilters.find({ where: { userId: caller.actor.id }, limit: mostOfOnePerson }),
    savedFilters.find({ where: { isShared: true }, limit: mostShared }),
  ]);
  return [...own, ...shared.filter(({ userId }) => userId !== caller.actor.id)].filter(isSeen);
}

/** Throws Problem `forbidden` when it is to be shared and may not, or `too_many_saved_filters`. */
export async function createSavedFilter(
  center: Center,
  caller: Caller,
  given: NewSavedFilter,
): Promise<SavedFilterRecord> {
  if (given.isShared) demand(caller, "filters:share");
  const { savedFilters } = viewOf(center.store, caller);
  const userId = caller.actor.id;
  if ((await savedFilters.count({ userId })) >= mostOfOnePerson)
    throw new Problem("too_many_saved_filters", `There are ${mostOfOnePerson} of yours already.`);
  const filter = { ...given, ...newRecord(center, caller), userId, by: caller.actor.name };
  await savedFilters.insert(filter);
  return filter;
}

/** One that the caller may see. Throws Problem `saved_filter_not_found`. */
export async function findSavedFilter(center: Center, caller: Caller, id: string): Promise<SavedFilterRecord> {
  const filter = await viewOf(center.store, caller).savedFilters.get(id);
  const isTheirs = filter && (filter.isShared || filter.userId === caller.actor.id);
  if (!isTheirs || !(await viewsSeen(center, caller))(filter))
    throw new Problem("saved_filter_not_found", `There is no saved filter "${id}".`);
  return filter;
}

/** What is not named stays. Throws Problem `saved_filter_not_found`, `saved_filter_of_another` or `forbidden`. */
export async function changeSavedFilter(
  center: Center,
  caller: Caller,
  id: string,
  change: SavedFilterChange,
): Promise<SavedFilterRecord> {
  const filter = await demandOwn(center, caller, id);
  if (change.isShared && !filter.isShared) demand(caller, "filters:share");
  const { savedFilters } = viewOf(center.store, caller);
  const changed = await savedFilters.update(id, {}, { ...defined(change), updatedAt: center.clock.now() });
  return changed ?? findSavedFilter(center, caller, id);
}

export async function deleteSavedFilter(center: Center, caller: Caller, id: string): Promise<void> {
  await demandOwn(center, caller, id);
  await viewOf(center.store, caller).savedFilters.delete(id);
}

/** What everybody has is also an admin's to change: who made it may be gone. */
async function demandOwn(center: Center, caller: Caller, id: string): Promise<SavedFilterRecord> {
  const filter = await findSavedFilter(center, caller, id);
  if (filter.userId === caller.actor.id || may(caller, "organization:change")) return filter;
  throw new Problem("saved_filter_of_another", `"${filter.name}" was made by ${filter.by}.`);
}

async function viewsSeen(center: Center, caller: Caller): Promise<(filter: SavedFilterRecord) => boolean> {
  const isSeen = await filtersSeen(center, caller);
  return ({ userId, view }) => userId === caller.actor.id || isSeen({ project: view.project ?? null });
}
