import { z } from "zod";
import { Id } from "../slug.ts";
import type { Route } from "./route.ts";

export const EmailAddress = z.email().max(254).toLowerCase();
/** What is too easily guessed is refused beyond that: see Problem `weak_password`. */
export const NewPassword = z.string().min(12).max(128);
/** Of what is there already, however it was made. */
export const Password = z.string().min(1).max(128);
const PersonName = z.string().trim().min(1).max(100);
const LinkToken = z.string().min(1).max(2_000).describe("What stands in the mail's link behind `token=`.");

export const Account = z
  .object({
    id: Id,
    email: z.string(),
    emailVerified: z.boolean(),
    name: z.string(),
    hasPassword: z.boolean().describe("Otherwise a provider vouches for the person, or a printed link."),
    twoFactor: z.boolean().describe("Whether signing in by password asks for a code."),
    createdAt: z.iso.datetime(),
  })
  .meta({ id: "Account" });
export type Account = z.infer<typeof Account>;

export const AccountSession = z
  .object({
    id: Id,
    isCurrent: z.boolean(),
    address: z.string(),
    userAgent: z.string(),
    createdAt: z.iso.datetime(),
    lastSeenAt: z.iso.datetime(),
    expiresAt: z.iso.datetime(),
  })
  .meta({ id: "AccountSession" });
export type AccountSession = z.infer<typeof AccountSession>;

const TwoFactorSetup = z
  .object({
    uri: z.string().describe("An `otpauth:` URI, to be shown as a QR code."),
    backupCodes: z.array(z.string()).describe("Each works once in place of a code. They are not shown again."),
  })
  .meta({ id: "TwoFactorSetup" });

const BackupCodes = TwoFactorSetup.pick({ backupCodes: true }).meta({ id: "BackupCodes" });
const path = "/api/v1/account";
const toOpen = { tag: "account", permission: null } as const;
const own = { tag: "account", permission: "account" } as const;

export const accountRoutes = {
  signUp: {
    ...toOpen,
    method: "POST",
    path,
    summary: "Sign up",
    description:
      "Only where SIGN_UP is `open`. A mail asks to confirm the address. The answer is the same when somebody has it already.",
    body: z.strictObject({ email: EmailAddress, name: PersonName, password: NewPassword }),
    status: 204,
  },
  getAccount: { ...own, method: "GET", path, summary: "Get what is known of you", status: 200, answer: Account },
  changeAccount: {
    ...own,
    method: "PATCH",
    path,
    summary: "Change your name",
    body: z.strictObject({ name: PersonName }),
    status: 200,
    answer: Account,
  },
  askForVerification: {
    ...toOpen,
    method: "POST",
    path: `${path}/verification`,
    summary: "Ask for another mail to confirm an address",
    description: "The answer is the same whatever the address is.",
    body: z.strictObject({ email: EmailAddress }),
    status: 204,
  },
  verifyEmail: {
    ...toOpen,
    method: "POST",
    path: `${path}/verification/redeem`,
    summary: "Confirm an address",
    body: z.strictObject({ token: LinkToken }),
    status: 204,
  },
  askForPasswordReset: {
    ...toOpen,
    method: "POST",
    path: `${path}/password-reset`,
    summary: "Ask for a mail to set a new password",
    description: "The answer is the same whatever the address is.",
    body: z.strictObject({ email: EmailAddress }),
    status: 204,
  },
  resetPassword: {
    ...toOpen,
    method: "POST",
    path: `${path}/password-reset/redeem`,
    summary: "Set a new password by the mail's link",
    description: "Ends all of your sessions.",
    body: z.strictObject({ token: LinkToken, password: NewPassword }),
    status: 204,
  },
  changePassword: {
    ...own,
    method: "POST",
    path: `${path}/password`,
    summary: "Change your password",
    description: "Ends your other sessions. This one goes on with a new cookie.",
    body: z.strictObject({ currentPassword: Password, newPassword: NewPassword }),
    status: 204,
  },
  listSessions: {
    ...own,
    method: "GET",
    path: `${path}/sessions`,
    summary: "List your sessions",
    status: 200,
    answer: z.object({ items: z.array(AccountSession) }),
  },
  endSession: {
    ...own,
    method: "DELETE",
    path: `${path}/sessions/:session`,
    summary: "End one of your sessions",
    params: z.object({ session: Id }),
    status: 204,
  },
  endOtherSessions: {
    ...own,
    method: "DELETE",
    path: `${path}/sessions`,
    summary: "End all of your sessions but this one",
    status: 204,
  },
  beginTwoFactor: {
    ...own,
    method: "POST",
    path: `${path}/two-factor`,
    summary: "Set up two-factor sign-in",
    description: "It asks for codes once one was confirmed.",
    body: z.strictObject({ password: Password }),
    status: 200,
    answer: TwoFactorSetup,
  },
  confirmTwoFactor: {
    ...own,
    method: "POST",
    path: `${path}/two-factor/confirm`,
    summary: "Turn two-factor sign-in on, by a first code",
    description: "This session goes on with a new cookie.",
    body: z.strictObject({ code: z.string().regex(/^\d{6}$/, "The six digits that the authenticator shows.") }),
    status: 204,
  },
  newBackupCodes: {
    ...own,
    method: "POST",
    path: `${path}/two-factor/backup-codes`,
    summary: "Make new backup codes",
    description: "Those before are worth nothing from then on.",
    body: z.strictObject({ password: Password }),
    status: 200,
    answer: BackupCodes,
  },
  endTwoFactor: {
    ...own,
    method: "POST",
    path: `${path}/two-factor/end`,
    summary: "Turn two-factor sign-in off",
    description: "This session goes on with a new cookie.",
    body: z.strictObject({ password: Password }),
    status: 204,
  },
} as const satisfies Record<string, Route>;
