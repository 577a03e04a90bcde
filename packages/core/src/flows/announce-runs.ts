import { createHash } from "node:crypto";
import type { Notice } from "@aac/contract";
import {
  findPrevious,
  type Happening,
  happeningOfEnd,
  happeningOfFailure,
  isWanted,
} from "../domain/notices/choose-notice.ts";
import { titleOf } from "../domain/notices/describe-notice.ts";
import type { ChannelRecord, DeliveryRecord } from "../domain/notices/records.ts";
import { Problem } from "../domain/problems.ts";
import { toInstant, toRunSummary } from "../domain/run/present.ts";
import type { JobRecord, RunRecord } from "../domain/run/records.ts";
import { timeKey } from "../domain/time-key.ts";
import { isFinal } from "../domain/run/states.ts";
import type { FiringRecord, ScheduleRecord } from "../domain/schedules/records.ts";
import type { UserRecord } from "../domain/identity/records.ts";
import type { Caller } from "../domain/tenancy/records.ts";
import type { Center } from "./center.ts";
import { reachable, sees } from "./channel-people.ts";
import { findChannel } from "./find-by-slug.ts";
import { tellChange } from "./tell-change.ts";
import { viewOf } from "../ports/caller-view.ts";

const pageSize = 100;
const mostRules = 1_000;
/** So far back the run that another is compared with is looked for. */
const runsBack = 100;
const shownFailures = 5;

/** Whom something is told to: a channel, or an address of a subscription, or an address or a member of an e-mail channel. */
type Receiver =
  | { channel: ChannelRecord; address: string | null; userId?: string }
  | { channel: null; address: string; userId?: never };

/**
 * Makes deliveries of what is to be told of runs; answers how many runs it has dealt with. That it is to be told was
 * noted with what happened, in one write, and is forgotten only when the deliveries are stored: their ids follow from
 * the run and the receiver, so that any number may do this at once, and again.
 */
export async function announceRuns(center: Center): Promise<number> {
  const { runs } = center.store.system;
  let dealtWith = 0;
  // On past those of which none can be made: however many they are, each round comes to every run.
  for (let after = ""; ;) {
    const due = await runs.find({
      where: { noticesDue: true, id: { gt: after } },
      orderBy: ["id"],
      limit: pageSize,
    });
    for (const run of due) {
      try {
        await announce(center, run);
        // What has happened in the meantime is still to be told.
        await runs.update(run.id, { noticesDue: true, revision: run.revision }, { noticesDue: false });
      } catch (error) {
        center.log.warn({ run: run.id, error }, "no deliveries could be made; trying again");
      }
    }
    dealtWith += due.length;
    if (due.length < pageSize) return dealtWith;
    after = due.at(-1)!.id;
  }
}

async function announce(center: Center, run: RunRecord): Promise<void> {
  const filters = await filtersOf(center, run);
  if (filters.length === 0) return;
  const jobs = await center.store.system.jobs.find({ where: { runId: run.id }, orderBy: ["shard"] });
  const happening = isFinal(run.state) ? await ending(center, run) : failing(run, jobs);
  if (!happening) return;
  const phase = happening.type === "run.failing" ? "failing" : "end";
  await tell(center, happening, filters, {
    orgId: run.orgId,
    projectId: run.projectId,
    runId: run.id,
    ...(run.traceparent === undefined ? {} : { traceparent: run.traceparent }),
    key: `${run.id}-${phase}`,
    notice: async () => ({
      type: happening.type,
      at: toInstant(run.finishedAt ?? center.clock.now()),
      run: toRunSummary(run),
      failures: await firstFailures(center, run, jobs),
      schedule: null,
    }),
  });
}

async function ending(center: Center, run: RunRecord): Promise<Happening | null> {
  const before = await center.store.tenant(run.orgId).runs.find({
    where: { projectId: run.projectId, suiteSlug: run.suiteSlug, id: { lt: run.id } },
    orderBy: ["-id"],
    limit: runsBack,
  });
  return happeningOfEnd(run, findPrevious(run, before)?.verdict ?? null);
}

function failing(run: RunRecord, jobs: readonly JobRecord[]): Happening | null {
  const failed = jobs.find(({ state }) => isFinal(state) && state !== "passed" && state !== "cancelled");
  if (failed && isFinal(failed.state)) return happeningOfFailure(run, failed.state);
  return jobs.some(({ firstFailure }) => firstFailure) ? happeningOfFailure(run, "failed") : null;
}

/** From the results; before there are any, what reports have told of while the suite runs. */
async function firstFailures(center: Center, run: RunRecord, jobs: readonly JobRecord[]): Promise<Notice["failures"]> {
  const failed = await center.store.tenant(run.orgId).results.find({
    where: { runId: run.id, status: "failed" },
    limit: shownFailures,
  });
  if (failed.length === 0 && !isFinal(run.state)) return jobs.flatMap(({ firstFailure }) => firstFailure ?? []);
  return failed.map(({ name, suitePath, message }) => ({
    name: [...suitePath, name].join(" › ").slice(0, 300),
    message: message && message.slice(0, 600),
  }));
}

