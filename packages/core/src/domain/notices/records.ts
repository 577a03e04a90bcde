import type { ChannelKind, Delivery, Notice, NoticeOutcome } from "@aac/contract";
import type { Sealed } from "../secrets/records.ts";

export interface ChannelRecord {
  id: string;
  orgId: string;
  slug: string;
  name: string;
  kind: ChannelKind;
  to: string[];
  /** User ids, of members. Not there in what a version before it has stored. */
  people?: string[];
  url: Sealed | null;
  host: string | null;
  /** What a webhook is signed with, newest first; `expiresAt` is null for the one that stays. */
  secrets: { id: string; sealed: Sealed; expiresAt: number | null }[];
  mutedUntil: number | null;
  createdAt: number;
  updatedAt: number;
}

/** Which notices somebody wants. */
export interface NoticeFilter {
  project: string | null;
  suites: string[];
  branches: string[];
  outcomes: NoticeOutcome[];
  onlyOnChange: boolean;
  firstFailure: boolean;
  mutedUntil: number | null;
}

interface Stored {
  id: string;
  orgId: string;
  createdAt: number;
  updatedAt: number;
}
export type NoticeRuleRecord = Stored & NoticeFilter & { name: string; channels: string[] };
/** Of a person, whose address is that of their account; or, null or not there, of an address that somebody has given. */
export type SubscriptionRecord = Stored & NoticeFilter & { address: string; userId?: string | null };

export interface DeliveryRecord {
  id: string;
  orgId: string;
  kind: ChannelKind;
  /** Null for a subscription. */
  channelId: string | null;
  channelSlug: string | null;
  /** The address of a mail; else the host. */
  to: string;
  /** The member it is for, whose address of that moment each try goes to. Null, or not there: just the address. */
  userId?: string | null;
  /** Whom it waits for: deliveries to one that is slow take no more than a few places. */
  receiver: string;
  runId: string | null;
  /** The trace of that run. */
  traceparent?: string;
  type: Notice["type"];
  title: string;
  notice: Notice;
  state: Delivery["state"];
  /** When it may be claimed; a claim moves it on by its lease. */
  nextAt: number;
  /** Counts up with every claim. An end that carries an older one is refused. */
  fence: number;
  /** Tries since it was made, or made due again. */
  failures: number;
  tries: { at: number; durationMs: number; result: "taken" | "later" | "refused"; detail: string }[];
  createdAt: number;
  finishedAt: number | null;
}

export interface MailRecord {
  id: string;
  orgId: string;
  to: string;
  subject: string;
  text: string;
  html: string;
  createdAt: number;
}
