import { createHash, randomBytes } from "node:crypto";
import type { NewInvitation } from "@aac/contract";
import { Problem } from "../domain/problems.ts";
import type { UserRecord } from "../domain/identity/records.ts";
import {
  type Caller,
  centerId,
  type InvitationRecord,
  type MembershipRecord,
  type OrganizationRecord,
} from "../domain/tenancy/records.ts";
import { isAtLeast } from "../domain/tenancy/permissions.ts";
import type { Center } from "./center.ts";
import { addMember, demandRank, membershipOf, type PeopleParts, toProjectIds } from "./manage-people.ts";

const dayMs = 24 * 3_600_000;
/** So many links of an invitation hold at once: a mail that is tried again has another each time. */
const mostLinks = 20;

/**
 * Notes an invitation; its mail is another's business. Throws Problem `forbidden` for a role that the caller has not,
 * `already_member` or `invitation_exists`.
 */
export async function invite(center: Center, caller: Caller, given: NewInvitation): Promise<InvitationRecord> {
  const { email, role, days } = given;
  demandRank(caller, role);
  const projects = await toProjectIds(center, caller.orgId, role, given.projects);
  await demandNoMember(center, caller.orgId, email);
  const { invitations } = center.store.tenant(caller.orgId);
  for (;;) {
    const now = center.clock.now();
    const invitation: InvitationRecord = {
      id: center.ids(),
      orgId: caller.orgId,
      email,
      role,
      projects,
      invitedBy: { id: caller.actor.id, name: caller.actor.name },
      state: "open",
      openFor: email,
      digests: [],
      revision: 1,
      acceptedBy: null,
      joinedAt: null,
      days,
      createdAt: now,
      expiresAt: now + days * dayMs,
    };
    if (await invitations.insert(invitation)) return invitation;
    const [open] = await invitations.find({ where: { openFor: email }, limit: 1 });
    if (open && open.expiresAt > now) {
      throw new Problem("invitation_exists", `"${email}" has an invitation that is still open.`);
    }
    if (open) await close(center, open, "revoked");
  }
}

async function demandNoMember(center: Center, orgId: string, email: string): Promise<void> {
  const [user] = await center.store.system.users.find({ where: { email }, limit: 1 });
  if (user && (await membershipOf(center, orgId, user.id))) {
    throw new Problem("already_member", `"${email}" is in the organization.`);
  }
}

/** Throws Problem `invitation_not_found`. */
async function findInvitation(center: Center, caller: Caller, id: string): Promise<InvitationRecord> {
  const invitation = await center.store.tenant(caller.orgId).invitations.get(id);
  if (!invitation) throw new Problem("invitation_not_found", `There is no invitation "${id}".`);
  return invitation;
}

/**
 * Gives an open invitation as much time again, and ends the links it had; from then on it is the caller's. Throws Problem `invitation_not_found`,
 * `invitation_over`, or `forbidden`.
 */
export async function renewInvitation(center: Center, caller: Caller, id: string): Promise<InvitationRecord> {
  for (;;) {
    const invitation = await findInvitation(center, caller, id);
    demandRank(caller, invitation.role);
    if (invitation.state !== "open") {
      throw new Problem("invitation_over", `The invitation of "${invitation.email}" is ${invitation.state}.`);
    }
    const expiresAt = center.clock.now() + invitation.days * dayMs;
    const invitedBy = { id: caller.actor.id, name: caller.actor.name };
    const renewed = await change(center, invitation, { digests: [], expiresAt, invitedBy });
    if (renewed) return renewed;
  }
}

/** Throws Problem `invitation_not_found`, `invitation_over`, or `forbidden`. */
export async function revokeInvitation(center: Center, caller: Caller, id: string): Promise<void> {
  for (;;) {
    const invitation = await findInvitation(center, caller, id);
    demandRank(caller, invitation.role);
    if (invitation.state === "revoked") return;
    if (invitation.state === "accepted") {
      throw new Problem("invitation_over", `"${invitation.email}" has accepted it already.`);
    }
    if (await close(center, invitation, "revoked")) return;
  }
}

/**
 * What a link of an invitation holds; null when it is not open any more. Stored nowhere but as a digest, so each mail
 * gets another.
 */
