import type { AuditVerification } from "@aac/contract";
import { type AuditChainRecord, type AuditEntryRecord, auditEntryId, genesisHash } from "../domain/audit/records.ts";
import { type AuditCenter, copyPending, ensureChain, hashOf, isSame, openKey, sealOf, toMark } from "./audit-chain.ts";
import { readAuditHead } from "./read-audit.ts";

const pageSize = 500;

export interface Verify {
  /** Begins with the entry after this one; default: the first that is there. */
  after?: number | undefined;
  /** How many entries to look at. */
  limit: number;
  /** A head that was kept elsewhere. */
  kept?: { sequence: number; hash: string } | undefined;
}

type Broken = NonNullable<AuditVerification["broken"]>;

/** Checks that entries are there without a gap, each as it was written, up to the chain's end; tells the first that is not. */
export async function verifyAudit(center: AuditCenter, orgId: string, asked: Verify): Promise<AuditVerification> {
  const chain = await ensureChain(center, orgId);
  await copyPending(center, chain);
  const cutTo = chain.stump?.sequence ?? 0;
  const from = Math.max(asked.after ?? 0, cutTo);
  const key = await readKey(center, chain);
  const start = key && (await findStart(center, chain, { key, from }));
  const fault =
    key === null
      ? { sequence: chain.sequence, detail: "The log's key was not sealed by this center: the log was exchanged." }
      : typeof start === "string"
        ? await check(center, chain, { key, from, hash: start, limit: asked.limit, kept: asked.kept })
        : start!;
  const told = "checked" in fault ? fault : { checked: 0, broken: fault, next: null };
  const head =
    key === null
      ? { organization: orgId, sequence: chain.sequence, hash: chain.hash, at: null, signature: "" }
      : await readAuditHead(center, orgId);
  return { ...told, isWhole: told.broken === null, cutTo, unsealedTo: chain.lostKey?.sequence ?? 0, head };
}

async function readKey(center: AuditCenter, chain: AuditChainRecord): Promise<Uint8Array | null> {
  try {
    return await openKey(center, chain);
  } catch {
    return null;
  }
}

/** The hash of the entry that the first one to be checked follows. */
async function findStart(
  center: AuditCenter,
  { orgId, stump, lostKey }: AuditChainRecord,
  { key, from }: { key: Uint8Array; from: number },
): Promise<string | Broken> {
  if (stump && !isSame(stump.seal, toMark(key, "stump", { orgId, ...stump }).seal)) {
    return { sequence: stump.sequence, detail: "The log was cut here, and not by this center." };
  }
  if (lostKey && !isSame(lostKey.seal, toMark(key, "lostKey", { orgId, ...lostKey }).seal)) {
    return { sequence: lostKey.sequence, detail: "The log's key was renewed here, and not by this center." };
  }
  if (from === (stump?.sequence ?? 0)) return stump?.hash ?? genesisHash;
  const before = await center.store.tenant(orgId).auditEntries.get(auditEntryId(orgId, from));
  return before?.hash ?? { sequence: from, detail: "The entry is missing." };
}

interface Span {
  key: Uint8Array;
  from: number;
  hash: string;
  limit: number;
  kept: Verify["kept"];
}

async function check(
  center: AuditCenter,
  chain: AuditChainRecord,
  { key, from, hash, limit, kept }: Span,
): Promise<Pick<AuditVerification, "checked" | "broken" | "next">> {
  const { auditEntries } = center.store.tenant(chain.orgId);
  const end = Math.min(chain.sequence, from + limit);
  let [sequence, previousHash] = [from, hash];
  const broken = (at: number, detail: string) => ({
    checked: sequence - from,
    broken: { sequence: at, detail },
    next: null,
  });
  if (kept && kept.sequence > chain.sequence) {
    return broken(chain.sequence, `The log ends here, and before the head that was kept (${kept.sequence}).`);
  }
  if (kept && kept.sequence === from && kept.hash !== previousHash) {
    return broken(from, "The entry is not the one whose head was kept.");
  }
  while (sequence < end) {
    const where = { id: { gt: auditEntryId(chain.orgId, sequence), lte: auditEntryId(chain.orgId, end) } };
    const page = await auditEntries.find({ where, orderBy: ["id"], limit: Math.min(pageSize, end - sequence) });
    for (const entry of page) {
      const isSealed = sequence + 1 > (chain.lostKey?.sequence ?? 0);
      const fault = faultOf(entry, { sequence: sequence + 1, previousHash, key: isSealed ? key : null });
      if (fault !== null) return broken(sequence + 1, fault);
      if (kept?.sequence === entry.sequence && kept.hash !== entry.hash) {
        return broken(entry.sequence, "The entry is not the one whose head was kept.");
      }
      sequence = entry.sequence;
      previousHash = entry.hash;
    }
    if (page.length === 0) return broken(sequence + 1, "The entry is missing.");
  }
  if (end < chain.sequence) return { checked: end - from, broken: null, next: end };
  if (previousHash !== chain.hash) return broken(end, "The entry is not the one that the log's end names.");
  const where = { id: { gt: auditEntryId(chain.orgId, end), lt: `${chain.orgId}.` } };
  const [beyond] = await auditEntries.find({ where, orderBy: ["id"], limit: 1 });
  // It may have been appended since the end was read.
  if (beyond && beyond.sequence > (await ensureChain(center, chain.orgId)).sequence) {
    return broken(beyond.sequence, "The entry stands behind the log's end.");
  }
  return { checked: end - from, broken: null, next: null };
}

function faultOf(
  entry: AuditEntryRecord,
  expected: { sequence: number; previousHash: string; key: Uint8Array | null },
): string | null {
  if (entry.id !== auditEntryId(entry.orgId, expected.sequence)) return "The entry is missing.";
  if (entry.sequence !== expected.sequence) return "The entry has another number than its place.";
  if (entry.previousHash !== expected.previousHash) return "The entry does not follow the one before it.";
  if (hashOf(entry) !== entry.hash) return "The entry was changed: its hash is another.";
  if (expected.key && !isSame(entry.seal, sealOf(expected.key, entry.hash)))
    return "The entry was not written by this center.";
  return null;
}
