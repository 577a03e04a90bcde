import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createMemoryCache } from "@aac/adapters/cache/memory";
import { createIds } from "@aac/adapters/ids/ulid";
import { createSqliteStore } from "@aac/adapters/store/sqlite";
import { createKeyRing, createLocalVault } from "@aac/adapters/vault/local";
import { type Center, silentLog, type Store } from "@aac/core";
import { afterEach, beforeEach, describe, expect, inject, test } from "vitest";
import { type OpenedStore, storesToTry } from "../../../../../tests/scenarios/stores-to-try.ts";
import { codeOf as codeNow, secretIn } from "../../../../../tests/scenarios/totp.ts";
import { createIdentity, type Identity } from "./identity.ts";

const password = "a quiet lake at dawn";
const ada = { email: "Ada@Example.org", name: "Ada", password };
const here = { address: "192.0.2.1", userAgent: "a browser" };
/** The one that turned it on was used already. */
const nextCode = (uri: string) => codeNow(uri, Date.now() + 30_000);
const codeOf = (code: string) => expect.objectContaining({ code }) as Error;

/** When a clock of ours and the library's are not the same one, tests look at no more than the order of things. */
const clock = { now: () => Date.now() + aheadMs, sleep: async () => undefined };
let aheadMs = 0;

function identityOn(store: Store): { identity: Identity; revoked: string[]; center: Center } {
  const revoked: string[] = [];
  const credentials = {
    revoke: async (_: "key" | "session", digest: string) => void revoked.push(digest),
    reread: async () => undefined,
  };
  const ids = createIds(clock);
  const keys = createKeyRing([{ id: "test", key: Buffer.alloc(32, 7) }]);
  const vault = createLocalVault({ keys, dataKeys: store.system.dataKeys, ids, clock });
  const center = { store, clock, ids, vault, log: silentLog } as unknown as Center;
  const secret = "a secret of tests that is long enough";
  return {
    identity: createIdentity(center, { cache: createMemoryCache({ clock }), credentials, secret }),
    revoked,
    center,
  };
}

const stores = storesToTry(inject("mongo.uri"));

