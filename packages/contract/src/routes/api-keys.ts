import { z } from "zod";
import { ApiKey, ApiKeyRotation, ApiKeySecret, NewApiKey, NewServiceAccount, ServiceAccount } from "../api-key.ts";
import { Id, Slug } from "../slug.ts";
import { pageOf, paging, type Route } from "./route.ts";

const tag = "keys";
const key = z.object({ key: Id });
const serviceAccount = z.object({ account: Slug });
const toldOnce = "The secret is told this once: only its digest is kept.";
const rotation =
  "The key stays as it is and gets a new secret. The former one is taken for as long as you choose, so that what uses it can be changed in peace; `0` ends it at once.";

export const apiKeysRoutes = {
  listOwnApiKeys: {
    method: "GET",
    path: "/api/v1/account/api-keys",
    tag,
    summary: "List your own keys in this organization",
    permission: "keys:own",
    query: z.object(paging),
    status: 200,
    answer: pageOf(ApiKey),
  },
  createOwnApiKey: {
    method: "POST",
    path: "/api/v1/account/api-keys",
    tag,
    summary: "Create a key of your own",
    description: `It may never do more than you may, and ends when you leave the organization. ${toldOnce}`,
    permission: "keys:own",
    body: NewApiKey,
    status: 201,
    answer: ApiKeySecret,
  },
  rotateOwnApiKey: {
    method: "POST",
    path: "/api/v1/account/api-keys/:key/rotate",
    tag,
    summary: "Give a key of your own a new secret",
    description: rotation,
    permission: "keys:own",
    params: key,
    body: ApiKeyRotation,
    status: 200,
    answer: ApiKeySecret,
  },
  revokeOwnApiKey: {
    method: "DELETE",
    path: "/api/v1/account/api-keys/:key",
    tag,
    summary: "Revoke a key of your own, at once",
    permission: "keys:own",
    params: key,
    status: 204,
  },
  listApiKeys: {
    method: "GET",
    path: "/api/v1/api-keys",
    tag,
    summary: "List all keys of the organization",
    permission: "keys:read",
    query: z.object(paging),
    status: 200,
    answer: pageOf(ApiKey),
  },
  rotateApiKey: {
    method: "POST",
    path: "/api/v1/api-keys/:key/rotate",
    tag,
    summary: "Give a key of a service account a new secret",
    description: `${rotation} A key of a person is rotated by that person only.`,
    permission: "keys:change",
    params: key,
    body: ApiKeyRotation,
    status: 200,
    answer: ApiKeySecret,
  },
  revokeApiKey: {
    method: "DELETE",
    path: "/api/v1/api-keys/:key",
    tag,
    summary: "Revoke a key of the organization, at once",
    permission: "keys:change",
    params: key,
    status: 204,
  },
  listServiceAccounts: {
    method: "GET",
    path: "/api/v1/service-accounts",
    tag,
    summary: "List the service accounts",
    permission: "keys:read",
    query: z.object(paging),
    status: 200,
    answer: pageOf(ServiceAccount),
  },
  createServiceAccount: {
    method: "POST",
    path: "/api/v1/service-accounts",
    tag,
    summary: "Create a service account",
    permission: "keys:change",
    body: NewServiceAccount,
    status: 201,
    answer: ServiceAccount,
  },
  deleteServiceAccount: {
    method: "DELETE",
    path: "/api/v1/service-accounts/:account",
    tag,
    summary: "Delete a service account; its keys end at once",
    permission: "keys:change",
    params: serviceAccount,
    status: 204,
  },
  createApiKey: {
    method: "POST",
    path: "/api/v1/service-accounts/:account/api-keys",
    tag,
    summary: "Create a key of a service account",
    description: toldOnce,
    permission: "keys:change",
    params: serviceAccount,
    body: NewApiKey,
    status: 201,
    answer: ApiKeySecret,
  },
} as const satisfies Record<string, Route>;
