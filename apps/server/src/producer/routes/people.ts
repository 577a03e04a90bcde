import {
  acceptInvitation,
  appendAudit,
  type Cache,
  type Caller,
  type Center,
  changePerson,
  findPerson,
  invite,
  type InvitationRecord,
  isHere,
  makeInvitationToken,
  membershipOf,
  type PeopleParts,
  Problem,
  type ProjectSlugs,
  readInvitation,
  removePerson,
  renewInvitation,
  revokeInvitation,
  toInstant,
  toInvitation,
  toPerson,
  type UserRecord,
  viewOf,
} from "@aac/core";
import type { FastifyRequest } from "fastify";
import { originOf } from "../audit/keep.ts";
import { digestOf, fromOf, sessionToken } from "../auth.ts";
import type { Credentials } from "../credentials.ts";
import type { HandlersOf } from "../handlers.ts";
import type { Identity } from "../identity/identity.ts";
import { askForLetter, invitationLink } from "../identity/letters.ts";
import { after, before, toPage } from "../page.ts";
import type { SignIns } from "../sign-ins.ts";

export interface PeopleRouteParts {
  identity: Identity;
  credentials: Credentials;
  signIns: SignIns;
  people: PeopleParts;
  cache: Cache;
  publicUrl: () => string;
  /** Told that there is a mail to send; null where this center sends none: the link is answered instead. */
  wakePostman: (() => void) | null;
}

type Name =
  | "listPeople"
  | "changePerson"
  | "removePerson"
  | "listInvitations"
  | "createInvitation"
  | "resendInvitation"
  | "revokeInvitation"
  | "previewInvitation"
  | "acceptInvitation";

const mostProjects = 1_000;
/** So many invitations an organization mails to one address in an hour. Of others it is told nothing. */
const mailsAnHour = 5;
const hourMs = 3_600_000;