describe.each(Object.keys(stores))("on the %s store", (name) => {
  let opened: OpenedStore;
  let identity: Identity;
  let revoked: string[];
  beforeEach(async () => {
    aheadMs = 0;
    opened = await stores[name]!();
    ({ identity, revoked } = identityOn(opened.store));
  });
  afterEach(() => opened.close());

  const signIn = async (given = password) => {
    const begun = await identity.signIn({ email: "ada@example.org", password: given }, here);
    if ("challenge" in begun) throw new Error("A code is asked for");
    return begun;
  };

  test("who signs up is let in once the address is confirmed, and not before", async () => {
    await identity.signUp(ada);
    await expect(signIn()).rejects.toThrow(codeOf("email_not_verified"));
    const token = await identity.tokens.forVerification("ada@example.org");
    await identity.verifyEmail(token!);
    const begun = await signIn();
    const session = await identity.sessions.find(begun.token);
    expect(session).toMatchObject({ ...here, activeOrgId: null, userId: begun.userId });
    expect(await identity.findUser(begun.userId)).toMatchObject({ email: "ada@example.org", name: "Ada" });
    expect(await identity.tokens.forVerification("ada@example.org")).toBeNull();
    await expect(identity.verifyEmail("made up")).rejects.toThrow(codeOf("invalid_link"));
  });

  test("signing up again with the same address changes nothing, and does not say so", async () => {
    await identity.signUpVerified(ada);
    await identity.signUp({ ...ada, name: "Eve", password: "another long password" });
    await signIn();
    await expect(signIn("another long password")).rejects.toThrow(codeOf("invalid_credentials"));
    await expect(identity.signUpVerified(ada)).rejects.toThrow(codeOf("account_exists"));
    expect(await opened.store.system.users.count({})).toBe(1);
  });

  test("nobody confirms a password that a stranger has set for their address", async () => {
    const stranger = "the password of Eve";
    await identity.signUp({ ...ada, name: "Eve", password: stranger });
    const older = await identity.tokens.forVerification("ada@example.org");
    await identity.signUp(ada);
    await expect(identity.verifyEmail(older!)).rejects.toThrow(codeOf("invalid_link"));
    await identity.verifyEmail((await identity.tokens.forVerification("ada@example.org"))!);
    await expect(signIn(stranger)).rejects.toThrow(codeOf("invalid_credentials"));
    const { userId } = await signIn();
    expect(await identity.findUser(userId)).toMatchObject({ name: "Ada", emailVerified: true });
    // And a link that was used confirms nothing again.
    await identity.signUp({ ...ada, name: "Eve", password: stranger });
    await expect(signIn(stranger)).rejects.toThrow(codeOf("invalid_credentials"));
  });

  test("of many who sign up with one address at the same time there is one", async () => {
    const people = Array.from({ length: 8 }, (_, index) => ({ ...ada, name: `Ada ${index}` }));
    const results = await Promise.allSettled(people.map((person) => identity.signUpVerified(person)));
    expect(results.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    expect(await opened.store.system.users.count({})).toBe(1);
    expect(await opened.store.system.accounts.count({})).toBe(1);
    await signIn();
  });

  test("whoever has signed up with an address of somebody else loses it to whom it is vouched for", async () => {
    await identity.signUp({ ...ada, name: "Eve", password: "the password of Eve" });
    const user = await identity.ensureUser({ email: "ADA@example.org", name: "Ada" });
    expect(user).toMatchObject({ email: "ada@example.org", emailVerified: true, name: "Ada" });
    await expect(signIn("the password of Eve")).rejects.toThrow(codeOf("invalid_credentials"));
    expect(await identity.hasPassword(user.id)).toBe(false);
    expect(await identity.ensureUser({ email: "ada@example.org", name: "Else" })).toEqual(user);
  });

  test("a wrong password and an address that nobody has are refused alike", async () => {
    await identity.signUpVerified(ada);
    const refused = await Promise.all(
      [
        { email: "ada@example.org", password: "not this one" },
        { email: "eve@example.org", password },
      ].map((given) => identity.signIn(given, here).catch((error: unknown) => (error as Error).message)),
    );
    expect(new Set(refused)).toHaveProperty("size", 1);
  });

  test("a link to set a new password works once, and ends all sessions", async () => {
    await identity.signUpVerified(ada);
    const sessions = await Promise.all([signIn(), signIn()]);
    expect(await identity.tokens.forReset("eve@example.org")).toBeNull();
    const [token, older] = [
      await identity.tokens.forReset("ada@example.org"),
      await identity.tokens.forReset("ada@example.org"),
    ];
    await identity.resetPassword(token!, "a new and longer one");
    await expect(identity.resetPassword(token!, "a third one, longer")).rejects.toThrow(codeOf("invalid_link"));
    await expect(identity.resetPassword(older!, "a third one, longer")).rejects.toThrow(codeOf("invalid_link"));
    for (const { token: one } of sessions) expect(await identity.sessions.find(one)).toBeNull();
    expect(revoked).toHaveLength(2);
    await expect(signIn()).rejects.toThrow(codeOf("invalid_credentials"));
    await signIn("a new and longer one");
  });

  test("of many who use a link at the same time one sets the password", async () => {
    await identity.signUpVerified(ada);
    const token = await identity.tokens.forReset("ada@example.org");
    const wanted = Array.from({ length: 6 }, (_, index) => `password number ${index}`);
    const results = await Promise.allSettled(wanted.map((one) => identity.resetPassword(token!, one)));
    expect(results.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
  });

  test("changing the password wants the one before, and ends all other sessions", async () => {
    await identity.signUpVerified(ada);
    const [{ token }, other] = [await signIn(), await signIn()];
    const change = { currentPassword: "not this one", newPassword: "a new and longer one" };
    await expect(identity.changePassword(token, change, here)).rejects.toThrow(codeOf("wrong_password"));
    const weak = { currentPassword: password, newPassword: "password1234" };
    await expect(identity.changePassword(token, weak, here)).rejects.toThrow(codeOf("weak_password"));
    const next = await identity.changePassword(token, { ...change, currentPassword: password }, here);
    for (const one of [token, other.token]) expect(await identity.sessions.find(one)).toBeNull();
    expect(await identity.sessions.find(next.token)).toMatchObject(here);
    expect(revoked).toHaveLength(2);
    await signIn("a new and longer one");
  });

  test("a session that takes another's place acts in the same organization", async () => {
    const user = await identity.signUpVerified(ada);
    const { token } = await identity.sessions.create(user.id, { ...here, activeOrgId: "globex" });
    const next = await identity.changePassword(
      token,
      { currentPassword: password, newPassword: "a new and longer one" },
      here,
    );
    expect(await identity.sessions.find(next.token)).toMatchObject({ activeOrgId: "globex" });
  });

  const challenge = async () => {
    const begun = await identity.signIn({ email: "ada@example.org", password }, here);
    if (!("challenge" in begun)) throw new Error("No code is asked for");
    return begun.challenge;
  };
  const setUp = async () => {
    await identity.signUpVerified(ada);
    const { token } = await signIn();
    const made = await identity.twoFactor.begin(token, password, here);
    const confirmed = await identity.twoFactor.confirm(token, codeNow(made.uri), here);
    return { ...made, before: token, token: confirmed.token };
  };

  test("two-factor sign-in asks for a code once one was confirmed; it works once", async () => {
    const { uri, before, token } = await setUp();
    expect(uri).toMatch(/^otpauth:\/\/totp\/AAC:ada%40example.org\?secret=[A-Z2-7]+/);
    expect(await identity.sessions.find(before)).toBeNull();
    expect(await identity.sessions.find(token)).toMatchObject(here);
    const [first, second] = [await challenge(), await challenge()];
    expect(await opened.store.system.sessions.count({})).toBe(1);
    const wrong = { challenge: first, code: "000000" };
    await expect(identity.signInSecondStep(wrong, here)).rejects.toThrow(codeOf("invalid_code"));
    const code = nextCode(uri);
    const begun = await identity.signInSecondStep({ challenge: first, code }, here);
    expect(await identity.sessions.find(begun.token)).toMatchObject({ userId: begun.userId });
    await expect(identity.signInSecondStep({ challenge: first, code }, here)).rejects.toThrow(codeOf("sign_in_over"));
    await expect(identity.signInSecondStep({ challenge: second, code }, here)).rejects.toThrow(codeOf("invalid_code"));
    expect(await opened.store.system.sessions.count({})).toBe(2);
  });

  test("the code that turns it on signs nobody in", async () => {
    await identity.signUpVerified(ada);
    const { token } = await signIn();
    const { uri } = await identity.twoFactor.begin(token, password, here);
    const code = codeNow(uri);
    await identity.twoFactor.confirm(token, code, here);
    const again = { challenge: await challenge(), code };
    await expect(identity.signInSecondStep(again, here)).rejects.toThrow(codeOf("invalid_code"));
  });

  test("a backup code stands in for a code, once, however it is typed", async () => {
    const { backupCodes, token } = await setUp();
    expect(new Set(backupCodes).size).toBe(10);
    const [backupCode = ""] = backupCodes;
    const typed = { challenge: await challenge(), backupCode: backupCode.toUpperCase().replaceAll("-", " ") };
    await identity.signInSecondStep(typed, here);
    const again = { challenge: await challenge(), backupCode };
    await expect(identity.signInSecondStep(again, here)).rejects.toThrow(codeOf("invalid_code"));
    const [fresh = ""] = await identity.twoFactor.newBackupCodes(token, password, here);
    const old = { challenge: await challenge(), backupCode: backupCodes[1]! };
    await expect(identity.signInSecondStep(old, here)).rejects.toThrow(codeOf("invalid_code"));
    await identity.signInSecondStep({ challenge: await challenge(), backupCode: fresh }, here);
  });

  test("a challenge takes five wrong codes, and an account ten", async () => {
    const { uri } = await setUp();
    for (let round = 0; round < 2; round++) {
      const one = await challenge();
      for (let i = 0; i < 5; i++)
        await expect(identity.signInSecondStep({ challenge: one, code: "000000" }, here)).rejects.toThrow(
          codeOf("invalid_code"),
        );
      const right = { challenge: one, code: codeNow(uri) };
      await expect(identity.signInSecondStep(right, here)).rejects.toThrow(/code/i);
    }
    const right = { challenge: await challenge(), code: codeNow(uri) };
    await expect(identity.signInSecondStep(right, here)).rejects.toThrow(codeOf("too_many_requests"));
  });

  test("two-factor sign-in is turned off by the password, and may be begun anew", async () => {
    const { token } = await setUp();
    await expect(identity.twoFactor.begin(token, password, here)).rejects.toThrow(codeOf("two_factor_on"));
    await expect(identity.twoFactor.end(token, "not this one", here)).rejects.toThrow(codeOf("wrong_password"));
    const after = await identity.twoFactor.end(token, password, here);
    expect(await identity.sessions.find(token)).toBeNull();
    await signIn();
    await expect(identity.twoFactor.newBackupCodes(after.token, password, here)).rejects.toThrow(
      codeOf("two_factor_off"),
    );
    await identity.twoFactor.begin(after.token, password, here);
    await identity.twoFactor.begin(after.token, password, here);
    await signIn();
  });

  test("who has no password cannot change it, nor guard it by a second factor", async () => {
    const user = await identity.ensureUser({ email: "ada@example.org", name: "Ada" });
    const { token } = await identity.sessions.create(user.id, here);
    await expect(identity.twoFactor.begin(token, password, here)).rejects.toThrow(codeOf("no_password"));
    const change = { currentPassword: password, newPassword: "a new and longer one" };
    await expect(identity.changePassword(token, change, here)).rejects.toThrow(codeOf("no_password"));
  });

  test("sessions are listed, ended one by one, and all but one", async () => {
    const user = await identity.signUpVerified(ada);
    const tokens = await Promise.all([signIn(), signIn(), signIn()]);
    const [first, second] = await Promise.all(tokens.map(({ token }) => identity.sessions.find(token)));
    await identity.sessions.end(first!);
    expect((await identity.sessions.list(user.id)).map(({ id }) => id)).not.toContain(first!.id);
    await identity.sessions.endAll(user.id, second!.id);
    expect(await identity.sessions.list(user.id)).toMatchObject([{ id: second!.id }]);
    aheadMs = 8 * 24 * 3_600_000;
    expect(await identity.sessions.list(user.id)).toEqual([]);
    await identity.sessions.forgetOld();
    expect(await opened.store.system.sessions.count({})).toBe(0);
  });
});

test("a stolen database file holds nothing that opens anything", async () => {
  const dir = await mkdtemp(join(tmpdir(), "aac-identity-"));
  const store = await createSqliteStore({ path: join(dir, "center.db") });
  const { identity } = identityOn(store);
  await identity.signUpVerified(ada);
  const begun = (await identity.signIn({ email: ada.email, password }, here)) as { token: string };
  const made = await identity.twoFactor.begin(begun.token, password, here);
  const encoded = new URL(made.uri).searchParams.get("secret")!;
  const secret = secretIn(made.uri).toString();
  const { token } = await identity.twoFactor.confirm(begun.token, codeNow(made.uri), here);
  const { challenge } = (await identity.signIn({ email: ada.email, password }, here)) as { challenge: string };
  const reset = (await identity.tokens.forReset("ada@example.org"))!;
  const bytes = await Promise.all((await readdir(dir)).map((file) => readFile(join(dir, file))));
  const file = Buffer.concat(bytes);
  await store.close();
  await rm(dir, { recursive: true });
  // That it is looked for in the right place.
  expect(file.indexOf("ada@example.org")).toBeGreaterThan(0);
  const codes = made.backupCodes.flatMap((code) => [code, code.replaceAll("-", "")]);
  for (const one of [
    password,
    token,
    begun.token,
    encoded,
    secret,
    reset,
    challenge,
    challenge.split(".")[0]!,
    ...codes,
  ]) {
    for (const text of [one, Buffer.from(one).toString("base64"), Buffer.from(one).toString("hex")]) {
      expect({ one, isThere: file.indexOf(text) >= 0 }).toEqual({ one, isThere: false });
    }
  }
});
