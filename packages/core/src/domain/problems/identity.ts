import type { ProblemTable } from "./table.ts";

/** Who a caller is: signing in, accounts, single sign-on, keys. */
export const identity = {
  unauthenticated: {
    status: 401,
    title: "Nobody is signed in",
    remedy: "Send an API key as `Authorization: Bearer …` or `X-API-Key`, or sign in.",
    retry: false,
  },
  invalid_sign_in: {
    status: 401,
    title: "This sign-in is not valid",
    remedy: "Sign-in links work once and for a short time. Restart the center for a new link.",
    retry: false,
  },
  invalid_credentials: {
    status: 401,
    title: "The address or the password is wrong",
    remedy: "Mend them, or ask for a mail to set a new password.",
    retry: false,
  },
  invalid_code: {
    status: 401,
    title: "The code is wrong",
    remedy: "Give the code that your authenticator shows now, or a backup code.",
    retry: false,
  },
  sign_in_over: {
    status: 401,
    title: "This sign-in is over",
    remedy: "Sign in with your password again.",
    retry: false,
  },
  email_not_verified: {
    status: 403,
    title: "The address is not confirmed",
    remedy: "Follow the link in the mail that was sent to it, or ask for another.",
    retry: false,
  },
  wrong_password: {
    status: 403,
    title: "The password is wrong",
    remedy: "Give your current password, or ask for a mail to set a new one.",
    retry: false,
  },
  sign_up_closed: {
    status: 403,
    title: "Nobody can sign up here without an invitation",
    remedy: "Ask an admin of an organization to invite you. SIGN_UP=open opens a center to everybody.",
    retry: false,
  },
  no_organization: {
    status: 403,
    title: "You are in no organization",
    remedy: "Ask an admin of one to invite you.",
    retry: false,
  },
  invalid_link: {
    status: 400,
    title: "The link is not valid any more",
    remedy: "Links of mails work once and for a short time. Ask for a new mail.",
    retry: false,
  },
  weak_password: {
    status: 400,
    title: "The password is guessed easily",
    remedy: "Choose a longer one, such as four words that do not belong together.",
    retry: false,
  },
  no_password: {
    status: 409,
    title: "You have no password",
    remedy: "Set one: ask for a mail to set a new password.",
    retry: false,
  },
  two_factor_on: {
    status: 409,
    title: "Two-factor sign-in is on",
    remedy: "Turn it off first, with your password.",
    retry: false,
  },
  two_factor_off: {
    status: 409,
    title: "Two-factor sign-in is off",
    remedy: "Turn it on first.",
    retry: false,
  },
  session_not_found: {
    status: 404,
    title: "There is no such session",
    remedy: "List your sessions with GET /api/v1/account/sessions.",
    retry: false,
  },
  account_exists: {
    status: 409,
    title: "Somebody with this address is here already",
    remedy: "Sign in with it.",
    retry: false,
  },
  mail_not_set_up: {
    status: 409,
    title: "This center sends no mail",
    remedy: "Set SMTP_URL or SENDGRID_API_KEY, and MAIL_FROM, and start it again.",
    retry: false,
  },
  sso_not_found: {
    status: 404,
    title: "There is no single sign-on",
    remedy: "Set it up with PATCH /api/v1/organization/sso, or sign in with a password.",
    retry: false,
  },
  sso_required: {
    status: 403,
    title: "Your organization wants you to sign in by single sign-on",
    remedy: "Sign in with your address, without a password.",
    retry: false,
  },
  sso_failed: {
    status: 401,
    title: "The sign-in at your provider has failed",
    remedy: "Begin it again; if it stays, show `detail` to who looks after the provider.",
    retry: false,
  },
  sso_refused: {
    status: 403,
    title: "Your provider's word is not enough to let you in",
    remedy: "Ask an owner of the organization: the domain, the address or the groups do not fit.",
    retry: false,
  },
  sso_unreachable: {
    status: 502,
    title: "The provider cannot be used",
    remedy: "Check the issuer. Of one that is not public an operator allows the host in SSO_ALLOWED_HOSTS.",
    retry: false,
  },
  domain_not_verified: {
    status: 409,
    title: "The domain is not shown to be yours",
    remedy: "Put the TXT record that the settings name into its DNS, and try again in a while.",
    retry: false,
  },
  domain_taken: {
    status: 409,
    title: "The domain is another organization's",
    remedy: "Remove it there first.",
    retry: false,
  },
  mail_not_found: {
    status: 404,
    title: "There is no such mail in the outbox",
    remedy: "List the mails with GET /api/v1/outbox; they are kept for 30 days.",
    retry: false,
  },
  api_key_not_found: {
    status: 404,
    title: "There is no such API key",
    remedy:
      "List your own keys with GET /api/v1/account/api-keys, those of the organization with GET /api/v1/api-keys.",
    retry: false,
  },
  service_account_not_found: {
    status: 404,
    title: "There is no such service account",
    remedy: "List them with GET /api/v1/service-accounts, or create it.",
    retry: false,
  },
} as const satisfies ProblemTable;
