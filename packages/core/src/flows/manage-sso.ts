import type { SsoChange } from "@aac/contract";
import { Problem } from "../domain/problems.ts";
import type { Caller, SsoDomainRecord, SsoProviderRecord } from "../domain/tenancy/records.ts";
import { domainProof } from "../domain/tenancy/sso.ts";
import { ssoClientSecret } from "../ports/sealed-fields.ts";
import type { SignOn, SignOnAccess } from "../ports/sign-on.ts";
import type { Center } from "./center.ts";
import { defined } from "./manage-projects.ts";

/** Texts of TXT records of a name; none where it has none. */
export type ResolveTxt = (name: string) => Promise<string[]>;

/** Null: the organization has none. */
export async function ssoProviderOf(center: Pick<Center, "store">, orgId: string): Promise<SsoProviderRecord | null> {
  const [provider] = await center.store.tenant(orgId).ssoProviders.find({ where: {}, limit: 1 });
  return provider ?? null;
}

/** Throws Problem `sso_not_found`. */
export async function findSsoProvider(center: Center, orgId: string): Promise<SsoProviderRecord> {
  const provider = await ssoProviderOf(center, orgId);
  if (!provider) throw new Problem("sso_not_found", "The organization has no single sign-on.");
  return provider;
}

/** Those of a provider that were shown to be the organization's. */
export const verifiedDomains = (center: Center, orgId: string): Promise<SsoDomainRecord[]> =>
  center.store.tenant(orgId).ssoDomains.find({ where: {} });

/**
 * Sets single sign-on up, or changes it. Throws Problem `invalid_request` for what is missing where there is none yet.
 */
export async function changeSso(
  center: Center,
  caller: Caller,
  { clientSecret, ...given }: SsoChange,
): Promise<SsoProviderRecord> {
  const { ssoProviders, ssoDomains } = center.store.tenant(caller.orgId);
  for (;;) {
    const provider = await ssoProviderOf(center, caller.orgId);
    const now = center.clock.now();
    // An issuer may be changed to another's server only by who knows its secret anew: it would be sent there.
    const isMoved = provider !== null && given.issuer !== undefined && given.issuer !== provider.issuer;
    if (isMoved && provider.clientSecret !== null && clientSecret === undefined) {
      const errors = [{ path: "clientSecret", message: "Give it again: it would be sent to another issuer." }];
      throw new Problem("invalid_request", "A client's secret belongs to its issuer.", { errors });
    }
    const id = provider?.id ?? center.ids();
    const sealed =
      clientSecret === undefined
        ? (provider?.clientSecret ?? null)
        : clientSecret === null
          ? null
          : await center.vault.seal(clientSecret, { scope: caller.orgId, context: ssoClientSecret(id) });
    const fields = { ...empty, ...provider, ...defined(given), clientSecret: sealed };
    const wanted = { ...fields, updatedAt: Math.max(now, (provider?.updatedAt ?? 0) + 1) };
    if (provider) {
      const { id: _, orgId: __, createdAt: ___, ...change } = { ...provider, ...wanted };
      const changed = await ssoProviders.update(id, { updatedAt: provider.updatedAt }, change);
      if (!changed) continue;
      for (const { id: domain } of await ssoDomains.find({ where: {} })) {
        if (!changed.domains.includes(domain)) await ssoDomains.delete(domain);
      }
      return changed;
    }
    demandWhole(wanted);
    const created: SsoProviderRecord = { ...wanted, id, orgId: caller.orgId, createdAt: now };
    if (await ssoProviders.insert(created)) return created;
  }
}

const empty = {
  name: "",
  issuer: "",
  clientId: "",
  defaultRole: null,
  roleClaim: null,
  roles: {},
  isEnforced: false,
  domains: [] as string[],
};

function demandWhole(provider: { name: string; issuer: string; clientId: string }): void {
  const errors = (["name", "issuer", "clientId"] as const)
    .filter((field) => provider[field] === "")
    .map((path) => ({ path, message: "Needed to set single sign-on up." }));
  if (errors.length > 0) throw new Problem("invalid_request", "Single sign-on is not set up yet.", { errors });
}

export async function deleteSso(center: Center, caller: Caller): Promise<void> {
  const { ssoProviders, ssoDomains } = center.store.tenant(caller.orgId);
  const provider = await findSsoProvider(center, caller.orgId);
  await ssoDomains.deleteMany({}, 1_000);
  await ssoProviders.delete(provider.id);
}

/**
 * Looks for what shows a domain to be the organization's. From then on its people sign in there, and it is no other
 * organization's. Throws Problem `sso_not_found`, `domain_not_verified` or `domain_taken`.
 */
export async function verifyDomain(
  center: Center,
  caller: Caller,
  { domain: given, resolveTxt }: { domain: string; resolveTxt: ResolveTxt },
): Promise<SsoDomainRecord> {
  const domain = given.toLowerCase();
  const provider = await findSsoProvider(center, caller.orgId);
  const proof = domainProof(domain, caller.orgId);
  if (!provider.domains.includes(domain)) {
    throw new Problem("domain_not_verified", `"${domain}" is not among the domains of the settings.`);
  }
  const found = await resolveTxt(proof.name);
  if (!found.includes(proof.value)) {
    const instead = found.length === 0 ? "There is no such record." : `There is: ${found.join(", ").slice(0, 300)}.`;
    throw new Problem(
      "domain_not_verified",
      `A TXT record "${proof.name}" with "${proof.value}" is needed. ${instead}`,
    );
  }
  const { ssoDomains } = center.store.tenant(caller.orgId);
  const record = { id: domain, orgId: caller.orgId, providerId: provider.id, verifiedAt: center.clock.now() };
  const isNew = await ssoDomains.insert(record);
  const own = isNew ? record : await ssoDomains.get(domain);
  // The settings may have been changed or deleted while the DNS was asked: nobody would find what is left of it.
  const now = await ssoProviderOf(center, caller.orgId);
  if (own && (now?.id !== provider.id || !now.domains.includes(domain))) {
    if (isNew) await ssoDomains.delete(domain);
    throw new Problem("domain_not_verified", `"${domain}" is not among the domains of the settings any more.`);
  }
  if (own) return (await ssoDomains.update(domain, {}, { providerId: provider.id })) ?? record;
  throw new Problem("domain_taken", `Another organization of this center has shown "${domain}" to be its own.`);
}

/** Throws Problem `sso_not_found` or `sso_unreachable`. */
export async function checkSso(center: Center, signOn: SignOn, caller: Caller): Promise<{ detail: string }> {
  return signOn.check(await openAccess(center, await findSsoProvider(center, caller.orgId)));
}

export async function openAccess(
  center: Center,
  { id, orgId, issuer, clientId, clientSecret }: SsoProviderRecord,
): Promise<SignOnAccess> {
  const place = { scope: orgId, context: ssoClientSecret(id) };
  const opened = clientSecret === null ? null : await center.vault.open(clientSecret, place);
  return { issuer, clientId, clientSecret: opened };
}
