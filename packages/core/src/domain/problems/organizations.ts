import type { ProblemTable } from "./table.ts";

/** What an organization has and allows: people, invitations, quotas, projects. */
export const organizations = {
  person_not_found: {
    status: 404,
    title: "There is no such person",
    remedy: "List the people of the organization with GET /api/v1/people.",
    retry: false,
  },
  organizations_closed: {
    status: 403,
    title: "You may create no organization here",
    remedy: "Ask whoever runs the center; the setting NEW_ORGANIZATIONS says who may.",
    retry: false,
  },
  invitation_not_found: {
    status: 404,
    title: "There is no such invitation",
    remedy: "List the invitations with GET /api/v1/invitations.",
    retry: false,
  },
  invitation_over: {
    status: 409,
    title: "The invitation is not open any more",
    remedy: "Invite the person again.",
    retry: false,
  },
  invitation_exists: {
    status: 409,
    title: "The person is invited already",
    remedy: "Send that invitation again, or revoke it first.",
    retry: false,
  },
  already_member: {
    status: 409,
    title: "The person is in the organization already",
    remedy: "Change their role instead.",
    retry: false,
  },
  invalid_invitation: {
    status: 400,
    title: "The invitation is not valid",
    remedy: "It was accepted, revoked or sent anew, or has expired. Ask who has invited you for another.",
    retry: false,
  },
  invitation_for_another: {
    status: 403,
    title: "The invitation is for another address",
    remedy: "Sign in with the address that was invited, or ask for an invitation to yours.",
    retry: false,
  },
  last_owner: {
    status: 409,
    title: "An organization needs an owner",
    remedy: "Make somebody else an owner first, or delete the organization.",
    retry: false,
  },
  forbidden: {
    status: 403,
    title: "Not allowed",
    remedy: "Use a key with the scope that this needs, or ask an admin of the organization.",
    retry: false,
  },
  project_not_found: {
    status: 404,
    title: "There is no such project",
    remedy: "List the projects with GET /api/v1/projects, or create it.",
    retry: false,
  },
  suite_not_found: {
    status: 404,
    title: "There is no such suite",
    remedy: "List the suites of the project, or create it.",
    retry: false,
  },
  environment_not_found: {
    status: 404,
    title: "There is no such environment",
    remedy: "List the environments of the project, or create it.",
    retry: false,
  },
  organization_not_found: {
    status: 404,
    title: "There is no such organization",
    remedy:
      "List those that you are in with GET /api/v1/organizations; on the center's host `aac quota show` lists all.",
    retry: false,
  },
  quota_exceeded: {
    status: 429,
    title: "A quota of the organization is used up",
    remedy: "See GET /api/v1/usage for what is used and when it is free again; the center's operator sets quotas.",
    retry: false,
  },
  slug_taken: {
    status: 409,
    title: "The slug is taken",
    remedy: "Choose another slug, or change what has it.",
    retry: false,
  },
  directory_not_allowed: {
    status: 422,
    title: "Directories of the server's host are for local mode only",
    remedy: "Build an image of the suite and name that.",
    retry: false,
  },
  directory_not_found: {
    status: 422,
    title: "The suite's directory is not there",
    remedy: "Give the absolute path of a directory on the server's own host.",
    retry: false,
  },
} as const satisfies ProblemTable;
