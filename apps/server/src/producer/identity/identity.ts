import { createHmac } from "node:crypto";
import { type AccountRecord, type Cache, type Center, checkPassword, Problem, type UserRecord } from "@aac/core";
import type { Credentials } from "../credentials.ts";
import { digestOf } from "../auth.ts";
import { digestOfCode } from "./backup-codes.ts";
import { type Call, createCalls, type From } from "./calls.ts";
import type { Library } from "./library.ts";
import { hashPassword } from "./passwords.ts";
import { createSessions, type Sessions } from "./sessions.ts";
import type { Tokens } from "./tokens.ts";

/** A code of an authenticator holds for 30 s, and one before and after it are taken too. */
const codeMs = 90_000;
/** Of the library: see `library.ts`. */
const challengeCookie = "identity.two_factor";
const sessionCookie = "identity.session_token";

export interface NewPerson {
  email: string;
  name: string;
  password: string;
}

/** Whom the session is of, and what the browser is given for it. */
export interface Begun {
  token: string;
  userId: string;
}

/** What a person is and signs in with. What they may do in which organization is not its business. */
export interface Identity {
  sessions: Sessions;
  tokens: Tokens;
  /** By anybody, of an address that is still to be confirmed. Says nothing of whether somebody has it. Problem `weak_password`. */
  signUp(person: NewPerson): Promise<void>;
  /**
   * Of an address that is theirs beyond doubt: by an invitation's link, for instance. Whoever has signed up with it
   * without confirming it loses it. Throws Problem `account_exists`, where one has confirmed it, and `weak_password`.
   */
  signUpVerified(person: NewPerson): Promise<UserRecord>;
  /**
   * The person with an address that somebody vouches for, such as a provider: made where there is none. Whoever has signed
   * up with it without confirming it loses password and sessions.
   */
  ensureUser(person: { email: string; name: string }): Promise<UserRecord>;
  findUser(id: string): Promise<UserRecord | null>;
  findUserByEmail(email: string): Promise<UserRecord | null>;
  changeName(userId: string, name: string): Promise<UserRecord>;
  hasPassword(userId: string): Promise<boolean>;
  /** Throws Problem `invalid_credentials`, in the same time whether somebody has the address or not, or `email_not_verified`. */
  signIn(given: { email: string; password: string }, from: From): Promise<Begun | { challenge: string }>;
  /** Throws Problem `invalid_code`, `sign_in_over` or `too_many_requests`. */
  signInSecondStep(
    given: { challenge: string } & ({ code: string } | { backupCode: string }),
    from: From,
  ): Promise<Begun>;
  /** Throws Problem `invalid_link`. */
  verifyEmail(token: string): Promise<void>;
  /** Ends all sessions of the person. Throws Problem `invalid_link` or `weak_password`. */
  resetPassword(token: string, password: string): Promise<void>;
  /** Ends all sessions of the person, and begins one in place of the caller's. Throws Problem `wrong_password` … */
  changePassword(
    token: string,
    change: { currentPassword: string; newPassword: string },
    from: From,
  ): Promise<{ token: string }>;
  twoFactor: {
    /** What to show to the person once. It asks for no codes before one was confirmed. */
    begin(token: string, password: string, from: From): Promise<{ uri: string; backupCodes: string[] }>;
    /** Begins a session in place of the caller's. */
    confirm(token: string, code: string, from: From): Promise<{ token: string }>;
    newBackupCodes(token: string, password: string, from: From): Promise<string[]>;
    /** Begins a session in place of the caller's. */
    end(token: string, password: string, from: From): Promise<{ token: string }>;
  };
}

export interface IdentityOptions {
  cache: Cache;
  credentials: Pick<Credentials, "revoke" | "reread">;
  /** What cookies are signed with: challenges and confirmations of addresses are signed with a key made of it. */
  secret: string;
}

