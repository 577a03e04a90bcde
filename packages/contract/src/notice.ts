import { z } from "zod";
import { RunSummary } from "./run.ts";
import { Id, Instant, Slug } from "./slug.ts";

/** What is told. `run.failing`: a test or a part of the run has failed, and it still goes on. */
export const NoticeType = z
  .enum([
    "run.failed",
    "run.still_failing",
    "run.fixed",
    "run.passed",
    "run.cancelled",
    "run.failing",
    "schedule.broken",
    "quota.warning",
    "test",
  ])
  .meta({ id: "NoticeType" });
export type NoticeType = z.infer<typeof NoticeType>;

/** One thing told, as it is sent to webhooks (as `data`). */
export const Notice = z.object({
  type: NoticeType,
  at: Instant,
  run: RunSummary.nullable(),
  failures: z
    .array(z.object({ name: z.string(), message: z.string().nullable() }))
    .describe("The first failing tests."),
  schedule: z.object({ project: Slug, slug: Slug, name: z.string(), detail: z.string() }).nullable(),
  quota: z
    .object({
      organization: z.string(),
      what: z.string(),
      percent: z.int(),
      used: z.string(),
      limit: z.string(),
      atLimit: z.string(),
    })
    .optional()
    .describe("Told by mail to owners and admins, and to nobody else."),
});
export type Notice = z.infer<typeof Notice>;

export const ChannelKind = z.enum(["email", "slack", "teams", "discord", "webhook"]).meta({ id: "ChannelKind" });
export type ChannelKind = z.infer<typeof ChannelKind>;

const name = z.string().trim().min(1).max(120);
const address = z.email({ error: "An e-mail address, such as ada@example.org." }).max(254);
const addresses = z.array(address).max(20, { error: "Name 20 addresses at most." });
const people = z
  .array(z.string().trim().min(1).max(254))
  .max(20, { error: "Name 20 people at most." })
  .describe("Members of the organization, by id or e-mail address: each is written to where they are reached then.");
const url = z
  .url({ protocol: /^https?$/, error: "A URL that starts with https://." })
  .max(2048)
  .describe("Never told again: only its host is.");
const mutedUntil = Instant.nullable().describe("Nothing is told before this instant.");

/** A place where notices go. Its address is a secret where knowing it is enough to write there. */
export const Channel = z
  .object({
    id: Id,
    slug: Slug,
    name,
    kind: ChannelKind,
    to: z.array(z.string()).describe("Addresses of an e-mail channel."),
    people: z
      .array(z.object({ id: Id, name: z.string(), email: z.string() }))
      .describe("Members whom an e-mail channel writes to, with their present address."),
    host: z.string().nullable().describe("Of its URL."),
    mutedUntil,
    createdAt: Instant,
    updatedAt: Instant,
  })
  .meta({ id: "Channel" });
export type Channel = z.infer<typeof Channel>;

const named = { slug: Slug, name: name.optional().describe("Defaults to the slug.") };
export const NewChannel = z
  .discriminatedUnion("kind", [
    z
      .strictObject({ kind: z.literal("email"), ...named, to: addresses.optional(), people: people.optional() })
      .refine(({ to = [], people: members = [] }) => to.length + members.length > 0, {
        path: ["to"],
        error: "Name one address or member at least.",
      }),
    z.strictObject({ kind: z.enum(["slack", "teams", "discord", "webhook"]), ...named, url }),
  ])
  .meta({ id: "NewChannel" });
export type NewChannel = z.output<typeof NewChannel>;

export const ChannelChange = z
  .strictObject({ name, to: addresses, people, url, mutedUntil })
  .partial()
  .meta({ id: "ChannelChange" });
export type ChannelChange = z.infer<typeof ChannelChange>;

/** What a webhook's requests are signed with (Standard Webhooks); told once. */
export const ChannelSecret = z
  .object({ channel: Channel, secret: z.string().nullable().describe("Of webhooks; keep it, it is not told again.") })
  .meta({ id: "ChannelSecret" });
export type ChannelSecret = z.infer<typeof ChannelSecret>;

/** Which ends of runs are told. `fixed`: passed, where the run before had not. */
export const NoticeOutcome = z
  .enum(["failed", "errored", "timedOut", "cancelled", "passed", "fixed", "scheduleBroken"])
  .meta({ id: "NoticeOutcome" });
