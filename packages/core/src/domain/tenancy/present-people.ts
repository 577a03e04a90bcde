import type { Invitation, Organization, Person, Role, SsoDomain, SsoSettings } from "@aac/contract";
import type { UserRecord } from "../identity/records.ts";
import { toInstant } from "../run/present.ts";
import type {
  InvitationRecord,
  MembershipRecord,
  OrganizationRecord,
  SsoDomainRecord,
  SsoProviderRecord,
} from "./records.ts";
import { domainProof } from "./sso.ts";

/** Slugs of projects by their ids; those that are not there any more are left out. */
export type ProjectSlugs = ReadonlyMap<string, string>;

export function toOrganization({ id, slug, name, createdAt }: OrganizationRecord): Organization {
  return { id, slug, name, createdAt: toInstant(createdAt) };
}

const toProjectSlugs = (projects: Record<string, Role> | null, slugs: ProjectSlugs) =>
  projects &&
  Object.fromEntries(
    Object.entries(projects).flatMap(([id, role]) => {
      const slug = slugs.get(id);
      return slug === undefined ? [] : [[slug, role]];
    }),
  );

export function toPerson(
  { userId, role, projects, createdAt }: MembershipRecord,
  user: Pick<UserRecord, "name" | "email"> | undefined,
  { slugs, asker }: { slugs: ProjectSlugs; asker: string },
): Person {
  return {
    id: userId,
    name: user?.name ?? "?",
    email: user?.email ?? "?",
    role,
    projects: toProjectSlugs(projects, slugs),
    joinedAt: toInstant(createdAt),
    isYou: userId === asker,
  };
}

export function toInvitation(invitation: InvitationRecord, slugs: ProjectSlugs, now: number): Invitation {
  const { id, email, role, projects, invitedBy, state, createdAt, expiresAt } = invitation;
  return {
    id,
    email,
    role,
    projects: toProjectSlugs(projects, slugs),
    invitedBy: invitedBy.name,
    state: state === "open" && expiresAt <= now ? "expired" : state,
    createdAt: toInstant(createdAt),
    expiresAt: toInstant(expiresAt),
  };
}

export const toSsoDomain = (domain: string, orgId: string, verified: readonly SsoDomainRecord[]): SsoDomain => ({
  domain,
  isVerified: verified.some(({ id }) => id === domain),
  record: domainProof(domain, orgId),
});

export function toSsoSettings(
  provider: SsoProviderRecord,
  { verified, redirectUri }: { verified: readonly SsoDomainRecord[]; redirectUri: string },
): SsoSettings {
  const { orgId, name, issuer, clientId, clientSecret, defaultRole, roleClaim, roles, isEnforced, updatedAt } =
    provider;
  return {
    name,
    issuer,
    clientId,
    defaultRole: defaultRole as SsoSettings["defaultRole"],
    roleClaim,
    roles: roles as SsoSettings["roles"],
    isEnforced,
    hasClientSecret: clientSecret !== null,
    domains: provider.domains.map((domain) => toSsoDomain(domain, orgId, verified)),
    redirectUri,
    updatedAt: toInstant(updatedAt),
  };
}
