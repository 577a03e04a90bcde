import type { SandboxPolicy, SandboxPolicyChange } from "@aac/contract";
import type { Caller } from "../domain/tenancy/records.ts";
import { presetSandboxPolicy, registryOf, type SandboxPolicyRecord } from "../domain/tenancy/sandbox-policy.ts";
import type { RegistryAccess } from "../ports/executor.ts";
import { registryPassword } from "../ports/sealed-fields.ts";
import type { Center } from "./center.ts";
import { defined } from "./manage-projects.ts";

/** What the organization has set, or else what is preset. */
export async function findSandboxPolicy(center: Center, orgId: string): Promise<SandboxPolicyRecord> {
  const found = await center.store.tenant(orgId).sandboxPolicies.get(orgId);
  return found ?? { id: orgId, orgId, ...presetSandboxPolicy };
}

export async function readSandboxPolicy(center: Center, { orgId }: Caller): Promise<SandboxPolicy> {
  return toAnswer(await findSandboxPolicy(center, orgId));
}

/** What is not named stays. Passwords are sealed before they are stored. */
export async function changeSandboxPolicy(
  center: Center,
  { orgId }: Caller,
  { registries, ...change }: SandboxPolicyChange,
): Promise<SandboxPolicy> {
  const { sandboxPolicies } = center.store.tenant(orgId);
  const set: SandboxPolicyRecord["registries"] = {};
  for (const [host, access] of Object.entries(registries ?? {})) {
    if (access) set[host] = { ...access, password: await center.vault.seal(access.password, placeOf(orgId, host)) };
  }
  for (;;) {
    const before = await findSandboxPolicy(center, orgId);
    const kept = Object.entries(before.registries).filter(([host]) => !(host in (registries ?? {})));
    const next = {
      ...defined(change),
      registries: { ...Object.fromEntries(kept), ...set },
      updatedAt: Math.max(center.clock.now(), before.updatedAt + 1),
    };
    if (before.updatedAt === 0) await sandboxPolicies.insert(before);
    const changed = await sandboxPolicies.update(orgId, { updatedAt: before.updatedAt }, next);
    if (changed) return toAnswer(changed);
  }
}

/** What a registry wants to be shown for an image, opened; null: nothing. */
export async function openRegistry(
  center: Center,
  policy: SandboxPolicyRecord,
  image: string | null,
): Promise<RegistryAccess | null> {
  const sealed = registryOf(policy, image);
  if (!sealed) return null;
  return { ...sealed, password: await center.vault.open(sealed.password, placeOf(policy.orgId, sealed.host)) };
}

const placeOf = (orgId: string, host: string) => ({ scope: orgId, context: registryPassword(orgId, host) });

function toAnswer({ allowedImages, requireDigest, runtime, registries }: SandboxPolicyRecord): SandboxPolicy {
  const shown = Object.entries(registries).map(([host, { username }]) => ({ host, username }));
  return { allowedImages, requireDigest, runtime, registries: shown };
}