export function createIdentity(center: Center, options: IdentityOptions): Identity {
  const { store, clock, ids, vault } = center;
  const { users, accounts, twoFactors, verifications } = store.system;
  const secret = createHmac("sha256", options.secret).update("identity").digest("base64url");
  const sessions = createSessions(center, options.credentials);
  const calls = createCalls();

  let opened: Promise<Library> | null = null;
  const library = () =>
    (opened ??= import("./library.ts").then(({ createLibrary }) =>
      createLibrary({
        store,
        vault,
        ids,
        secret,
        calls,
        sessions,
        onSessionEnd: (digest) => options.credentials.revoke("session", digest),
        async onPasswordReset(userId) {
          await users.update(userId, {}, { emailVerified: true, updatedAt: clock.now() });
          await endLinks(userId);
        },
      }),
    ));
  /** Calls the library. */
  const ask = <T>(from: From, work: (api: Library["api"], call: Call) => Promise<T>): Promise<T> =>
    calls.make(from, async (call) => work((await library()).api, call));
  const by = (token: string) => new Headers({ authorization: `Bearer ${token}` });

  /** Links that are still to be used lose their power with the password that they were asked for. */
  async function endLinks(userId: string): Promise<void> {
    for (const { id } of await verifications.find({ where: { value: userId } })) await verifications.delete(id);
  }

  async function findUserByEmail(email: string): Promise<UserRecord | null> {
    const [user] = await users.find({ where: { email: email.toLowerCase() }, limit: 1 });
    return user ?? null;
  }

  const passwordOf = async (userId: string) => {
    const [account] = await accounts.find({ where: { providerId: "credential", accountId: userId }, limit: 1 });
    return account ?? null;
  };

  /** The one who has signed up last with an address that nobody has confirmed; what was mailed before confirms it no more. */
  async function claimAnew(account: AccountRecord, { name, password }: Pick<NewPerson, "name" | "password">) {
    const change = { password: await hashPassword(password), updatedAt: clock.now() };
    const user = await users.get(account.userId);
    // Confirmed meanwhile, it is taken.
    if (!user || user.emailVerified) return;
    if (!(await accounts.update(account.id, { password: account.password }, change))) return;
    if (await users.update(user.id, { emailVerified: false }, { name, updatedAt: clock.now() })) return;
    // It was confirmed at this moment, with the password from before.
    await accounts.update(account.id, { password: change.password }, { password: account.password });
  }

  /** A link confirms an address together with the password that was set when it was mailed. Throws Problem `invalid_link`. */
  async function demandSamePassword(token: string): Promise<void> {
    const { userId, stamp } = claimsOf(token);
    if (typeof userId !== "string" || stamp !== stampOf(await passwordOf(userId))) {
      throw new Problem("invalid_link", "The link is wrong, or somebody has signed up with the address since.");
    }
  }

  async function ensureUser({ email: given, name }: { email: string; name: string }): Promise<UserRecord> {
    const email = given.toLowerCase();
    for (;;) {
      const known = await findUserByEmail(email);
      const now = clock.now();
      if (known?.emailVerified) return known;
      if (known) {
        // Somebody has only claimed the address: nothing that they have set may open what is its owner's.
        for (const account of await accounts.find({ where: { userId: known.id } })) await accounts.delete(account.id);
        for (const second of await twoFactors.find({ where: { userId: known.id } })) await twoFactors.delete(second.id);
        await endLinks(known.id);
        await sessions.endAll(known.id);
        const change = { emailVerified: true, twoFactorEnabled: false, name, updatedAt: now };
        const verified = await users.update(known.id, { emailVerified: false }, change);
        if (verified) return verified;
        continue;
      }
      const user: UserRecord = {
        id: ids(),
        email,
        emailVerified: true,
        name,
        image: null,
        twoFactorEnabled: false,
        createdAt: now,
        updatedAt: now,
      };
      if (await users.insert(user)) return user;
    }
  }

  /** The session that the library has begun in place of another, in the same organization. */
  async function inPlaceOf(token: string, from: From, work: (api: Library["api"]) => Promise<{ headers: Headers }>) {
    const before = await sessions.find(token);
    if (!before) throw new Problem("unauthenticated", "The session is over.");
    const { activeOrgId, onlyOrgId = null } = before;
    const { headers } = await ask({ ...from, activeOrgId, onlyOrgId }, work);
    const begun = cookieIn(headers, sessionCookie)?.replace(/\.[^.]*$/, "");
    return { token: begun ?? token, userId: before.userId };
  }

  async function demandPassword(token: string): Promise<void> {
    const session = await sessions.find(token);
    if (!session) throw new Problem("unauthenticated", "The session is over.");
    if (!(await passwordOf(session.userId))?.password) {
      throw new Problem("no_password", "You have no password: you sign in in another way.");
    }
  }

  const nowhere: From = { address: "", userAgent: "" };

  return {
    sessions,
    tokens: {
      forReset: (email) =>
        ask(nowhere, async (api, call) => {
          await api.requestPasswordReset({ body: { email } });
          return call.token;
        }),
      async forVerification(email) {
        const user = await findUserByEmail(email);
        if (!user || user.emailVerified) return null;
        return (await library()).confirmationOf(user, stampOf(await passwordOf(user.id)));
      },
    },
    async signUp({ email, name, password }) {
      checkPassword(password, { email, path: "password" });
      const known = await findUserByEmail(email);
      const claimed = known && !known.emailVerified ? await passwordOf(known.id) : null;
      // Whoever has signed up with it before has not shown it to be theirs: the owner must not confirm a stranger's password.
      if (claimed) return claimAnew(claimed, { name, password });
      await ask(nowhere, (api) => api.signUpEmail({ body: { email, name, password } }));
    },
    async signUpVerified({ email, name, password }) {
      checkPassword(password, { email, path: "password" });
      const hash = await hashPassword(password);
      if ((await findUserByEmail(email))?.emailVerified) {
        throw new Problem("account_exists", "Somebody with this address is here already.");
      }
      const user = await ensureUser({ email, name });
      const now = clock.now();
      const account = { userId: user.id, providerId: "credential", accountId: user.id, password: hash };
      if (!(await accounts.insert({ id: ids(), ...account, createdAt: now, updatedAt: now }))) {
        throw new Problem("account_exists", "Somebody with this address is here already.");
      }
      return user;
    },
    ensureUser,
    findUser: (id) => users.get(id),
    findUserByEmail,
    async changeName(userId, name) {
      const changed = await users.update(userId, {}, { name, updatedAt: clock.now() });
      if (!changed) throw new Problem("unauthenticated", "You are not there any more.");
      return changed;
    },
    hasPassword: async (userId) => Boolean((await passwordOf(userId))?.password),
    async signIn({ email, password }, from) {
      const { headers, response } = await ask(from, (api) =>
        api.signInEmail({ body: { email, password }, headers: new Headers(), returnHeaders: true }),
      );
      if ("twoFactorRedirect" in response) return { challenge: cookieIn(headers, challengeCookie)! };
      return { token: response.token, userId: response.user.id };
    },
    async signInSecondStep(given, from) {
      const headers = new Headers({ cookie: `${challengeCookie}=${encodeURIComponent(given.challenge)}` });
      const { user, token } = await ask(from, (api) =>
        "code" in given
          ? api.verifyTOTP({ body: { code: given.code }, headers })
          : api.verifyBackupCode({ body: { code: digestOfCode(given.backupCode) }, headers }),
      );
      const begun = { token: token!, userId: user.id };
      if ("code" in given && !(await options.cache.add(usedCode(begun.userId, given.code), "", codeMs))) {
        const session = await sessions.find(begun.token);
        if (session) await sessions.end(session);
        throw new Problem("invalid_code", "The code was used already: wait for the next one.");
      }
      return begun;
    },
    async verifyEmail(token) {
      await demandSamePassword(token);
      await ask(nowhere, (api) => api.verifyEmail({ query: { token } }));
      await demandSamePassword(token).catch(async (error: unknown) => {
        await users.update(String(claimsOf(token)["userId"]), {}, { emailVerified: false });
        throw error;
      });
    },
    async resetPassword(token, password) {
      checkPassword(password, { email: "", path: "password" });
      await ask(nowhere, (api) => api.resetPassword({ body: { token, newPassword: password } }));
    },
    async changePassword(token, { currentPassword, newPassword }, from) {
      const session = await sessions.find(token);
      const user = session && (await users.get(session.userId));
      checkPassword(newPassword, { email: user?.email ?? "", path: "newPassword" });
      const body = { currentPassword, newPassword, revokeOtherSessions: true };
      const begun = await inPlaceOf(token, from, (api) =>
        api.changePassword({ body, headers: by(token), returnHeaders: true }),
      );
      await endLinks(begun.userId);
      return begun;
    },
    twoFactor: {
      async begin(token, password, from) {
        await demandPassword(token);
        const made = await ask(from, (api) => api.enableTwoFactor({ body: { password }, headers: by(token) }));
        if (made.method !== "totp") throw new Error("Only authenticators are set up");
        return { uri: made.totpURI, backupCodes: made.backupCodes };
      },
      async confirm(token, code, from) {
        const begun = await inPlaceOf(token, from, (api) =>
          api.verifyTOTP({ body: { code }, headers: by(token), returnHeaders: true }),
        );
        await options.cache.add(usedCode(begun.userId, code), "", codeMs);
        return begun;
      },
      async newBackupCodes(token, password, from) {
        await demandPassword(token);
        const made = await ask(from, (api) => api.generateBackupCodes({ body: { password }, headers: by(token) }));
        return made.backupCodes;
      },
      async end(token, password, from) {
        await demandPassword(token);
        return inPlaceOf(token, from, (api) =>
          api.disableTwoFactor({ body: { password }, headers: by(token), returnHeaders: true }),
        );
      },
    },
  };
}

const usedCode = (userId: string, code: string) => `totp:${userId}:${code}`;

const stampOf = (account: AccountRecord | null) => digestOf(account?.password ?? "");

/** What a token says, whoever has made it: that it is ours, the library finds out. */
function claimsOf(token: string): Record<string, unknown> {
  try {
    return JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString()) as Record<string, unknown>;
  } catch {
    return {};
  }
}

function cookieIn(headers: Headers, name: string): string | null {
  const cookie = headers.getSetCookie().findLast((one) => one.startsWith(`${name}=`) && !one.startsWith(`${name}=;`));
  return cookie ? decodeURIComponent(cookie.slice(name.length + 1).split(";")[0]!) : null;
}
