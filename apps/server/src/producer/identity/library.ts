import type { Center } from "@aac/core";
import { createEmailVerificationToken } from "better-auth/api";
import { betterAuth } from "better-auth/minimal";
import { bearer } from "better-auth/plugins/bearer";
import { twoFactor } from "better-auth/plugins/two-factor";
import { hashedCodes, makeBackupCodes } from "./backup-codes.ts";
import type { Calls } from "./calls.ts";
import { hashPassword, verifyPassword } from "./passwords.ts";
import { idleMs, type Sessions } from "./sessions.ts";
import { createStoreAdapter } from "./store-adapter.ts";
import { resetMinutes, verificationHours } from "./tokens.ts";

/** As they stand in the contract too. */
const shortestPassword = 12;
const longestPassword = 128;
const challengeMinutes = 10;
const minute = 60;

export interface LibraryParts extends Pick<Center, "store" | "ids" | "vault"> {
  secret: string;
  calls: Calls;
  sessions: Sessions;
  onSessionEnd(digest: string): Promise<void>;
  /** Told when a password was set by a mail's link: who has the mail has the address. */
  onPasswordReset(userId: string): Promise<void>;
}

export type Library = ReturnType<typeof createLibrary>;

/** better-auth on our store. In a file of its own, for it is loaded when somebody first signs in by a password. */
export function createLibrary(parts: LibraryParts) {
  const { secret, calls, sessions } = parts;
  const auth = betterAuth({
    appName: "AAC",
    baseURL: "http://identity.invalid",
    secret,
    logger: { disabled: true },
    telemetry: { enabled: false },
    // Its cookies stay between it and us: browsers get one of ours.
    advanced: { cookiePrefix: "identity", useSecureCookies: false },
    rateLimit: { enabled: false },
    database: createStoreAdapter({
      ...parts,
      beginSession: (userId) => sessions.begin(userId, calls.current().from),
      onProblem: (problem) => (calls.current().problem ??= problem),
    }),
    session: { expiresIn: idleMs / 1000, disableSessionRefresh: true },
    verification: { storeIdentifier: "hashed" },
    emailAndPassword: {
      enabled: true,
      requireEmailVerification: true,
      minPasswordLength: shortestPassword,
      maxPasswordLength: longestPassword,
      revokeSessionsOnPasswordReset: true,
      resetPasswordTokenExpiresIn: resetMinutes * minute,
      password: { hash: hashPassword, verify: verifyPassword },
      sendResetPassword: async ({ token }) => void (calls.current().token = token),
      onPasswordReset: ({ user }) => parts.onPasswordReset(user.id),
    },
    plugins: [
      bearer(),
      twoFactor({
        issuer: "AAC",
        twoFactorCookieMaxAge: challengeMinutes * minute,
        backupCodeOptions: { customBackupCodesGenerate: makeBackupCodes, storeBackupCodes: hashedCodes },
      }),
    ],
  });
  return {
    api: auth.api,
    /** What confirms an address when it is given back: signed, and kept nowhere. */
    confirmationOf: ({ id: userId, email }: { id: string; email: string }, stamp: string) =>
      createEmailVerificationToken(secret, email, undefined, verificationHours * 60 * minute, { userId, stamp }),
  };
}