/** Tells that a schedule cannot trigger its runs any more; again for the same firing it tells nothing. */
export async function announceBrokenSchedule(
  center: Center,
  schedule: ScheduleRecord,
  firing: FiringRecord,
): Promise<void> {
  const { projectSlug: project, slug, name, suite, branch } = schedule;
  const type = "schedule.broken";
  const happening: Happening = { type, project, suite, branch, outcomes: ["scheduleBroken"], isChange: true };
  await tell(center, happening, await filtersOf(center, schedule), {
    orgId: schedule.orgId,
    projectId: schedule.projectId,
    runId: null,
    key: `${timeKey(firing.at)}-${schedule.id}`,
    notice: async () => ({
      type,
      at: toInstant(firing.at),
      run: null,
      failures: [],
      schedule: { project, slug, name, detail: firing.detail ?? "" },
    }),
  });
}

/** Makes a delivery that shows whether a channel works. Throws Problem `channel_not_found`. */
export async function testChannel(center: Center, caller: Caller, slug: string): Promise<DeliveryRecord> {
  const channel = await findChannel(viewOf(center.store, caller), slug);
  const [receiver] = await receiversOf(center, channel, null);
  if (!receiver) throw new Problem("channel_not_found", `Channel "${slug}" has no address.`);
  const at = toInstant(center.clock.now());
  const notice: Notice = { type: "test", at, run: null, failures: [], schedule: null };
  const delivery = deliveryOf(center, { orgId: caller.orgId, runId: null, key: center.ids() }, receiver, notice);
  await center.store.system.deliveries.insert(delivery);
  tellChange(center, caller.orgId, "deliveries");
  return delivery;
}

/** What anybody of the organization wishes to be told of, who may see the project. */
export async function filtersOf(center: Center, { orgId, projectId }: { orgId: string; projectId: string }) {
  const tenant = center.store.tenant(orgId);
  const [rules, subscriptions] = await Promise.all([
    tenant.noticeRules.find({ where: {}, limit: mostRules }),
    tenant.subscriptions.find({ where: {}, limit: mostRules }),
  ]);
  const userIds = subscriptions.flatMap(({ userId }) => userId ?? []);
  const members = userIds.length === 0 ? [] : await tenant.memberships.find({ where: { userId: { in: userIds } } });
  const seeing = new Set(members.filter((member) => sees(member, projectId)).map(({ userId }) => userId));
  return [...rules, ...subscriptions.filter(({ userId = null }) => userId === null || seeing.has(userId))];
}

interface Telling {
  orgId: string;
  /** Of whom members are told only who may see it; null: of none. */
  projectId: string | null;
  runId: string | null;
  /** Of the run. */
  traceparent?: string;
  /** What the ids of the deliveries begin with. */
  key: string;
}

async function tell(
  center: Center,
  happening: Happening,
  filters: Awaited<ReturnType<typeof filtersOf>>,
  telling: Telling & { notice: () => Promise<Notice> },
): Promise<void> {
  const now = center.clock.now();
  const wanting = filters.filter((filter) => isWanted(filter, happening, now));
  if (wanting.length === 0) return;
  const { channels } = center.store.tenant(telling.orgId);
  const slugs = wanting.flatMap((filter) => ("channels" in filter ? filter.channels : []));
  const named = slugs.length === 0 ? [] : await channels.find({ where: { slug: { in: slugs } } });
  const open = named.filter(({ mutedUntil }) => mutedUntil === null || mutedUntil <= now);
  const addresses = wanting.flatMap((filter) => ("address" in filter ? filter.address : []));
  const ofChannels = await Promise.all(open.map((channel) => receiversOf(center, channel, telling.projectId)));
  const receivers: Receiver[] = [...ofChannels.flat(), ...addresses.map((address) => ({ channel: null, address }))];
  if (receivers.length === 0) return;
  const notice = await telling.notice();
  // Whoever is named twice gets the same id twice, and so one delivery.
  await center.store.system.deliveries.insertMany(
    receivers.map((receiver) => deliveryOf(center, telling, receiver, notice)),
  );
  tellChange(center, telling.orgId, "deliveries");
}

async function receiversOf(center: Center, channel: ChannelRecord, projectId: string | null): Promise<Receiver[]> {
  if (channel.kind !== "email") return [{ channel, address: null }];
  const { orgId, to, people = [] } = channel;
  const members = await reachable(center, { orgId, projectId }, people);
  return [
    ...to.map((address) => ({ channel, address })),
    ...members.map(({ id, email }: UserRecord) => ({ channel, address: email, userId: id })),
  ];
}

function deliveryOf(
  center: Center,
  telling: Pick<Telling, "orgId" | "runId" | "key" | "traceparent">,
  { channel, address, userId }: Receiver,
  notice: Notice,
): DeliveryRecord {
  const now = center.clock.now();
  const { orgId, runId, key, traceparent } = telling;
  return {
    id: `${key}-${address === null ? channel!.id : shortDigest(address.toLowerCase())}`,
    orgId,
    kind: channel?.kind ?? "email",
    channelId: channel?.id ?? null,
    channelSlug: channel?.slug ?? null,
    to: address ?? channel?.host ?? "",
    userId: userId ?? null,
    receiver: address === null ? (channel?.host ?? "") : "mail",
    runId,
    ...(traceparent === undefined ? {} : { traceparent }),
    type: notice.type,
    title: titleOf(notice),
    notice,
    state: "due",
    nextAt: now,
    fence: 0,
    failures: 0,
    tries: [],
    createdAt: now,
    finishedAt: null,
  };
}

const shortDigest = (text: string) => createHash("sha256").update(text).digest("hex").slice(0, 20);
