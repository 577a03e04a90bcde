import { randomBytes } from "node:crypto";
import type { ChannelChange, NewChannel } from "@aac/contract";
import type { ChannelRecord } from "../domain/notices/records.ts";
import { Problem } from "../domain/problems.ts";
import type { Caller } from "../domain/tenancy/records.ts";
import { channelSecret, channelUrl } from "../ports/sealed-fields.ts";
import type { Poster } from "../ports/poster.ts";
import type { Center } from "./center.ts";
import { membersNamed } from "./channel-people.ts";
import { findChannel } from "./find-by-slug.ts";
import { defined } from "./manage-projects.ts";
import { newNamedRecord } from "./new-record.ts";
import { viewOf } from "../ports/caller-view.ts";

/** How long a webhook's former secret still signs after it was replaced. */
const formerSecretMs = 24 * 3_600_000;

/** Knows which addresses will never be posted to. */
type Guard = Pick<Poster, "whyRefused">;

/**
 * Answers the channel and, of a webhook, the secret it is signed with. Throws Problem `slug_taken`, and `invalid_request`
 * for an address that nothing will be posted to, or people who are no members.
 */
export async function createChannel(
  center: Center,
  caller: Caller,
  given: NewChannel,
  guard: Guard,
): Promise<{ channel: ChannelRecord; secret: string | null }> {
  if (given.kind !== "email") demandAddress(given.url, guard);
  const named = newNamedRecord(center, caller, given);
  const { id } = named;
  const secret = given.kind === "webhook" ? newSecret() : null;
  const place = { id, orgId: caller.orgId };
  const channel: ChannelRecord = {
    ...named,
    kind: given.kind,
    to: given.kind === "email" ? (given.to ?? []) : [],
    people: given.kind === "email" ? await membersNamed(center, caller.orgId, given.people ?? []) : [],
    ...(given.kind === "email" ? { url: null, host: null } : await sealUrl(center, place, given.url)),
    secrets: secret === null ? [] : [await sealSecret(center, place, secret)],
    mutedUntil: null,
  };
  if (await viewOf(center.store, caller).channels.insert(channel)) return { channel, secret };
  throw new Problem("slug_taken", `There is a channel "${given.slug}" already.`);
}

export async function changeChannel(
  center: Center,
  caller: Caller,
  slug: string,
  { url, to, people: named, mutedUntil, ...change }: ChannelChange,
  guard: Guard,
): Promise<ChannelRecord> {
  const tenant = viewOf(center.store, caller);
  if (url !== undefined) demandAddress(url, guard);
  const people = named && (await membersNamed(center, caller.orgId, named));
  for (;;) {
    const channel = await findChannel(tenant, slug);
    const alien = channel.kind === "email" ? url && "url" : to ? "to" : named && "people";
    if (alien) {
      const errors = [{ path: alien, message: `A channel of kind "${channel.kind}" has no such field.` }];
      throw new Problem("invalid_request", `The channel cannot be changed so: it has no \`${alien}\`.`, { errors });
    }
    if (to || people) demandReceiver(to ?? channel.to, people ?? channel.people);
    const changed = await tenant.channels.update(
      channel.id,
      { updatedAt: channel.updatedAt },
      {
        ...defined({ ...change, to, people }),
        ...(url === undefined ? {} : await sealUrl(center, channel, url)),
        ...(mutedUntil === undefined ? {} : { mutedUntil: mutedUntil === null ? null : Date.parse(mutedUntil) }),
        // Two changes within a millisecond must not look like none.
        updatedAt: Math.max(center.clock.now(), channel.updatedAt + 1),
      },
    );
    if (changed) return changed;
  }
}

export async function deleteChannel(center: Center, caller: Caller, slug: string): Promise<void> {
  const tenant = viewOf(center.store, caller);
  await tenant.channels.delete((await findChannel(tenant, slug)).id);
}

/** A new secret signs from now on; beside it, for a day, the one before, so that receivers can be changed in peace. */
export async function rotateSecret(
  center: Center,
  caller: Caller,
  slug: string,
): Promise<{ channel: ChannelRecord; secret: string }> {
  const tenant = viewOf(center.store, caller);
  for (;;) {
    const channel = await findChannel(tenant, slug);
    if (channel.kind !== "webhook") {
      throw new Problem(
        "channel_has_no_secret",
        `Channel "${slug}" is of kind "${channel.kind}", which is not signed.`,
      );
    }
    const now = center.clock.now();
    const secret = newSecret();
    const [former] = channel.secrets;
    const changed = await tenant.channels.update(
      channel.id,
      { updatedAt: channel.updatedAt },
      {
        secrets: [
          await sealSecret(center, channel, secret),
          ...(former ? [{ ...former, expiresAt: now + formerSecretMs }] : []),
        ],
        updatedAt: Math.max(now, channel.updatedAt + 1),
      },
    );
    if (changed) return { channel: changed, secret };
  }
}

/** The address and the valid secrets of a channel, opened. */
export async function openChannel(center: Center, channel: ChannelRecord): Promise<{ url: string; secrets: string[] }> {
  const now = center.clock.now();
  const valid = channel.secrets.filter(({ expiresAt }) => expiresAt === null || expiresAt > now);
  const scope = channel.orgId;
  if (channel.url === null) throw new Problem("secret_unreadable", `Channel "${channel.slug}" has no url.`);
  return {
    url: await center.vault.open(channel.url, { scope, context: channelUrl(channel.id) }),
    secrets: await Promise.all(
      valid.map(({ id, sealed }) => center.vault.open(sealed, { scope, context: channelSecret(channel.id, id) })),
    ),
  };
}

function demandAddress(url: string, guard: Guard): void {
  const message = guard.whyRefused(url);
  if (message === null) return;
  const remedy = "The operators of the center may allow its host in `NOTICE_ALLOWED_HOSTS`.";
  throw new Problem("invalid_request", `Nothing would be posted there: ${message} ${remedy}`, {
    errors: [{ path: "url", message }],
  });
}

function demandReceiver(to: readonly string[], people: readonly string[] = []): void {
  if (to.length + people.length > 0) return;
  const errors = [{ path: "to", message: "Name one address or member at least." }];
  throw new Problem("invalid_request", "An e-mail channel needs somebody to write to.", { errors });
}

const newSecret = () => `whsec_${randomBytes(32).toString("base64")}`;

type Owner = Pick<ChannelRecord, "id" | "orgId">;

const sealUrl = async (center: Center, { id, orgId }: Owner, url: string) => ({
  url: await center.vault.seal(url, { scope: orgId, context: channelUrl(id) }),
  host: new URL(url).host,
});

async function sealSecret(center: Center, channel: Owner, secret: string): Promise<ChannelRecord["secrets"][number]> {
  const id = center.ids();
  const place = { scope: channel.orgId, context: channelSecret(channel.id, id) };
  return { id, sealed: await center.vault.seal(secret, place), expiresAt: null };
}
