import { Problem } from "../domain/problems.ts";
import type { MembershipRecord, SsoProviderRecord } from "../domain/tenancy/records.ts";
import { domainOf, readClaims, type SsoClaims } from "../domain/tenancy/sso.ts";
import type { SignOn, SignOnAttempt } from "../ports/sign-on.ts";
import type { Store } from "../ports/store.ts";
import type { Center } from "./center.ts";
import { addMember, findPerson, fitting, giveRole, membershipOf, type PeopleParts } from "./manage-people.ts";
import { openAccess } from "./manage-sso.ts";

/** A sign-in that has begun: to be kept where the browser cannot read or change it. */
export type BegunSignOn = SignOnAttempt & { providerId: string };

/** Where a person with this address signs in. Throws Problem `sso_not_found` or `sso_unreachable`. */
export async function beginSignOn(
  center: Center,
  signOn: SignOn,
  { email, redirectUri }: { email: string; redirectUri: string },
): Promise<{ url: string; begun: BegunSignOn }> {
  const { ssoDomains, ssoProviders } = center.store.system;
  const domain = await ssoDomains.get(domainOf(email));
  const provider = domain && (await ssoProviders.get(domain.providerId));
  if (!provider) throw new Problem("sso_not_found", `People of "${domainOf(email)}" have no single sign-on here.`);
  const { url, attempt } = await signOn.begin(await openAccess(center, provider), { redirectUri, loginHint: email });
  return { url, begun: { ...attempt, providerId: provider.id } };
}

export interface SignedOn {
  provider: SsoProviderRecord;
  claims: SsoClaims;
  /** What the provider calls the person, for good. */
  subject: string;
}

/**
 * Who has come back from the provider. It may speak for the domains alone that were shown to be its organization's.
 * Throws Problem `sso_failed`, `sso_refused` or `sso_unreachable`.
 */
export async function finishSignOn(
  center: Center,
  signOn: SignOn,
  { begun: { providerId, ...attempt }, url }: { begun: BegunSignOn; url: URL },
): Promise<SignedOn> {
  const { ssoDomains, ssoProviders } = center.store.system;
  const provider = await ssoProviders.get(providerId);
  if (!provider) throw new Problem("sso_failed", "The organization has ended its single sign-on.");
  const said = await signOn.finish(await openAccess(center, provider), attempt, url);
  const claims = readClaims(said, provider);
  const domain = await ssoDomains.get(domainOf(claims.email));
  if (domain?.providerId !== provider.id) {
    const of = `"${domainOf(claims.email)}"`;
    throw new Problem("sso_refused", `"${provider.name}" may not speak for addresses of ${of}.`);
  }
  return { provider, claims, subject: said.sub };
}

/** Makes a person a member with the role that the provider gives, which an owner does not need. */
export async function admit(
  center: Center,
  parts: PeopleParts,
  { provider: { orgId, defaultRole }, claims: { role }, userId }: Omit<SignedOn, "subject"> & { userId: string },
): Promise<MembershipRecord> {
  for (;;) {
    const present = await membershipOf(center, orgId, userId);
    if (!present) {
      const given = { orgId, userId, role: role ?? defaultRole ?? "viewer", projects: null };
      await addMember(center, parts, given);
      return findPerson(center, orgId, userId);
    }
    if (present.role === "owner" || role === null || role === present.role) return present;
    const changed = await giveRole(center, present, role, fitting(role, present.projects));
    if (!changed) continue;
    await parts.reread(orgId, userId);
    return changed;
  }
}

/**
 * Whether a person may act in an organization with a session: where its single sign-on is enforced for their address,
 * with one that began there, or as an owner, who has to get in when the provider does not answer.
 */
export async function isBarred(
  { store }: { store: Pick<Store, "tenant"> },
  { orgId, role }: Pick<MembershipRecord, "orgId" | "role">,
  { email, isSignedOn }: { email: string; isSignedOn: boolean },
): Promise<boolean> {
  if (isSignedOn || role === "owner") return false;
  const domain = await store.tenant(orgId).ssoDomains.get(domainOf(email));
  const provider = domain && (await store.tenant(orgId).ssoProviders.get(domain.providerId));
  return provider?.isEnforced ?? false;
}
