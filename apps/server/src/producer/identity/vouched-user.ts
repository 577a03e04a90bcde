import { type Center, membershipOf, Problem, type SignedOn, type UserRecord } from "@aac/core";
import { digestOf } from "../auth.ts";
import type { Identity } from "./identity.ts";

/**
 * Whom an organization's provider vouches for: the person it has vouched for before by the same subject, or the one with
 * the address, or a new one. Throws Problem `sso_refused` where the address is another subject's by now.
 *
 * Somebody may have taken the address here before its owner came: what they have set, a password or a second factor, must
 * not open what the owner gets. So it ends when the provider vouches for the first time, unless the organization itself
 * has made that person a member before.
 */
export async function vouchedUser(
  center: Center,
  identity: Identity,
  { provider, claims: { email, name }, subject: accountId }: SignedOn,
): Promise<UserRecord> {
  const { accounts, twoFactors, users } = center.store.system;
  // What one issuer calls a person, another may call somebody else: the settings can be moved to another.
  const providerId = `sso:${provider.id}:${digestOf(provider.issuer)}`;
  const [linked] = await accounts.find({ where: { providerId, accountId }, limit: 1 });
  const known = linked && (await identity.findUser(linked.userId));
  if (known) return known;

  const user = await identity.ensureUser({ email, name });
  const own = await accounts.find({ where: { userId: user.id } });
  if (own.some((account) => account.providerId === providerId)) {
    throw new Problem("sso_refused", `"${email}" was somebody else's at "${provider.name}" before.`);
  }
  if (!(await membershipOf(center, provider.orgId, user.id))) {
    for (const { id, providerId: kind } of own) if (kind === "credential") await accounts.delete(id);
    for (const { id } of await twoFactors.find({ where: { userId: user.id } })) await twoFactors.delete(id);
    await users.update(user.id, {}, { twoFactorEnabled: false });
    await identity.sessions.endAll(user.id);
  }
  const now = center.clock.now();
  const account = { id: center.ids(), userId: user.id, providerId, accountId, password: null };
  await accounts.insert({ ...account, createdAt: now, updatedAt: now });
  return user;
}
