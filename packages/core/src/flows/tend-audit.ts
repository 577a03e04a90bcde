import {
  type AuditChainRecord,
  type AuditDraft,
  type AuditEntryRecord,
  auditEntryId,
} from "../domain/audit/records.ts";
import type { OrganizationRecord } from "../domain/tenancy/records.ts";
import { appendAudit } from "./append-audit.ts";
import { type AuditCenter, copyPending, ensureChain, link, newKey, openKey, toMark } from "./audit-chain.ts";

const dayMs = 24 * 3_600_000;
/** Longer than any request takes: what was begun before that and is not concluded was cut short. */
const interruptedMs = 15 * 60_000;
const pageSize = 500;
const manyAtOnce = 1_000;

const centerActor = { kind: "center", id: "center", name: "Agnostic Automation Center" } as const;

/**
 * Concludes as unknown what was begun and never ended, since its process was killed; answers how much. May be called by
 * several at once: at worst something is said twice.
 */
export async function concludeInterrupted(center: AuditCenter): Promise<number> {
  let concluded = 0;
  for (const chain of await center.store.system.auditChains.find({ where: {} })) {
    if (chain.settled < chain.sequence) concluded += await concludeIn(center, chain);
  }
  return concluded;
}

async function concludeIn(center: AuditCenter, chain: AuditChainRecord): Promise<number> {
  await copyPending(center, chain);
  const { orgId } = chain;
  const { auditEntries, auditChains } = center.store.tenant(orgId);
  const open = new Map<number, AuditEntryRecord>();
  let after = auditEntryId(orgId, chain.settled);
  let last = chain.settled;
  for (;;) {
    const page = await auditEntries.find({ where: { id: { gt: after } }, orderBy: ["id"], limit: pageSize });
    for (const entry of page) {
      if (entry.outcome === "begun") open.set(entry.sequence, entry);
      else if (entry.concludes !== null) open.delete(entry.concludes);
      last = entry.sequence;
    }
    if (page.length < pageSize) break;
    after = page.at(-1)!.id;
  }
  const due = [...open.values()].filter(({ at }) => at < center.clock.now() - interruptedMs);
  for (const entry of due) {
    await appendAudit(center, orgId, endOf(entry));
    open.delete(entry.sequence);
  }
  const settled = Math.min(last, ...[...open.keys()].map((sequence) => sequence - 1));
  if (settled > chain.settled) await auditChains.update(orgId, { settled: { lt: settled } }, { settled });
  return due.length;
}

function endOf(entry: AuditEntryRecord): AuditDraft {
  const { targetKind, targetId, targetName, projectId, projectSlug, requestId, address, userAgent } = entry;
  return {
    actor: { kind: entry.actorKind, id: entry.actorId, name: entry.actorName },
    action: entry.action,
    target: {
      kind: targetKind,
      id: targetId,
      name: targetName,
      project: projectId !== null && projectSlug !== null ? { id: projectId, slug: projectSlug } : null,
    },
    before: entry.before === null ? null : (JSON.parse(entry.before) as object),
    outcome: "unknown",
    concludes: entry.sequence,
    origin: { requestId, address, userAgent },
  };
}

/**
 * Deletes the entries that an organization no longer keeps. What is left still verifies: where the log was cut is
 * written down first, sealed; a crash in between leaves entries that no longer count, for the next time.
 */
export async function cutAudit(center: AuditCenter, { id: orgId, retention }: OrganizationRecord): Promise<number> {
  const chain = await center.store.tenant(orgId).auditChains.get(orgId);
  if (!chain) return 0;
  const { auditEntries, auditChains } = center.store.tenant(orgId);
  const days = retention.auditDays ?? null;
  if (days !== null) {
    const where = { at: { lt: center.clock.now() - days * dayMs } };
    const [last] = await auditEntries.find({ where, orderBy: ["-at"], limit: 1 });
    // The newest entries stay: they may still be on their way from the chain's end.
    const isOld = last && last.sequence < chain.sequence - chain.pending.length;
    if (isOld && last.sequence > (chain.stump?.sequence ?? 0)) await cutAt(center, chain, last);
  }
  const cutTo = (await auditChains.get(orgId))?.stump?.sequence;
  if (cutTo === undefined) return 0;
  let deleted = 0;
  for (;;) {
    const some = await auditEntries.deleteMany({ id: { lte: auditEntryId(orgId, cutTo) } }, manyAtOnce);
    deleted += some;
    if (some < manyAtOnce) return deleted;
  }
}

async function cutAt(center: AuditCenter, chain: AuditChainRecord, last: AuditEntryRecord): Promise<void> {
  const { orgId } = chain;
  const { sequence, hash } = last;
  await appendAudit(center, orgId, {
    actor: centerActor,
    action: "audit.cut",
    target: { kind: "auditLog", id: null, name: null },
    after: { upTo: sequence, hash },
    outcome: "done",
    origin: null,
  });
  const stump = toMark(await openKey(center, chain), "stump", { orgId, sequence, hash, at: center.clock.now() });
  await center.store.tenant(orgId).auditChains.update(orgId, {}, { stump });
}

/**
 * Gives a log whose key cannot be opened any more, since the master key was lost, another one: without it nothing can be
 * appended, and so nothing be done. What was sealed by the old one is told apart from then on. False where the key opens.
 */
export async function renewAuditKey(center: AuditCenter, orgId: string): Promise<boolean> {
  for (;;) {
    const chain = await ensureChain(center, orgId);
    if (await opens(center, chain)) return false;
    await copyPending(center, chain);
    const { key, sealed } = await newKey(center, orgId);
    const now = center.clock.now();
    const drafts: AuditDraft[] = [
      {
        actor: centerActor,
        action: "audit.renewKey",
        target: { kind: "auditLog", id: null, name: null },
        after: { upTo: chain.sequence },
        outcome: "done",
        origin: null,
      },
    ];
    const pending = link(chain, drafts, { now, key });
    const { sequence, hash, at } = pending[0]!;
    const lostKey = toMark(key, "lostKey", { ...chain, at: now });
    // Where it was cut is sealed anew as well: nobody can tell any more whether the old seal was right.
    const stump = chain.stump && toMark(key, "stump", { orgId, ...chain.stump });
    const change = { sequence, hash, at, pending, key: sealed, lostKey, stump };
    if (await center.store.tenant(orgId).auditChains.update(orgId, { sequence: chain.sequence }, change)) return true;
  }
}

async function opens(center: AuditCenter, chain: AuditChainRecord): Promise<boolean> {
  try {
    await openKey(center, chain);
    return true;
  } catch {
    return false;
  }
}
