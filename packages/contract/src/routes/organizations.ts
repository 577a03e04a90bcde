import { z } from "zod";
import { NewOrganization, Organization, OrganizationChange, OwnOrganization } from "../people.ts";
import { Slug } from "../slug.ts";
import { Session } from "./session.ts";
import type { Route } from "./route.ts";

export const organizationsRoutes = {
  listOrganizations: {
    method: "GET",
    path: "/api/v1/organizations",
    tag: "organizations",
    summary: "List the organizations that one is in",
    permission: "account",
    status: 200,
    answer: z.object({ items: z.array(OwnOrganization), mayCreate: z.boolean() }),
  },
  createOrganization: {
    method: "POST",
    path: "/api/v1/organizations",
    tag: "organizations",
    summary: "Create an organization, as its owner",
    description: "Who may stands in the setting `NEW_ORGANIZATIONS`.",
    permission: "account",
    body: NewOrganization,
    status: 201,
    answer: Organization,
  },
  switchOrganization: {
    method: "PATCH",
    path: "/api/v1/session",
    tag: "organizations",
    summary: "Act in another organization from now on, in this session",
    permission: "account",
    body: z.strictObject({ organization: Slug }),
    status: 200,
    answer: Session,
  },
  getOrganization: {
    method: "GET",
    path: "/api/v1/organization",
    tag: "organizations",
    summary: "Get the organization",
    permission: "organization:read",
    status: 200,
    answer: Organization,
  },
  changeOrganization: {
    method: "PATCH",
    path: "/api/v1/organization",
    tag: "organizations",
    summary: "Rename the organization",
    permission: "organization:change",
    body: OrganizationChange,
    status: 200,
    answer: Organization,
  },
  deleteOrganization: {
    method: "DELETE",
    path: "/api/v1/organization",
    tag: "organizations",
    summary: "Delete the organization, with all that belongs to it",
    description:
      "For ever. Nobody has access from the moment of the answer on; the data are deleted after it. Runs that go on are cancelled.",
    permission: "organization:own",
    query: z.object({ confirm: Slug.describe("The slug of the organization, as a confirmation.") }),
    status: 204,
  },
} as const satisfies Record<string, Route>;
