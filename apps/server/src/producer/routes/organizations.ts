import {
  appendAudit,
  type Center,
  createOrganization,
  deleteOrganization,
  findOrganization,
  leaveOrganization,
  mayCreate,
  type MayCreate,
  organizationsOf,
  type PeopleParts,
  Problem,
  renameOrganization,
  toOrganization,
  wholeFields,
} from "@aac/core";
import { originOf } from "../audit/keep.ts";
import { nowhere, sessionToken } from "../auth.ts";
import type { Credentials } from "../credentials.ts";
import type { HandlersOf } from "../handlers.ts";
import type { SignIns } from "../sign-ins.ts";

export interface OrganizationParts {
  signIns: SignIns;
  credentials: Credentials;
  people: PeopleParts;
  newOrganizations: MayCreate;
}

type Name =
  | "listOrganizations"
  | "createOrganization"
  | "switchOrganization"
  | "getOrganization"
  | "changeOrganization"
  | "deleteOrganization"
  | "leaveOrganization";

export function organizationRoutes(
  center: Center,
  { signIns, credentials, people, newOrganizations }: OrganizationParts,
): HandlersOf<Name> {
  return {
    async listOrganizations({ caller, request }) {
      const only = (await signIns.present(request))?.onlyOrgId ?? null;
      const own = await organizationsOf(center, caller.actor.id);
      const items = own
        .filter(({ organization }) => only === null || organization.id === only)
        .map(({ organization: { id, slug, name }, membership: { role } }) => {
          return { id, slug, name, role, isActive: id === caller.orgId };
        });
      return { items, mayCreate: only === null && (await mayCreate(center, newOrganizations, caller.actor.id)) };
    },
    async createOrganization({ caller, body, request }) {
      const session = await signIns.present(request);
      if (session?.onlyOrgId) {
        throw new Problem("organizations_closed", "A session of single sign-on acts in its own organization only.");
      }
      if (!(await mayCreate(center, newOrganizations, caller.actor.id))) {
        throw new Problem("organizations_closed", "You are none of those who create organizations here.");
      }
      const created = await createOrganization(center, people, { userId: caller.actor.id, given: body });
      const shown = toOrganization(created);
      await appendAudit(center, created.id, {
        actor: caller.actor,
        action: "organization.create",
        target: { kind: "organization", id: created.id, name: created.slug },
        after: wholeFields(shown),
        outcome: "done",
        origin: originOf(request),
      });
      return shown;
    },
    async switchOrganization({ caller, body, request }) {
      const session = await signIns.present(request);
      const own = await organizationsOf(center, caller.actor.id);
      const found = own.find(({ organization }) => organization.slug === body.organization);
      if (!session || !found) {
        throw new Problem("organization_not_found", `You are in no organization "${body.organization}".`);
      }
      await signIns.moveTo(session, found.organization.id);
      const moved = await credentials.callerBySession(sessionToken(request)!);
      if (moved?.orgId !== found.organization.id) {
        await signIns.moveTo(session, caller.orgId);
        throw new Problem("sso_required", `"${body.organization}" is entered by another way of signing in.`);
      }
      return signIns.describe(moved);
    },
    getOrganization: async ({ caller }) => toOrganization(await findOrganization(center, caller.orgId)),
    changeOrganization: async ({ caller, body }) => toOrganization(await renameOrganization(center, caller, body.name)),
    deleteOrganization: ({ caller, query }) =>
      deleteOrganization(center, people, caller, query.confirm) as Promise<undefined>,
    async leaveOrganization({ caller }) {
      if (caller.orgId === nowhere) throw new Problem("no_organization", "You are in none that you could leave.");
      await leaveOrganization(center, people, caller);
      return undefined;
    },
  };
}
