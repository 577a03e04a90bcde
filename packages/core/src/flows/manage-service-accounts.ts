import type { NewServiceAccount } from "@aac/contract";
import { Problem } from "../domain/problems.ts";
import type { Caller, ServiceAccountRecord } from "../domain/tenancy/records.ts";
import type { TenantCollections } from "../ports/store.ts";
import { viewOf } from "../ports/caller-view.ts";
import type { Center } from "./center.ts";
import { type Ended, revokeKeysOfServiceAccount } from "./manage-api-keys.ts";

/** Throws Problem `service_account_not_found`. */
export async function findServiceAccount(tenant: TenantCollections, slug: string): Promise<ServiceAccountRecord> {
  const [account] = await tenant.serviceAccounts.find({ where: { slug }, limit: 1 });
  if (!account) throw new Problem("service_account_not_found", `There is no service account "${slug}".`);
  return account;
}

/** Throws Problem `slug_taken`. */
export async function createServiceAccount(
  center: Center,
  caller: Caller,
  { slug, name, description }: NewServiceAccount,
): Promise<ServiceAccountRecord> {
  const account: ServiceAccountRecord = {
    id: center.ids(),
    orgId: caller.orgId,
    slug,
    name: name ?? slug,
    description,
    createdBy: caller.actor,
    createdAt: center.clock.now(),
  };
  if (await viewOf(center.store, caller).serviceAccounts.insert(account)) return account;
  throw new Problem("slug_taken", `There is a service account "${slug}" already.`);
}

/** The account goes first: a key that is being made for it at the same moment is found by no account, and so by nobody. */
export async function deleteServiceAccount(center: Center, caller: Caller, slug: string): Promise<Ended> {
  const { serviceAccounts } = viewOf(center.store, caller);
  const account = await findServiceAccount(viewOf(center.store, caller), slug);
  await serviceAccounts.delete(account.id);
  return revokeKeysOfServiceAccount(center, caller.orgId, account.id);
}
