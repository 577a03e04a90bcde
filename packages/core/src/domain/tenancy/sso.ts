import type { Role } from "@aac/contract";
import { Problem } from "../problems.ts";
import { isAtLeast } from "./permissions.ts";
import type { SsoProviderRecord } from "./records.ts";

/** What has to stand in the DNS, for whoever decides over the domain to say whose it is. */
export const domainProof = (domain: string, orgId: string) => ({
  name: `_aac.${domain}`,
  type: "TXT" as const,
  value: `aac-organization=${orgId}`,
});

/** In lower case, without what stands before the last `@`. */
export const domainOf = (email: string) => email.slice(email.lastIndexOf("@") + 1).toLowerCase();

export interface SsoClaims {
  email: string;
  name: string;
  /** Null: as the organization has it, or the default role of who is new. */
  role: Role | null;
}

/**
 * What a provider says of a person, as far as it counts here. Throws Problem `sso_refused`: without an address that the
 * provider vouches for, or without a role.
 */
export function readClaims(
  claims: Record<string, unknown>,
  provider: Pick<SsoProviderRecord, "name" | "defaultRole" | "roleClaim" | "roles">,
): SsoClaims {
  const { email, email_verified: isVerified, name } = claims;
  if (typeof email !== "string" || !/^[^@\s]+@[^@\s]+$/.test(email)) {
    throw new Problem(
      "sso_refused",
      `"${provider.name}" does not tell the address: its client needs the scope "email".`,
    );
  }
  // Not there is not enough: there are providers where anybody enters whatever address they like.
  if (isVerified !== true && isVerified !== "true") {
    throw new Problem("sso_refused", `"${provider.name}" does not say that "${email}" is confirmed (email_verified).`);
  }
  return {
    email: email.toLowerCase(),
    name: typeof name === "string" && name.trim() !== "" ? name.trim().slice(0, 100) : email.split("@")[0]!,
    role: roleOf(claims, provider),
  };
}

function roleOf(
  claims: Record<string, unknown>,
  { name, defaultRole, roleClaim, roles }: Pick<SsoProviderRecord, "name" | "defaultRole" | "roleClaim" | "roles">,
): Role | null {
  if (roleClaim === null) {
    if (defaultRole === null) throw new Problem("sso_refused", `"${name}" gives nobody a role.`);
    return null;
  }
  const said = claims[roleClaim];
  const values = (Array.isArray(said) ? said : [said]).filter((value) => typeof value === "string");
  const named = values.flatMap((value) => (Object.hasOwn(roles, value) ? [roles[value]!] : []));
  const role = named.reduce<Role | null>(
    (highest, one) => (highest === null || isAtLeast(one, highest) ? one : highest),
    defaultRole,
  );
  if (role === null) throw new Problem("sso_refused", `None of your groups at "${name}" has a role here.`);
  return role;
}
