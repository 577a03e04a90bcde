import type { NewNoticeRule, NewSubscription, NoticeRuleChange, SubscriptionChange } from "@aac/contract";
import type { NoticeRuleRecord, SubscriptionRecord } from "../domain/notices/records.ts";
import { Problem } from "../domain/problems.ts";
import { isAtLeast, may } from "../domain/tenancy/permissions.ts";
import type { Caller } from "../domain/tenancy/records.ts";
import type { Center } from "./center.ts";
import { findChannel, findProject } from "./find-by-slug.ts";
import { defined } from "./manage-projects.ts";
import { newRecord } from "./new-record.ts";
import { personBehind } from "./person-behind.ts";
import { viewOf } from "../ports/caller-view.ts";

/** Throws Problem `channel_not_found` or `project_not_found` when it names one that is not there. */
export async function createNoticeRule(
  center: Center,
  caller: Caller,
  given: NewNoticeRule,
): Promise<NoticeRuleRecord> {
  await demandNamed(center, caller, given);
  const rule = { ...given, ...newRecord(center, caller), mutedUntil: toMs(given.mutedUntil) };
  await viewOf(center.store, caller).noticeRules.insert(rule);
  return rule;
}

export async function findNoticeRule(center: Center, caller: Caller, id: string): Promise<NoticeRuleRecord> {
  const rule = await viewOf(center.store, caller).noticeRules.get(id);
  if (!rule || !(await filtersSeen(center, caller))(rule))
    throw new Problem("rule_not_found", `There is no rule "${id}".`);
  return rule;
}

export async function changeNoticeRule(
  center: Center,
  caller: Caller,
  id: string,
  change: NoticeRuleChange,
): Promise<NoticeRuleRecord> {
  await demandNamed(center, caller, change);
  const { noticeRules } = viewOf(center.store, caller);
  return (await noticeRules.update(id, {}, changed(center, change))) ?? findNoticeRule(center, caller, id);
}

export async function deleteNoticeRule(center: Center, caller: Caller, id: string): Promise<void> {
  if (!(await viewOf(center.store, caller).noticeRules.delete(id))) await findNoticeRule(center, caller, id);
}

/**
 * Which rules and subscriptions the caller may know of: of one who is limited to some projects, those that name none or one
 * of them.
 */
export async function filtersSeen(
  center: Center,
  caller: Caller,
): Promise<(filter: { project: string | null }) => boolean> {
  if (caller.projects === null) return () => true;
  const projects = await viewOf(center.store, caller).projects.find({ where: {} });
  const slugs = new Set(projects.map(({ slug }) => slug));
  return ({ project }) => project === null || slugs.has(project);
}

/** A key that is for some projects tells nobody of others. Throws Problem `forbidden`. */
function demandProject({ actor, projects }: Caller, project: string | null): void {
  if (actor.kind !== "key" || projects === null || project !== null) return;
  throw new Problem("forbidden", "This key is for some projects only: name the one to be told of.");
}

/** Whether others' subscriptions are theirs: an admin's, and of an admin's own key, which is not limited. */
function isOverOthers(caller: Caller): boolean {
  if (may(caller, "notices:change")) return true;
  const { grant, projects } = caller;
  return "atMost" in grant && grant.atMost !== undefined && projects === null && isAtLeast(grant.atMost, "admin");
}

/**
 * A person's own, or, by a key or an admin, of any address. A person's own key is that person here, so that
 * nobody is told by it of what they may not see, or not any more. Throws Problem `forbidden`, `subscription_of_another`, or `invalid_request` where a key
 * names no address.
 */
export async function subscribe(center: Center, caller: Caller, given: NewSubscription): Promise<SubscriptionRecord> {
  await demandNamed(center, caller, given);
  demandProject(caller, given.project);
  const whose = await subscriberOf(center, caller, given.address);
  const subscription = { ...given, ...whose, ...newRecord(center, caller), mutedUntil: toMs(given.mutedUntil) };
  await viewOf(center.store, caller).subscriptions.insert(subscription);
  return subscription;
}

async function subscriberOf(
  center: Center,
  caller: Caller,
  address: string | undefined,
): Promise<Pick<SubscriptionRecord, "address" | "userId">> {
  const userId = await personBehind(center, caller);
  const user = userId === null ? null : await center.store.system.users.get(userId);
  if (user && (address ?? user.email).toLowerCase() === user.email) return { address: user.email, userId: user.id };
  if (user && !isOverOthers(caller)) {
    throw new Problem("subscription_of_another", `Your address is "${user.email}".`);
  }
  if (address !== undefined) return { address, userId: null };
  const errors = [{ path: "address", message: "A key has none of its own." }];
  throw new Problem("invalid_request", "The subscription has no address.", { errors });
}

/** Others' subscriptions are an admin's to change; and a key's of no person, of the projects that it is for. */
async function demandOwn(center: Center, caller: Caller, id: string): Promise<void> {
  const { userId = null, project } = await findSubscription(center, caller, id);
  demandProject(caller, project);
  const person = await personBehind(center, caller);
  const isOwn = person === null || userId === person;
  if (!isOwn && !isOverOthers(caller)) {
    throw new Problem("subscription_of_another", "Others' subscriptions are an admin's to change.");
  }
}

async function findSubscription(center: Center, caller: Caller, id: string): Promise<SubscriptionRecord> {
  const subscription = await viewOf(center.store, caller).subscriptions.get(id);
  if (!subscription || !(await filtersSeen(center, caller))(subscription))
    throw new Problem("subscription_not_found", `There is no subscription "${id}".`);
  return subscription;
}

export async function changeSubscription(
  center: Center,
  caller: Caller,
  id: string,
  change: SubscriptionChange,
): Promise<SubscriptionRecord> {
  await demandOwn(center, caller, id);
  await demandNamed(center, caller, change);
  if (change.project !== undefined) demandProject(caller, change.project);
  const { subscriptions } = viewOf(center.store, caller);
  return (await subscriptions.update(id, {}, changed(center, change))) ?? findSubscription(center, caller, id);
}

export async function unsubscribe(center: Center, caller: Caller, id: string): Promise<void> {
  await demandOwn(center, caller, id);
  if (!(await viewOf(center.store, caller).subscriptions.delete(id))) await findSubscription(center, caller, id);
}

const toMs = (instant: string | null) => (instant === null ? null : Date.parse(instant));

function changed<T extends { mutedUntil?: string | null | undefined }>(center: Center, change: T) {
  const { mutedUntil, ...rest } = change;
  return {
    ...defined(rest),
    ...(mutedUntil === undefined ? {} : { mutedUntil: toMs(mutedUntil) }),
    updatedAt: center.clock.now(),
  };
}

async function demandNamed(
  center: Center,
  caller: Caller,
  { project, channels = [] }: { project?: string | null | undefined; channels?: string[] | undefined },
): Promise<void> {
  const tenant = viewOf(center.store, caller);
  if (project) await findProject(tenant, project);
  for (const slug of channels) await findChannel(tenant, slug);
}
