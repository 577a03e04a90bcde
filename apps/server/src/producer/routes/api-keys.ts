import type { ApiKey, RouteInput, ServiceAccount } from "@aac/contract";
import {
  type ApiKeyRecord,
  type Caller,
  type Center,
  createApiKey,
  createServiceAccount,
  deleteServiceAccount,
  type Ended,
  findServiceAccount,
  revokeApiKey,
  rotateApiKey,
  type ServiceAccountRecord,
  toInstant,
  viewOf,
} from "@aac/core";
import type { Credentials } from "../credentials.ts";
import type { HandlersOf } from "../handlers.ts";
import { after, toPage } from "../page.ts";

type Names =
  | "listOwnApiKeys"
  | "createOwnApiKey"
  | "rotateOwnApiKey"
  | "revokeOwnApiKey"
  | "listApiKeys"
  | "rotateApiKey"
  | "revokeApiKey"
  | "listServiceAccounts"
  | "createServiceAccount"
  | "deleteServiceAccount"
  | "createApiKey";

export function apiKeyRoutes(center: Center, credentials: Credentials): HandlersOf<Names> {
  /** Once this resolves no producer takes them. */
  const end = async ({ digests }: Ended) => {
    for (const digest of digests) await credentials.revoke("key", digest);
  };
  const told = async (caller: Caller, { key, secret }: { key: ApiKeyRecord; secret: string }) => ({
    key: (await presentKeys(center, caller, [key]))[0]!,
    secret,
  });
  const list = async (
    caller: Caller,
    { cursor, limit }: RouteInput<"listApiKeys">["query"],
    where: { userId?: string } = {},
  ) => {
    const { apiKeys } = viewOf(center.store, caller);
    const found = await apiKeys.find({ where: { ...where, ...after(cursor) }, limit: limit + 1 });
    const page = toPage(found, limit, (key) => key);
    return { ...page, items: await presentKeys(center, caller, page.items) };
  };
  const rotate = async (
    caller: Caller,
    which: { id: string; userId: string | null },
    body: RouteInput<"rotateApiKey">["body"],
  ) => {
    const { ended, reread, ...rotated } = await rotateApiKey(center, caller, which, body);
    await end(ended);
    for (const digest of reread) await credentials.reread("key", digest);
    return told(caller, rotated);
  };
  const own = ({ actor }: Caller) => actor.id;

  return {
    listOwnApiKeys: ({ caller, query }) => list(caller, query, { userId: own(caller) }),
    createOwnApiKey: async ({ caller, body }) =>
      told(caller, await createApiKey(center, caller, { userId: own(caller) }, body)),
    rotateOwnApiKey: ({ caller, params, body }) => rotate(caller, { id: params.key, userId: own(caller) }, body),
    async revokeOwnApiKey({ caller, params }) {
      await end(await revokeApiKey(center, caller, { id: params.key, userId: own(caller) }));
      return undefined;
    },
    listApiKeys: ({ caller, query }) => list(caller, query),
    rotateApiKey: ({ caller, params, body }) => rotate(caller, { id: params.key, userId: null }, body),
    async revokeApiKey({ caller, params }) {
      await end(await revokeApiKey(center, caller, { id: params.key, userId: null }));
      return undefined;
    },
    async listServiceAccounts({ caller, query: { cursor, limit } }) {
      const { serviceAccounts } = viewOf(center.store, caller);
      return toPage(await serviceAccounts.find({ where: after(cursor), limit: limit + 1 }), limit, toServiceAccount);
    },
    createServiceAccount: async ({ caller, body }) =>
      toServiceAccount(await createServiceAccount(center, caller, body)),
    async deleteServiceAccount({ caller, params }) {
      await end(await deleteServiceAccount(center, caller, params.account));
      return undefined;
    },
    async createApiKey({ caller, params, body }) {
      const { id: serviceAccountId } = await findServiceAccount(viewOf(center.store, caller), params.account);
      return told(caller, await createApiKey(center, caller, { serviceAccountId }, body));
    },
  };
}

const toServiceAccount = ({ orgId: _, createdBy, createdAt, ...same }: ServiceAccountRecord): ServiceAccount => ({
  ...same,
  createdBy: createdBy.name,
  createdAt: toInstant(createdAt),
});

async function presentKeys(center: Center, caller: Caller, keys: readonly ApiKeyRecord[]): Promise<ApiKey[]> {
  const { projects, serviceAccounts } = center.store.tenant(caller.orgId);
  const { users } = center.store.system;
  const ids = (of: (key: ApiKeyRecord) => readonly string[]) => [...new Set(keys.flatMap(of))];
  const named = async <T extends { id: string }>(
    wanted: string[],
    find: (where: { id: { in: string[] } }) => Promise<T[]>,
  ) => new Map((wanted.length === 0 ? [] : await find({ id: { in: wanted } })).map((one) => [one.id, one]));
  const [limits, people, accounts] = await Promise.all([
    named(
      ids(({ projects: of }) => of ?? []),
      (where) => projects.find({ where }),
    ),
    named(
      ids(({ userId }) => (userId ? [userId] : [])),
      (where) => users.find({ where }),
    ),
    named(
      ids(({ serviceAccountId }) => (serviceAccountId ? [serviceAccountId] : [])),
      (where) => serviceAccounts.find({ where }),
    ),
  ]);
  const ownerOf = ({ userId, serviceAccountId }: ApiKeyRecord): ApiKey["owner"] => {
    if (userId) return { kind: "person", id: userId, name: people.get(userId)?.name ?? "" };
    if (!serviceAccountId) return null;
    return { kind: "serviceAccount", id: serviceAccountId, name: accounts.get(serviceAccountId)?.slug ?? "" };
  };
  const instant = (at: number | null | undefined) => (at === null || at === undefined ? null : toInstant(at));
  return keys.map((key) => ({
    id: key.id,
    name: key.name,
    start: key.start ?? "aac_",
    scopes: key.scopes,
    projects: key.projects ? key.projects.flatMap((id) => limits.get(id)?.slug ?? []) : null,
    owner: ownerOf(key),
    createdBy: key.createdBy?.name ?? null,
    createdAt: toInstant(key.createdAt),
    expiresAt: instant(key.expiresAt),
    lastUsedAt: instant(key.lastUsedAt),
    formerUntil: instant(key.formerUntil),
  }));
}
