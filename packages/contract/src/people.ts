import { z } from "zod";
import { Role } from "./access.ts";
import { EmailAddress, NewPassword } from "./routes/account.ts";
import { Id, Instant, Slug } from "./slug.ts";

const name = z.string().trim().min(1).max(120);

export const Organization = z
  .object({ id: Id, slug: Slug, name: z.string(), createdAt: Instant })
  .meta({ id: "Organization" });
export type Organization = z.infer<typeof Organization>;

/** An organization that one is in. */
export const OwnOrganization = z
  .object({
    id: Id,
    slug: Slug,
    name: z.string(),
    role: Role,
    isActive: z.boolean().describe("The session acts in it."),
  })
  .meta({ id: "OwnOrganization" });
export type OwnOrganization = z.infer<typeof OwnOrganization>;

export const NewOrganization = z
  .strictObject({ slug: Slug, name: name.optional().describe("Defaults to the slug.") })
  .meta({ id: "NewOrganization" });
export type NewOrganization = z.output<typeof NewOrganization>;

export const OrganizationChange = z.strictObject({ name }).meta({ id: "OrganizationChange" });
export type OrganizationChange = z.output<typeof OrganizationChange>;

const projectRoles = z
  .record(Slug, Role)
  .nullable()
  .describe("By project slug, the role there, none higher than `role`; others are not seen. Null: all, with `role`.");

/** A person in the organization. */
export const Person = z
  .object({
    id: Id,
    name: z.string(),
    email: z.string(),
    role: Role,
    projects: projectRoles,
    joinedAt: Instant,
    isYou: z.boolean(),
  })
  .meta({ id: "Person" });
export type Person = z.infer<typeof Person>;

export const PersonChange = z
  .strictObject({ role: Role, projects: projectRoles })
  .partial()
  .meta({ id: "PersonChange" });
export type PersonChange = z.output<typeof PersonChange>;

export const InvitationState = z.enum(["open", "accepted", "revoked", "expired"]).meta({ id: "InvitationState" });
export type InvitationState = z.infer<typeof InvitationState>;

export const Invitation = z
  .object({
    id: Id,
    email: z.string(),
    role: Role,
    projects: projectRoles,
    invitedBy: z.string(),
    state: InvitationState,
    createdAt: Instant,
    expiresAt: Instant,
  })
  .meta({ id: "Invitation" });
export type Invitation = z.infer<typeof Invitation>;

export const NewInvitation = z
  .strictObject({
    email: EmailAddress,
    role: Role,
    projects: projectRoles.default(null),
    days: z.int().min(1).max(30).default(7).describe("How long it can be accepted."),
  })
  .meta({ id: "NewInvitation" });
export type NewInvitation = z.output<typeof NewInvitation>;

export const SentInvitation = z
  .object({
    invitation: Invitation,
    link: z
      .string()
      .nullable()
      .describe(
        "What the mail links to, where this center sends no mail: to be passed on. Null: the mail is on its way.",
      ),
  })
  .meta({ id: "SentInvitation" });
export type SentInvitation = z.infer<typeof SentInvitation>;

const token = z.string().min(1).max(200).describe("Of the link, behind `#token=`.");
export const InvitationToken = z.strictObject({ token }).meta({ id: "InvitationToken" });

/** What the holder of a link is told before they accept. */
export const InvitationPreview = z
  .object({
    organization: z.object({ slug: Slug, name: z.string() }),
    email: z.string(),
    role: Role,
    invitedBy: z.string(),
    expiresAt: Instant,
    hasAccount: z
      .boolean()
      .describe("They have to sign in with this address first; else they choose a name and a password."),
  })
  .meta({ id: "InvitationPreview" });
export type InvitationPreview = z.infer<typeof InvitationPreview>;

export const InvitationAnswer = z
  .union([
    z.strictObject({ token, name, password: NewPassword }),
    z.strictObject({ token }).describe("As whoever is signed in."),
  ])
  .meta({ id: "InvitationAnswer" });
export type InvitationAnswer = z.output<typeof InvitationAnswer>;

const domain = z
  .string()
  .max(253)
  .toLowerCase()
  .regex(/^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9-]{2,63}$/, "Such as example.org.");

const providerFields = {
  name: name.describe("As people know it, such as `Okta`."),
  issuer: z
    .url({ protocol: /^https?$/ })
    .max(2048)
    .describe("Of OpenID Connect: what `/.well-known/…` is looked for under."),
  clientId: z.string().min(1).max(500),
  defaultRole: Role.exclude(["owner"]).nullable().describe("Of whom no mapping names. Null: they may not sign in."),
  roleClaim: z
    .string()
    .min(1)
    .max(200)
    .nullable()
    .describe("The claim that says the groups of a person, such as `groups`."),
  roles: z
    .record(z.string().min(1).max(200), Role.exclude(["owner"]))
    .describe("By a value of that claim, the role of those who have it; the highest counts."),
  isEnforced: z
    .boolean()
    .describe("People with addresses of the verified domains act in this organization by single sign-on only."),
};

/** A domain whose people sign in there, once it is shown to be the organization's. */
export const SsoDomain = z
  .object({
    domain: z.string(),
    isVerified: z.boolean(),
    record: z
      .object({ name: z.string(), type: z.literal("TXT"), value: z.string() })
      .describe("What has to stand in the DNS for it to be verified."),
  })
  .meta({ id: "SsoDomain" });
export type SsoDomain = z.infer<typeof SsoDomain>;

/** Single sign-on of an organization. */
export const SsoSettings = z
  .object({
    ...providerFields,
    issuer: z.string(),
    hasClientSecret: z.boolean(),
    domains: z.array(SsoDomain),
    redirectUri: z.string().describe("To be entered at the provider."),
    updatedAt: Instant,
  })
  .meta({ id: "SsoSettings" });
export type SsoSettings = z.infer<typeof SsoSettings>;

export const SsoChange = z
  .strictObject({
    ...providerFields,
    clientSecret: z.string().min(1).max(2000).nullable().describe("Never told again. Null: a public client."),
    domains: z.array(domain).max(20),
  })
  .partial()
  .meta({ id: "SsoChange" });
export type SsoChange = z.output<typeof SsoChange>;

export const SsoCheck = z.object({ detail: z.string() }).meta({ id: "SsoCheck" });