export async function makeInvitationToken(center: Center, id: string): Promise<string | null> {
  const secret = randomBytes(32).toString("base64url");
  for (;;) {
    const invitation = await center.store.system.invitations.get(id);
    if (!invitation || stateOf(invitation, center.clock.now()) !== "open") return null;
    const digests = [digestOf(secret), ...invitation.digests].slice(0, mostLinks);
    if (await change(center, invitation, { digests })) return `${id}.${secret}`;
  }
}

export interface FoundInvitation {
  invitation: InvitationRecord;
  organization: OrganizationRecord;
}

/** What a link is for; its holder may accept it. Throws Problem `invalid_invitation`. */
export async function readInvitation(center: Center, token: string): Promise<FoundInvitation> {
  const found = await findByToken(center, token);
  const state = stateOf(found.invitation, center.clock.now());
  if (state !== "open") throw new Problem("invalid_invitation", `The invitation is ${state}.`);
  await demandBacked(center, found.invitation);
  return found;
}

/**
 * An invitation gives what its inviter may give now: else who is demoted or removed comes back by one made before. Another
 * who sends it again stands in for it.
 */
async function demandBacked(center: Center, { orgId, role, invitedBy: { id, name } }: InvitationRecord): Promise<void> {
  // The first owner is invited by nobody who could be demoted.
  if (id === centerId) return;
  const inviter = await membershipOf(center, orgId, id);
  const isBacked = inviter?.projects === null && isAtLeast(inviter.role, "admin") && isAtLeast(inviter.role, role);
  if (isBacked) return;
  throw new Problem("invalid_invitation", `"${name}", who invited you, may not do so any more: ask for another one.`);
}

async function findByToken(center: Center, token: string): Promise<FoundInvitation> {
  const [id = "", secret = ""] = token.split(".");
  const invitation = await center.store.system.invitations.get(id);
  // What is compared are digests of long random values: how long it takes tells nothing of use.
  const organization =
    invitation?.digests.includes(digestOf(secret)) === true
      ? await center.store.system.organizations.get(invitation.orgId)
      : null;
  if (!invitation || !organization || organization.deletedAt) {
    throw new Problem("invalid_invitation", "There is no invitation of this link, or not any more.");
  }
  return { invitation, organization };
}

/**
 * Makes a person a member as their invitation says; again, by the same person, it changes nothing. Throws Problem
 * `invalid_invitation`, `invitation_for_another` or `quota_exceeded`.
 */
export async function acceptInvitation(
  center: Center,
  parts: PeopleParts,
  { token, user }: { token: string; user: Pick<UserRecord, "id" | "email"> },
): Promise<MembershipRecord | null> {
  for (;;) {
    const { invitation } = await findByToken(center, token);
    if (user.email.toLowerCase() !== invitation.email) {
      throw new Problem("invitation_for_another", `It is for "${invitation.email}", and you are "${user.email}".`);
    }
    const isOwn = invitation.state === "accepted" && invitation.acceptedBy === user.id;
    if (isOwn && invitation.joinedAt !== null) return null;
    if (!isOwn) await readInvitation(center, token);
    // From here on nobody can revoke it.
    const accepted = isOwn
      ? invitation
      : await change(center, invitation, { state: "accepted", openFor: null, acceptedBy: user.id });
    if (!accepted) continue;
    const { orgId, role, projects } = accepted;
    const member = await addMember(center, parts, { orgId, userId: user.id, role, projects });
    await change(center, accepted, { joinedAt: center.clock.now() });
    return member;
  }
}

/** What it is by now. */
export const stateOf = ({ state, expiresAt }: InvitationRecord, now: number) =>
  state === "open" && expiresAt <= now ? "expired" : state;

const close = (center: Center, invitation: InvitationRecord, state: "revoked") =>
  change(center, invitation, { state, openFor: null, digests: [] });

function change(
  { store }: Pick<Center, "store">,
  { id, revision }: InvitationRecord,
  fields: Partial<Omit<InvitationRecord, "id" | "revision">>,
): Promise<InvitationRecord | null> {
  return store.system.invitations.update(id, { revision }, { ...fields, revision: revision + 1 });
}

const digestOf = (secret: string) => createHash("sha256").update(secret).digest("base64url");
