import { AsyncLocalStorage } from "node:async_hooks";
import { Problem, type ProblemCode } from "@aac/core";

/** Where a request comes from, as it is shown in the list of one's sessions. */
export interface From {
  address: string;
  userAgent: string;
  /** The organization that a session begun here acts in. Default: the person's first. */
  activeOrgId?: string | null;
  /** The only one that it may act in. Default: any. */
  onlyOrgId?: string | null;
}

/** What goes on beside one call of the library. */
export interface Call {
  from: From;
  /** What the store threw, which the library has wrapped since. */
  problem: Problem | null;
  /** What a mail that the library wants to send is about. */
  token: string | null;
}

export interface Calls {
  current(): Call;
  /** Calls the library. Throws a Problem for what it throws. */
  make<T>(from: From, work: (call: Call) => Promise<T>): Promise<T>;
}

export function createCalls(): Calls {
  const storage = new AsyncLocalStorage<Call>();
  return {
    current() {
      const call = storage.getStore();
      if (!call) throw new Error("The library was called past us");
      return call;
    },
    async make(from, work) {
      const call: Call = { from, problem: null, token: null };
      try {
        return await storage.run(call, () => work(call));
      } catch (error) {
        throw call.problem ?? toOurs(error);
      }
    },
  };
}

const told: Record<string, [ProblemCode, string]> = {
  INVALID_EMAIL_OR_PASSWORD: ["invalid_credentials", "No person has this address with this password."],
  PASSWORD_TOO_LONG: ["invalid_credentials", "No person has this address with this password."],
  INVALID_EMAIL: ["invalid_credentials", "No person has this address with this password."],
  EMAIL_NOT_VERIFIED: ["email_not_verified", "The address was not confirmed yet."],
  INVALID_TOKEN: ["invalid_link", "The link is wrong, was used already, or has expired."],
  TOKEN_EXPIRED: ["invalid_link", "The link has expired."],
  USER_NOT_FOUND: ["invalid_link", "The link is wrong, was used already, or has expired."],
  INVALID_PASSWORD: ["wrong_password", "This is not your password."],
  CREDENTIAL_ACCOUNT_NOT_FOUND: ["no_password", "You have no password: you sign in in another way."],
  INVALID_CODE: ["invalid_code", "The code is wrong, or was for another moment."],
  INVALID_BACKUP_CODE: ["invalid_code", "This is none of the backup codes that are left."],
  INVALID_TWO_FACTOR_COOKIE: ["sign_in_over", "The second step came too late, or for a sign-in that is over."],
  TOO_MANY_ATTEMPTS_REQUEST_NEW_CODE: ["sign_in_over", "Too many wrong codes were given for this sign-in."],
  ACCOUNT_TEMPORARILY_LOCKED: [
    "too_many_requests",
    "Too many wrong codes were given; try again in a quarter of an hour.",
  ],
  TOTP_ALREADY_ENABLED: ["two_factor_on", "Two-factor sign-in is on already."],
  TOTP_NOT_ENABLED: ["two_factor_off", "Two-factor sign-in is not on, and nothing is to be confirmed."],
  TWO_FACTOR_NOT_ENABLED: ["two_factor_off", "Two-factor sign-in is not on."],
  BACKUP_CODES_NOT_ENABLED: ["two_factor_off", "Two-factor sign-in is not on."],
  UNAUTHORIZED: ["unauthenticated", "The session is over."],
};

function toOurs(error: unknown): unknown {
  // Not by its class: that would load the library for who only signs in by a link.
  if (!(error instanceof Error && error.name === "APIError")) return error;
  const { body } = error as { body?: { code?: string } };
  const [code, detail] = told[body?.code ?? ""] ?? [];
  return code === undefined
    ? new Problem("internal", `The identity library refused: ${body?.code ?? error.message}.`, { cause: error })
    : new Problem(code, detail!, { cause: error });
}