export type NoticeOutcome = z.infer<typeof NoticeOutcome>;

const filter = {
  project: Slug.nullable().describe("Null: of every project."),
  suites: z.array(Slug).max(100).describe("Of these suites; none named: of every suite."),
  branches: z
    .array(z.string().min(1).max(255))
    .max(50)
    .describe("Of these branches, `*` standing for anything; none named: of every branch, and of none."),
  outcomes: z.array(NoticeOutcome).min(1, { error: "Name one outcome at least." }),
  onlyOnChange: z
    .boolean()
    .describe("Only when it fails where the run before had not, or passes where that had not: never twice the same."),
  firstFailure: z.boolean().describe("Also at the first failing test or part, while the run still goes on."),
  mutedUntil,
};
const filterDefaults = {
  project: filter.project.default(null),
  suites: filter.suites.default([]),
  branches: filter.branches.default([]),
  outcomes: filter.outcomes.default(["failed", "errored", "timedOut", "fixed", "scheduleBroken"]),
  onlyOnChange: filter.onlyOnChange.default(false),
  firstFailure: filter.firstFailure.default(false),
  mutedUntil: filter.mutedUntil.default(null),
};
const stored = { id: Id, createdAt: Instant, updatedAt: Instant };
const channels = z
  .array(Slug)
  .min(1, { error: "Name one channel at least." })
  .max(20, { error: "Name 20 channels at most." });

/** Which runs are told to which channels. */
export const NoticeRule = z.object({ ...stored, name, ...filter, channels }).meta({ id: "NoticeRule" });
export type NoticeRule = z.infer<typeof NoticeRule>;
export const NewNoticeRule = z.strictObject({ name, ...filterDefaults, channels }).meta({ id: "NewNoticeRule" });
export type NewNoticeRule = z.output<typeof NewNoticeRule>;
export const NoticeRuleChange = z
  .strictObject({ name, ...filter, channels })
  .partial()
  .meta({ id: "NoticeRuleChange" });
export type NoticeRuleChange = z.infer<typeof NoticeRuleChange>;

/** What one person wants to be told by e-mail. */
export const Subscription = z
  .object({
    ...stored,
    address: z.string(),
    person: Id.nullable().describe("Whose it is; null: of an address that somebody has named."),
    ...filter,
  })
  .meta({ id: "Subscription" });
export type Subscription = z.infer<typeof Subscription>;
export const NewSubscription = z
  .strictObject({
    address: address
      .optional()
      .describe("Of whoever is signed in, where none is named; others are an admin's to name."),
    ...filterDefaults,
  })
  .meta({ id: "NewSubscription" });
export type NewSubscription = z.output<typeof NewSubscription>;
export const SubscriptionChange = z.strictObject(filter).partial().meta({ id: "SubscriptionChange" });
export type SubscriptionChange = z.infer<typeof SubscriptionChange>;

export const DeliveryState = z.enum(["due", "delivered", "failed"]).meta({ id: "DeliveryState" });
export type DeliveryState = z.infer<typeof DeliveryState>;

/** One notice on its way to one receiver, with every try. */
export const Delivery = z
  .object({
    id: z.string().describe("The same in every try: a webhook's `webhook-id`."),
    type: NoticeType,
    title: z.string(),
    kind: ChannelKind,
    channel: Slug.nullable().describe("Null: for a subscription."),
    to: z.string().describe("The address, or the host."),
    run: Id.nullable(),
    state: DeliveryState,
    tries: z.array(
      z.object({ at: Instant, durationMs: z.int(), result: z.enum(["taken", "later", "refused"]), detail: z.string() }),
    ),
    nextTryAt: Instant.nullable(),
    createdAt: Instant,
    finishedAt: Instant.nullable(),
  })
  .meta({ id: "Delivery" });
export type Delivery = z.infer<typeof Delivery>;

/** A mail that was not sent, because no mail server is set: it can be read here instead. */
export const OutboxMail = z
  .object({ id: z.string(), to: z.string(), subject: z.string(), createdAt: Instant })
  .meta({ id: "OutboxMail" });
export type OutboxMail = z.infer<typeof OutboxMail>;
export const WholeMail = z
  .object({ ...OutboxMail.shape, text: z.string(), html: z.string() })
  .meta({ id: "WholeMail" });
export type WholeMail = z.infer<typeof WholeMail>;
