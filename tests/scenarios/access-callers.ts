import type { Role } from "@aac/contract";
import type { Center } from "@aac/core";
import { type ApiCaller, apiCaller } from "./api-caller.ts";
import { addPerson, sessionOf } from "./people.ts";

/** Of `appOptions`. */
const cookieSecret = "a secret of tests that is long enough";

/** A person's browser that is signed in, and whose it is. */
export interface SignedIn {
  userId: string;
  call: ApiCaller;
}

/** A new person with this role in the organization: the one place where tests make the credential of a role. */
export async function signedInAs(
  { center, url }: { center: Center; url: string },
  { orgId, role, projects = null }: { orgId: string; role: Role; projects?: Record<string, Role> | null },
): Promise<SignedIn> {
  const { userId } = await addPerson(center, { orgId, role });
  const { memberships } = center.store.system;
  const [membership] = await memberships.find({ where: { orgId, userId }, limit: 1 });
  if (projects !== null) await memberships.update(membership!.id, {}, { projects });
  const cookie = `aac_session=${encodeURIComponent(await sessionOf(center, userId, cookieSecret))}`;
  const anonymous = apiCaller(url, null);
  const call: ApiCaller = (method, path, sent = {}) =>
    anonymous(method, path, { ...sent, headers: { cookie, "sec-fetch-site": "same-origin", ...sent.headers } });
  return { userId, call };
}
