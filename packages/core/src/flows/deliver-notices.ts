import type { Notice } from "@aac/contract";
import { formats } from "../domain/notices/formats.ts";
import { noticeMail, quotaWarningMail } from "../domain/mails/mails.ts";
import type { DeliveryRecord } from "../domain/notices/records.ts";
import { retryDelay } from "../domain/notices/retry-delay.ts";
import { createMask } from "../domain/log/mask.ts";
import { Problem } from "../domain/problems.ts";
import type { Caller } from "../domain/tenancy/records.ts";
import type { Receipt } from "../ports/receipt.ts";
import { type Center, observerOf } from "./center.ts";
import { reachable } from "./channel-people.ts";
import type { Couriers } from "./couriers.ts";
import { openChannel } from "./manage-channels.ts";
import { tellChange } from "./tell-change.ts";
import { viewOf } from "../ports/caller-view.ts";

/** What one try may take; and how long nobody else takes it up, should we die over it. */
const tryMs = 15_000;
const leaseMs = 60_000;
const keptTries = 30;
const atOnce = 20;
/** Of an address. Shorter ones are words, such as "webhooks". */
const shortestPart = 12;

/** The next delivery whose time has come, of a receiver that is not busy; null where there is none. */
export async function claimDelivery(center: Center, busy: readonly string[]): Promise<DeliveryRecord | null> {
  const { deliveries } = center.store.system;
  for (;;) {
    const now = center.clock.now();
    const due = await deliveries.find({
      where: { state: "due", nextAt: { lte: now }, ...(busy.length > 0 ? { receiver: { notIn: busy } } : {}) },
      orderBy: ["nextAt"],
      limit: atOnce,
    });
    for (const { id, fence } of due) {
      const claimed = await deliveries.update(id, { state: "due", fence }, { fence: fence + 1, nextAt: now + leaseMs });
      if (claimed) return claimed;
    }
    if (due.length < atOnce) return null;
  }
}

/**
 * Tries a claimed delivery once and stores what came of it: done, given up, or due again after a growing wait. Who
 * hears it may hear it twice, if we die between the two; its id is the same then. When `leaving` aborts the try is
 * given up, and made again by another.
 */
export async function deliver(
  center: Center,
  couriers: Couriers,
  delivery: DeliveryRecord,
  leaving: AbortSignal,
): Promise<void> {
  const startedAt = center.clock.now();
  const parent = delivery.traceparent ?? null;
  const attributes = { "aac.delivery": delivery.id, "aac.organization": delivery.orgId, "aac.channel": delivery.kind };
  const span = observerOf(center).begin("notice", { parent, at: startedAt, attributes });
  const receipt = await attempt(center, couriers, delivery, leaving);
  const failure = receipt.result === "taken" ? null : receipt.detail;
  span.end({ failure, attributes: { "aac.result": receipt.result } });
  const now = center.clock.now();
  const tried = { at: startedAt, durationMs: now - startedAt, result: receipt.result, detail: receipt.detail };
  const failures = delivery.failures + 1;
  const waitMs = receipt.result === "later" ? retryDelay(failures, receipt.retryAfterMs) : null;
  const tries = [...delivery.tries, tried].slice(-keptTries);
  await center.store.system.deliveries.update(
    delivery.id,
    { state: "due", fence: delivery.fence },
    waitMs === null
      ? { tries, state: receipt.result === "taken" ? "delivered" : "failed", finishedAt: now }
      : { tries, failures, nextAt: now + waitMs },
  );
  tellChange(center, delivery.orgId, "deliveries");
  const { id, kind, to } = delivery;
  observerOf(center).tell({ what: "delivery", kind, result: receipt.result, tookMs: now - startedAt });
  center.log.info({ delivery: id, kind, to, result: receipt.result, tookMs: now - startedAt }, "delivery tried");
}

