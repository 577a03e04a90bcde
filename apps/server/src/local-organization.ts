import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Retention, Scope } from "@aac/contract";
import {
  addMember,
  type Caller,
  type Center,
  centerCaller,
  type InvitationRecord,
  invite,
  keyPrefix,
  newKeySecret,
  type PeopleParts,
  Problem,
  type UserRecord,
} from "@aac/core";
import { digestOf } from "./producer/auth.ts";
import type { Credentials } from "./producer/credentials.ts";

export interface LocalKey {
  dataDir: string;
  /** The key to use, in place of the one in the data folder. */
  apiKey?: string | null;
}

/**
 * The one organization of a center without people: made at the first start, with an API key that is given, or lies in the
 * data folder, readable by its owner only. Another key than before (a key file that was deleted is made anew) ends the
 * one before.
 */
export async function ensureLocalOrganization(
  center: Center,
  { dataDir, apiKey: given }: LocalKey,
  credentials: Pick<Credentials, "revoke"> | null = null,
): Promise<{ caller: Caller; apiKey: string }> {
  const orgId = await ensureOrganization(center);
  const apiKey = given ?? (await readOrMakeKey(join(dataDir, "api-key")));
  const digest = digestOf(apiKey);
  const { apiKeys } = center.store.system;
  const caller = centerCaller(orgId, "local key");
  const [known] = await apiKeys.find({ where: { digest }, limit: 1 });
  if (known) return { caller, apiKey };

  const olds = await apiKeys.find({ where: { orgId } });
  if (olds.length > 0) center.log.warn({}, "another API key than before: that one ends now");
  for (const old of olds) {
    if (old.digest === digest) continue;
    await apiKeys.delete(old.id);
    await credentials?.revoke("key", old.digest);
  }
  const createdAt = center.clock.now();
  await apiKeys.insert({
    id: center.ids(),
    orgId,
    name: caller.actor.name,
    digest,
    scopes: [...Scope.options],
    createdAt,
  });
  return { caller, apiKey };
}

/**
 * Whose machine it is, as its owner: whom the printed link signs in. Has no password, and an address that no mail reaches.
 * Of several processes that start at once, all get the same.
 */
export async function ensureLocalPerson(center: Center, orgId: string): Promise<UserRecord> {
  const { users } = center.store.system;
  const now = center.clock.now();
  const email = "you@aac.localhost";
  for (;;) {
    const [user] = await users.find({ where: { email }, limit: 1 });
    if (user) {
      await addMember(center, toldToNobody, { orgId, userId: user.id, role: "owner", projects: null });
      return user;
    }
    const person = { email, emailVerified: true, name: "You", image: null, twoFactorEnabled: false };
    await users.insert({ id: center.ids(), ...person, createdAt: now, updatedAt: now });
  }
}

/** Nobody has known of the person before. */
const toldToNobody: PeopleParts = { reread: async () => undefined, revokeKey: async () => undefined };

/**
 * Invites an owner to an organization that has none: by mail, where this center sends any, and by a link. Null: it has
 * one, or somebody is invited already.
 */
export async function inviteFirstOwner(
  center: Center,
  { orgId, email }: { orgId: string; email: string },
): Promise<InvitationRecord | null> {
  const owners = await center.store.tenant(orgId).memberships.count({ role: "owner" });
  if (owners > 0) return null;
  const given = { email, role: "owner" as const, projects: null, days: 7 };
  return invite(center, centerCaller(orgId, "The center"), given).catch((error: unknown) => {
    if (error instanceof Problem && error.code === "invitation_exists") return null;
    throw error;
  });
}

/** The key in the file, made where there is none: of several processes that start at once, all get the same. */
async function readOrMakeKey(file: string): Promise<string> {
  const read = () => readFile(file, "utf8").then((text) => text.trim());
  try {
    const existing = await read().catch(() => "");
    if (existing !== "") return existing;
    await rm(file, { force: true });
    await writeFile(file, `${newKeySecret(keyPrefix)}\n`, { mode: 0o600, flag: "wx" });
    return await read();
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === "EEXIST") return readOrMakeKey(file);
    throw new Problem("data_folder_unusable", `"${file}" cannot be written: ${(cause as Error).message}.`, { cause });
  }
}

async function ensureOrganization(center: Center): Promise<string> {
  const { organizations } = center.store.system;
  for (;;) {
    const [organization] = await organizations.find({ where: { slug: "local" }, limit: 1 });
    if (organization) return organization.id;
    await organizations.insert({
      id: center.ids(),
      slug: "local",
      name: "Local",
      weight: 1,
      maxConcurrentJobs: null,
      retention: Retention.parse({}),
      createdAt: center.clock.now(),
    });
  }
}
