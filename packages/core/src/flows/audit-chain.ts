import { createHash, createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import { canonical } from "../domain/audit/canonical.ts";
import { bounded } from "../domain/audit/changes.ts";
import {
  type AuditChainRecord,
  type AuditDraft,
  type AuditEntryRecord,
  auditEntryId,
  type AuditMark,
  genesisHash,
} from "../domain/audit/records.ts";
import type { Sealed } from "../domain/secrets/records.ts";
import { auditKey } from "../ports/sealed-fields.ts";
import type { Center } from "./center.ts";

/** What flows of the audit log work with. */
export type AuditCenter = Pick<Center, "store" | "vault" | "clock">;

const longest = 256;
const short = (text: string | null) => (text === null ? null : text.slice(0, longest));
const toText = (fields: object | null | undefined) => (fields ? canonical(bounded(fields)) : null);

/** The drafts as entries, each linked to the one before it. */
export function link(
  { orgId, sequence, hash, at }: Pick<AuditChainRecord, "orgId" | "sequence" | "hash" | "at">,
  drafts: readonly AuditDraft[],
  { now, key }: { now: number; key: Uint8Array },
): AuditEntryRecord[] {
  let previousHash = hash;
  return drafts.map((draft, index) => {
    const number = sequence + 1 + index;
    const { actor, action, target, origin } = draft;
    const unsigned: Omit<AuditEntryRecord, "hash" | "seal"> = {
      id: auditEntryId(orgId, number),
      orgId,
      sequence: number,
      at: Math.max(now, at),
      actorKind: actor.kind,
      actorId: actor.id,
      actorName: short(actor.name) ?? "",
      action,
      targetKind: target.kind,
      targetId: short(target.id),
      targetName: short(target.name),
      projectId: target.project?.id ?? null,
      projectSlug: target.project?.slug ?? null,
      before: toText(draft.before),
      after: toText(draft.after),
      outcome: draft.outcome,
      problem: draft.problem ?? null,
      concludes: draft.concludes ?? null,
      requestId: origin?.requestId ?? null,
      address: origin?.address ?? null,
      userAgent: short(origin?.userAgent ?? null),
      previousHash,
    };
    const own = hashOf(unsigned);
    previousHash = own;
    return { ...unsigned, hash: own, seal: sealOf(key, own) };
  });
}

export function hashOf(entry: Omit<AuditEntryRecord, "hash" | "seal"> & { hash?: string; seal?: string }): string {
  const { hash: _, seal: __, ...fields } = entry;
  return createHash("sha256").update(canonical(fields)).digest("hex");
}

export const sealOf = (key: Uint8Array, hash: string) => createHmac("sha256", key).update(hash).digest("hex");

/** The place, sealed as what it is a mark of. */
export function toMark(
  key: Uint8Array,
  what: "stump" | "lostKey",
  { orgId, sequence, hash, at }: Pick<AuditChainRecord, "orgId" | "sequence" | "hash" | "at">,
): AuditMark {
  const seal = createHmac("sha256", key).update(canonical({ what, orgId, sequence, hash, at })).digest("hex");
  return { sequence, hash, at, seal };
}

export const signatureOf = (
  key: Uint8Array,
  { orgId, sequence, hash }: { orgId: string; sequence: number; hash: string },
) =>
  createHmac("sha256", key)
    .update(canonical({ what: "head", orgId, sequence, hash }))
    .digest("hex");

export function isSame(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)];
  return a.length === b.length && timingSafeEqual(a, b);
}

const placeOf = (orgId: string) => ({ scope: orgId, context: auditKey(orgId) });

/** The organization's chain, made where there is none. */
export async function ensureChain(center: AuditCenter, orgId: string): Promise<AuditChainRecord> {
  const { auditChains } = center.store.tenant(orgId);
  for (;;) {
    const found = await auditChains.get(orgId);
    if (found) return found;
    await auditChains.insert({
      id: orgId,
      orgId,
      sequence: 0,
      hash: genesisHash,
      at: 0,
      pending: [],
      key: (await newKey(center, orgId)).sealed,
      settled: 0,
      stump: null,
      lostKey: null,
    });
  }
}

export async function newKey(center: AuditCenter, orgId: string): Promise<{ key: Uint8Array; sealed: Sealed }> {
  const key = randomBytes(32);
  return { key, sealed: await center.vault.seal(key.toString("base64"), placeOf(orgId)) };
}

/** Throws when this center has not sealed it. */
export const openKey = async (center: AuditCenter, { orgId, key }: AuditChainRecord): Promise<Uint8Array> =>
  Buffer.from(await center.vault.open(key, placeOf(orgId)), "base64");

/** Copies what the last append has left to where entries are looked for. Doing it again changes nothing. */
export async function copyPending(center: AuditCenter, { orgId, pending }: AuditChainRecord): Promise<void> {
  const [first, last] = [pending.at(0), pending.at(-1)];
  if (!first || !last) return;
  const { auditEntries } = center.store.tenant(orgId);
  if ((await auditEntries.count({ id: { gte: first.id, lte: last.id } })) === pending.length) return;
  await auditEntries.insertMany(pending);
}
