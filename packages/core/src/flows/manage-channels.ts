import { randomBytes } from "node:crypto";
import type { ChannelChange, NewChannel } from "@aac/contract";
import type { ChannelRecord } from "../domain/notices/records.ts";
import { Problem } from "../domain/problems.ts";
import type { Caller } from "../domain/tenancy/records.ts";
import type { Poster } from "../ports/poster.ts";
import type { Center } from "./center.ts";
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
 * for an address that nothing will be posted to.
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
  const channel: ChannelRecord = {
    ...named,
    kind: given.kind,
    to: given.kind === "email" ? given.to : [],
    ...(given.kind === "email" ? { url: null, host: null } : sealUrl(center, id, given.url)),
    secrets: secret === null ? [] : [sealSecret(center, id, secret)],
    mutedUntil: null,
  };
  if (await viewOf(center.store, caller).channels.insert(channel)) return { channel, secret };
  throw new Problem("slug_taken", `There is a channel "${given.slug}" already.`);
}

export async function changeChannel(
  center: Center,
  caller: Caller,
  slug: string,
  { url, to, mutedUntil, ...change }: ChannelChange,
  guard: Guard,
): Promise<ChannelRecord> {
  const tenant = viewOf(center.store, caller);
  const channel = await findChannel(tenant, slug);
  const alien = channel.kind === "email" ? url && "url" : to && "to";
  if (alien) {
    const errors = [{ path: alien, message: `A channel of kind "${channel.kind}" has no such field.` }];
    throw new Problem("invalid_request", `The channel cannot be changed so: it has no \`${alien}\`.`, { errors });
  }
  if (url !== undefined) demandAddress(url, guard);
  const changed = await tenant.channels.update(
    channel.id,
    {},
    {
      ...defined({ ...change, to }),
      ...(url === undefined ? {} : sealUrl(center, channel.id, url)),
      ...(mutedUntil === undefined ? {} : { mutedUntil: mutedUntil === null ? null : Date.parse(mutedUntil) }),
      updatedAt: center.clock.now(),
    },
  );
  if (!changed) throw new Problem("channel_not_found", `Channel "${slug}" was deleted in the meantime.`);
  return changed;
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
          sealSecret(center, channel.id, secret),
          ...(former ? [{ ...former, expiresAt: now + formerSecretMs }] : []),
        ],
        updatedAt: Math.max(now, channel.updatedAt + 1),
      },
    );
    if (changed) return { channel: changed, secret };
  }
}

/** The address and the valid secrets of a channel, opened. */
export function openChannel(center: Center, channel: ChannelRecord): { url: string; secrets: string[] } {
  const now = center.clock.now();
  const valid = channel.secrets.filter(({ expiresAt }) => expiresAt === null || expiresAt > now);
  return {
    url: center.vault.open(channel.url ?? "", urlContext(channel.id)),
    secrets: valid.map(({ id, sealed }) => center.vault.open(sealed, secretContext(channel.id, id))),
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

const newSecret = () => `whsec_${randomBytes(32).toString("base64")}`;
const urlContext = (channelId: string) => `channel/${channelId}/url`;
const secretContext = (channelId: string, id: string) => `channel/${channelId}/secret/${id}`;

const sealUrl = (center: Center, channelId: string, url: string) => ({
  url: center.vault.seal(url, urlContext(channelId)),
  host: new URL(url).host,
});

function sealSecret(center: Center, channelId: string, secret: string): ChannelRecord["secrets"][number] {
  const id = center.ids();
  return { id, sealed: center.vault.seal(secret, secretContext(channelId, id)), expiresAt: null };
}
