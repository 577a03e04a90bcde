import { createHmac, randomUUID } from "node:crypto";
import type { Role } from "@aac/contract";
import type { Center, Store } from "@aac/core";
import { createSessions } from "../../apps/server/src/producer/identity/sessions.ts";
import { hashPassword } from "../../apps/server/src/producer/identity/passwords.ts";

export interface Person {
  userId: string;
  email: string;
}

/** A person with an address that is confirmed, in an organization, where one is named. */
export async function addPerson(
  { store, clock, ids }: Pick<Center, "store" | "clock" | "ids">,
  wanted: { orgId?: string | null; role?: Role; email?: string; password?: string } = {},
): Promise<Person> {
  const { orgId = null, role = "owner", email = `${randomUUID()}@example.org`, password } = wanted;
  const userId = ids();
  const at = { createdAt: clock.now(), updatedAt: clock.now() };
  const { users, accounts, memberships } = store.system;
  const person = { email, emailVerified: true, name: "Ada", image: null, twoFactorEnabled: false };
  await users.insert({ id: userId, ...person, ...at });
  if (password !== undefined) {
    const hash = await hashPassword(password);
    await accounts.insert({ id: ids(), userId, providerId: "credential", accountId: userId, password: hash, ...at });
  }
  if (orgId !== null) {
    await memberships.insert({ id: ids(), orgId, userId, role, projects: null, createdAt: clock.now() });
  }
  return { userId, email };
}

/** What the person's browser sends once they are signed in: the value of the cookie `aac_session`. */
export async function sessionOf(
  { store, clock, ids }: { store: Store } & Pick<Center, "clock" | "ids">,
  userId: string,
  cookieSecret: string,
): Promise<string> {
  const nothing = { revoke: async () => undefined, reread: async () => undefined };
  const from = { address: "127.0.0.1", userAgent: "a test" };
  const { token } = await createSessions({ store, clock, ids }, nothing).create(userId, from);
  return `${token}.${createHmac("sha256", cookieSecret).update(token).digest("base64").replace(/=+$/, "")}`;
}
