import type { Channel, Delivery, NoticeRule, OutboxMail, Subscription, WholeMail } from "@aac/contract";
import type { UserRecord } from "../identity/records.ts";
import { toInstant } from "../run/present.ts";
import type {
  ChannelRecord,
  DeliveryRecord,
  MailRecord,
  NoticeFilter,
  NoticeRuleRecord,
  SubscriptionRecord,
} from "./records.ts";

const orNull = (ms: number | null) => (ms === null ? null : toInstant(ms));
const stamps = ({ createdAt, updatedAt }: { createdAt: number; updatedAt: number }) => ({
  createdAt: toInstant(createdAt),
  updatedAt: toInstant(updatedAt),
});

/** Of secrets nothing but the host. */
export function toChannel(channel: ChannelRecord, users: ReadonlyMap<string, UserRecord>): Channel {
  const { id, slug, name, kind, to, host, mutedUntil } = channel;
  const people = (channel.people ?? []).flatMap((userId) => users.get(userId) ?? []);
  const shown = people.map((user) => ({ id: user.id, name: user.name, email: user.email }));
  return { id, slug, name, kind, to, people: shown, host, mutedUntil: orNull(mutedUntil), ...stamps(channel) };
}

const toFilter = (filter: NoticeFilter) => ({
  project: filter.project,
  suites: filter.suites,
  branches: filter.branches,
  outcomes: filter.outcomes,
  onlyOnChange: filter.onlyOnChange,
  firstFailure: filter.firstFailure,
  mutedUntil: orNull(filter.mutedUntil),
});

export function toNoticeRule(rule: NoticeRuleRecord): NoticeRule {
  return { id: rule.id, name: rule.name, channels: rule.channels, ...toFilter(rule), ...stamps(rule) };
}

export function toSubscription(subscription: SubscriptionRecord): Subscription {
  const { id, address, userId = null } = subscription;
  return { id, address, person: userId, ...toFilter(subscription), ...stamps(subscription) };
}

export function toDelivery(delivery: DeliveryRecord): Delivery {
  const { id, type, title, kind, channelSlug, to, runId, state, tries, nextAt, createdAt, finishedAt } = delivery;
  return {
    id,
    type,
    title,
    kind,
    channel: channelSlug,
    to,
    run: runId,
    state,
    tries: tries.map(({ at, durationMs, result, detail }) => ({ at: toInstant(at), durationMs, result, detail })),
    nextTryAt: state === "due" ? toInstant(nextAt) : null,
    createdAt: toInstant(createdAt),
    finishedAt: orNull(finishedAt),
  };
}

export function toOutboxMail({ id, to, subject, createdAt }: MailRecord): OutboxMail {
  return { id, to, subject, createdAt: toInstant(createdAt) };
}

export function toWholeMail(mail: MailRecord): WholeMail {
  return { ...toOutboxMail(mail), text: mail.text, html: mail.html };
}