async function attempt(
  center: Center,
  couriers: Couriers,
  delivery: DeliveryRecord,
  leaving: AbortSignal,
): Promise<Receipt> {
  const over = new AbortController();
  const late = async (): Promise<Receipt> => {
    await center.clock.sleep(tryMs, AbortSignal.any([over.signal, leaving]));
    const detail = leaving.aborted ? "The center was stopped meanwhile." : `No answer came within ${tryMs / 1_000} s.`;
    return { result: "later", detail, retryAfterMs: null };
  };
  const sending = send(center, couriers, delivery, over.signal).catch((error: unknown): Receipt => {
    center.log.warn({ delivery: delivery.id, error }, "a delivery failed on our side");
    return { result: "later", detail: "It failed on the center's side; its log says why.", retryAfterMs: null };
  });
  try {
    return await Promise.race([sending, late()]);
  } finally {
    over.abort();
  }
}

/** A receiver's answer may quote the address it was asked at, of which the path is a secret. */
function maskOf({ url, secrets }: { url: string; secrets: readonly string[] }): (text: string) => string {
  const { pathname, search, username, password } = new URL(url);
  const parts = [...pathname.split("/"), ...new URLSearchParams(search).values(), username, password];
  return createMask([url, pathname + search, ...parts.filter((part) => part.length >= shortestPart), ...secrets]).text;
}

async function send(
  center: Center,
  { mailer, poster, publicUrl }: Couriers,
  delivery: DeliveryRecord,
  signal: AbortSignal,
): Promise<Receipt> {
  const { id, orgId, kind, notice } = delivery;
  if (kind === "email") {
    const to = await presentAddress(center, delivery);
    if (to === null) return { result: "refused", detail: "Is no member any more, or has no confirmed address." };
    return mailer.send({ id, orgId, to, ...mailOf(notice, publicUrl) }, signal);
  }
  const channel = await center.store.system.channels.get(delivery.channelId ?? "");
  if (!channel) return { result: "refused", detail: "The channel was deleted." };
  const body = JSON.stringify(formats[kind](notice, publicUrl));
  const opened = await openChannel(center, channel);
  const receipt = await poster.post({ id, body, at: center.clock.now(), ...opened }, signal);
  return { ...receipt, detail: maskOf(opened)(receipt.detail) };
}

/** Where the mail goes now: of a member, to their address of today. Null: nowhere. */
async function presentAddress(
  center: Center,
  { id, orgId, to, userId = null, fence }: DeliveryRecord,
): Promise<string | null> {
  if (userId === null) return to;
  const [user] = await reachable(center, { orgId, projectId: null }, [userId]);
  if (user && user.email !== to) await center.store.system.deliveries.update(id, { fence }, { to: user.email });
  return user?.email ?? null;
}

const mailOf = (notice: Notice, publicUrl: string) =>
  notice.quota
    ? quotaWarningMail({ ...notice.quota, url: `${publicUrl.replace(/\/$/, "")}/settings` })
    : noticeMail(notice, publicUrl);

/** Throws Problem `delivery_not_found`. */
export async function findDelivery(center: Center, caller: Caller, id: string): Promise<DeliveryRecord> {
  const delivery = await viewOf(center.store, caller).deliveries.get(id);
  if (!delivery) throw new Problem("delivery_not_found", `There is no delivery "${id}".`);
  return delivery;
}

/** Makes a delivery that has ended due again, as it was. Throws Problem `delivery_is_due`. */
export async function redeliver(center: Center, caller: Caller, id: string): Promise<DeliveryRecord> {
  const again = await center.store
    .tenant(caller.orgId)
    .deliveries.update(
      id,
      { state: { in: ["delivered", "failed"] } },
      { state: "due", nextAt: center.clock.now(), failures: 0, finishedAt: null },
    );
  if (again) {
    tellChange(center, caller.orgId, "deliveries");
    return again;
  }
  await findDelivery(center, caller, id);
  throw new Problem("delivery_is_due", `Delivery ${id} has not ended: it is tried again by itself.`);
}

const keptMs = 30 * 24 * 3_600_000;
const manyAtOnce = 1_000;

/** Deletes deliveries and mails of the outbox that are older than 30 days. */
export async function forgetDeliveries(center: Center): Promise<void> {
  const { deliveries, mails } = center.store.system;
  const old = { createdAt: { lt: center.clock.now() - keptMs } };
  while ((await deliveries.deleteMany(old, manyAtOnce)) === manyAtOnce);
  while ((await mails.deleteMany(old, manyAtOnce)) === manyAtOnce);
}
