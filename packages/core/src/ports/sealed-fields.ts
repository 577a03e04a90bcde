import { centerScope, type Place, type Sealed } from "../domain/secrets/records.ts";
import type { NounName, RecordOf } from "./store.ts";

type HoldsSealed<V> = true extends (
  V extends Sealed
    ? true
    : V extends Uint8Array
      ? false
      : V extends readonly (infer Element)[]
        ? HoldsSealed<Element>
        : V extends object
          ? HoldsSealed<V[keyof V]>
          : false
)
  ? true
  : false;
type SealedKey<T> = { [K in keyof T]-?: HoldsSealed<T[K]> extends true ? K : never }[keyof T];
/** Nouns with a record of which some field is `Sealed`. */
export type SealedNoun = { [N in NounName]: SealedKey<RecordOf<N>> extends never ? never : N }[NounName];

/** Is shown a sealed value with the context it opens under, and answers what is to stand in its place. */
export type Visit = (sealed: Sealed, context: string) => Sealed;

interface SealedFields<T> {
  /**
   * What compare-and-set goes by: a field that every change of a sealed one changes. `updatedAt` has to grow with each
   * change, also with two in one millisecond.
   */
  revision:
    | ("updatedAt" & keyof T)
    | (SealedKey<T> & { [K in keyof T]-?: T[K] extends Sealed | null | undefined ? K : never }[keyof T]);
  /** All fields that hold something sealed, each value as `visit` answers it. */
  map(record: T, visit: Visit): Pick<T, SealedKey<T>>;
}

export const environmentSecret = (environmentId: string, name: string) => `environment:${environmentId}:${name}`;
export const channelUrl = (channelId: string) => `channel/${channelId}/url`;
export const channelSecret = (channelId: string, id: string) => `channel/${channelId}/secret/${id}`;
export const registryPassword = (orgId: string, host: string) => `${orgId}/registry/${host}`;
export const auditKey = (orgId: string) => `audit/${orgId}/key`;
export const analysisKey = (orgId: string) => `${orgId}/analysis/api-key`;
export const runToken = (attemptId: string) => `attempt/${attemptId}/run-token`;
export const ssoClientSecret = (providerId: string) => `sso/${providerId}/client-secret`;
export const twoFactorSecret = (userId: string) => `two-factor/${userId}/secret`;

/**
 * Everything in the store that is sealed. A noun with a `Sealed` field that is not here, or not wholly, does not
 * compile; `sealed-fields.test.ts` and the scenario of the stolen database look for what has escaped the types.
 */
export const sealedFields: { readonly [N in SealedNoun]: SealedFields<RecordOf<N>> } = {
  environments: {
    revision: "updatedAt",
    map: ({ id, secrets }, visit) => ({
      secrets: Object.fromEntries(
        Object.entries(secrets).map(([name, sealed]) => [name, visit(sealed, environmentSecret(id, name))]),
      ),
    }),
  },
  channels: {
    revision: "updatedAt",
    map: ({ id, url, secrets }, visit) => ({
      url: url === null ? null : visit(url, channelUrl(id)),
      secrets: secrets.map((one) => ({ ...one, sealed: visit(one.sealed, channelSecret(id, one.id)) })),
    }),
  },
  attempts: {
    revision: "sealedToken",
    map: ({ id, sealedToken = null }, visit) => ({
      sealedToken: sealedToken === null ? null : visit(sealedToken, runToken(id)),
    }),
  },
  ssoProviders: {
    revision: "updatedAt",
    map: ({ id, clientSecret }, visit) => ({
      clientSecret: clientSecret === null ? null : visit(clientSecret, ssoClientSecret(id)),
    }),
  },
  sandboxPolicies: {
    revision: "updatedAt",
    map: ({ orgId, registries }, visit) => ({
      registries: Object.fromEntries(
        Object.entries(registries).map(([host, access]) => [
          host,
          { ...access, password: visit(access.password, registryPassword(orgId, host)) },
        ]),
      ),
    }),
  },
  auditChains: {
    revision: "key",
    map: ({ orgId, key }, visit) => ({ key: visit(key, auditKey(orgId)) }),
  },
  analysisSettings: {
    revision: "apiKey",
    map: ({ orgId, apiKey }, visit) => ({ apiKey: apiKey === null ? null : visit(apiKey, analysisKey(orgId)) }),
  },
  twoFactors: {
    revision: "secret",
    map: ({ userId, secret }, visit) => ({ secret: visit(secret, twoFactorSecret(userId)) }),
  },
};

export const sealedNouns = Object.keys(sealedFields) as SealedNoun[];

/** Of the registry, what is the same for all nouns: their records differ, and with them what is known of their types. */
export interface AnySealedFields {
  revision: string;
  map(record: SealedRecord, visit: Visit): object;
}
export type SealedRecord = { id: string; orgId?: string; updatedAt?: number };

export const fieldsOf = (noun: SealedNoun): AnySealedFields => sealedFields[noun];

/** What is sealed in a record, and where each belongs. */
export function listSealed(noun: SealedNoun, record: SealedRecord): { sealed: Sealed; place: Place }[] {
  const found: { sealed: Sealed; place: Place }[] = [];
  const scope = record.orgId ?? centerScope;
  fieldsOf(noun).map(record, (sealed, context) => {
    found.push({ sealed, place: { scope, context } });
    return sealed;
  });
  return found;
}