export function peopleRoutes(center: Center, parts: PeopleRouteParts): HandlersOf<Name> {
  const { identity, credentials, signIns, people } = parts;
  const { users } = center.store.system;

  const slugsOf = async (caller: Caller): Promise<ProjectSlugs> => {
    const projects = await viewOf(center.store, caller).projects.find({ where: {}, limit: mostProjects });
    return new Map(projects.map(({ id, slug }) => [id, slug]));
  };
  const present = async (caller: Caller, userId: string) => {
    const membership = await findPerson(center, caller.orgId, userId);
    const user = await identity.findUser(userId);
    return toPerson(membership, user ?? undefined, { slugs: await slugsOf(caller), asker: caller.actor.id });
  };

  /** Throws Problem `too_many_requests`: a mailbox is not flooded by invitations. */
  const demandRoom = async ({ orgId }: Caller, email: string) => {
    if (!parts.wakePostman) return;
    const { count } = await parts.cache.increment(`invitations:${orgId}:${digestOf(email)}`, hourMs);
    if (count <= mailsAnHour) return;
    throw new Problem("too_many_requests", `"${email}" was sent ${mailsAnHour} invitations within an hour.`);
  };

  /** Sends an invitation, or answers its link: who has that by mail has the address, who passes it on vouches for it. */
  const send = async (caller: Caller, invitation: InvitationRecord) => {
    const shown = toInvitation(invitation, await slugsOf(caller), center.clock.now());
    if (parts.wakePostman) {
      await askForLetter(center, "invitation", invitation.email, invitation.id);
      parts.wakePostman();
      return { invitation: shown, link: null };
    }
    const token = await makeInvitationToken(center, invitation.id);
    return { invitation: shown, link: token && invitationLink(parts.publicUrl(), token) };
  };

  const keepJoining = async (
    request: FastifyRequest,
    { orgId, role }: Pick<InvitationRecord, "orgId" | "role">,
    user: UserRecord,
  ) => {
    const actor = { kind: "person", id: user.id, name: user.name } as const;
    const target = { kind: "member", id: user.id, name: user.email } as const;
    const draft = { actor, action: "member.join", target, after: { role }, outcome: "done" } as const;
    await appendAudit(center, orgId, { ...draft, origin: originOf(request) });
  };

  const signedIn = async (request: FastifyRequest, invitation: string): Promise<UserRecord> => {
    const token = sessionToken(request);
    const caller = token === null ? null : await credentials.callerBySession(token);
    const user = caller && (await identity.findUser(caller.actor.id));
    if (user) return user;
    await readInvitation(center, invitation);
    throw new Problem("unauthenticated", "Sign in with the address that was invited, or choose a password.");
  };

  return {
    async listPeople({ caller, query: { cursor, limit } }) {
      const { memberships } = viewOf(center.store, caller);
      const found = await memberships.find({ where: after(cursor), limit: limit + 1 });
      const known = await users.find({ where: { id: { in: found.map(({ userId }) => userId) } } });
      const slugs = await slugsOf(caller);
      const page = toPage(found, limit, (membership) => ({
        isHere: isHere(membership),
        person: toPerson(
          membership,
          known.find(({ id }) => id === membership.userId),
          { slugs, asker: caller.actor.id },
        ),
      }));
      return { ...page, items: page.items.filter((item) => item.isHere).map(({ person }) => person) };
    },
    async changePerson({ caller, params, body }) {
      await changePerson(center, people, caller, { userId: params.person, change: body });
      return present(caller, params.person);
    },
    removePerson: ({ caller, params }) => removePerson(center, people, caller, params.person) as Promise<undefined>,
    async listInvitations({ caller, query: { cursor, limit } }) {
      const { invitations } = viewOf(center.store, caller);
      const found = await invitations.find({ where: before(cursor), orderBy: ["-id"], limit: limit + 1 });
      const slugs = await slugsOf(caller);
      return toPage(found, limit, (invitation) => toInvitation(invitation, slugs, center.clock.now()));
    },
    async createInvitation({ caller, body }) {
      await demandRoom(caller, body.email);
      return send(caller, await invite(center, caller, body));
    },
    async resendInvitation({ caller, params }) {
      const found = await viewOf(center.store, caller).invitations.get(params.invitation);
      if (found?.state === "open") await demandRoom(caller, found.email);
      return send(caller, await renewInvitation(center, caller, params.invitation));
    },
    revokeInvitation: ({ caller, params }) => revokeInvitation(center, caller, params.invitation) as Promise<undefined>,
    async previewInvitation({ body }) {
      const { invitation, organization } = await readInvitation(center, body.token);
      const { email, role, invitedBy, expiresAt } = invitation;
      const user = await identity.findUserByEmail(email);
      return {
        organization: { slug: organization.slug, name: organization.name },
        email,
        role,
        invitedBy: invitedBy.name,
        expiresAt: toInstant(expiresAt),
        hasAccount: user?.emailVerified === true,
      };
    },
    async acceptInvitation({ body, request, reply }) {
      const { token } = body;
      if ("password" in body) {
        const { invitation } = await readInvitation(center, token);
        const { name, password } = body;
        const user = await identity.signUpVerified({ email: invitation.email, name, password });
        await acceptInvitation(center, people, { token, user });
        await keepJoining(request, invitation, user);
        const from = { ...fromOf(request), activeOrgId: invitation.orgId };
        const begun = await identity.sessions.create(user.id, from);
        return signIns.begin(begun.token, { request, reply });
      }
      const user = await signedIn(request, token);
      const joined = await acceptInvitation(center, people, { token, user });
      if (joined) await keepJoining(request, joined, user);
      const session = (await signIns.present(request))!;
      if (joined && (await membershipOf(center, joined.orgId, user.id))) await signIns.moveTo(session, joined.orgId);
      const caller = await credentials.callerBySession(sessionToken(request)!);
      return { session: caller?.orgId ? await signIns.describe(caller) : null, challenge: null };
    },
  };
}
