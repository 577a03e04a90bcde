import type { AuditFilters, AuditHead } from "@aac/contract";
import { isAbout } from "../domain/audit/present.ts";
import type { AuditEntryRecord } from "../domain/audit/records.ts";
import { toInstant } from "../domain/run/present.ts";
import type { CollectionOf } from "../ports/store.ts";
import { type AuditCenter, copyPending, ensureChain, openKey, signatureOf } from "./audit-chain.ts";

const pageSize = 500;
/** So many entries are looked at for one page of a search by text. */
const mostLookedAt = 5_000;

type Where = Parameters<CollectionOf<"auditEntries">["count"]>[0];
type IdRange = { gte?: string; lt?: string };

/**
 * A page of entries, newest first, before the entry of the id `before`. `last` is where the next page begins, null after
 * the last one: a search by text may look at many entries for few, and then answers what it has found until there.
 */
export async function listAudit(
  center: AuditCenter,
  orgId: string,
  { filters, before, limit }: { filters: AuditFilters; before: string | null; limit: number },
): Promise<{ entries: AuditEntryRecord[]; last: string | null }> {
  const { auditEntries } = await settled(center, orgId);
  const range = await idRange(auditEntries, filters);
  const found: AuditEntryRecord[] = [];
  const text = filters.text?.toLowerCase();
  const size = text === undefined ? limit + 1 : pageSize;
  let upTo = before;
  for (let lookedAt = 0; range && lookedAt < mostLookedAt; lookedAt += size) {
    const id = { ...range, ...lowest(range.lt, upTo) };
    const where: Where = { ...conditions(filters), id };
    const page = await auditEntries.find({ where, orderBy: ["-id"], limit: size });
    for (const entry of page) {
      if (found.length === limit) return { entries: found, last: found.at(-1)!.id };
      if (text === undefined || isAbout(entry, text)) found.push(entry);
    }
    if (page.length < size) return { entries: found, last: null };
    upTo = page.at(-1)!.id;
  }
  return { entries: found, last: range ? upTo : null };
}

const lowest = (one: string | undefined, other: string | null): IdRange => {
  const given = [one, other].filter((id) => typeof id === "string").toSorted();
  return given[0] === undefined ? {} : { lt: given[0] };
};

/** All entries that the filters let pass, oldest first. */
export async function* readAudit(
  center: AuditCenter,
  orgId: string,
  filters: AuditFilters,
): AsyncGenerator<AuditEntryRecord[]> {
  const { auditEntries, end } = await settled(center, orgId);
  const range = await idRange(auditEntries, filters);
  if (!range) return;
  const text = filters.text?.toLowerCase();
  let after: string | null = null;
  for (;;) {
    const id: IdRange & { gt?: string; lte: string } = { ...range, ...(after === null ? {} : { gt: after }), lte: end };
    const page: AuditEntryRecord[] = await auditEntries.find({
      where: { ...conditions(filters), id },
      orderBy: ["id"],
      limit: pageSize,
    });
    yield text === undefined ? page : page.filter((entry) => isAbout(entry, text));
    if (page.length < pageSize) return;
    after = page.at(-1)!.id;
  }
}

/** The end of the log, signed. */
export async function readAuditHead(center: AuditCenter, orgId: string): Promise<AuditHead> {
  const chain = await ensureChain(center, orgId);
  const { sequence, hash, at } = chain;
  return {
    organization: orgId,
    sequence,
    hash,
    at: sequence === 0 ? null : toInstant(at),
    signature: signatureOf(await openKey(center, chain), { orgId, sequence, hash }),
  };
}

/** The entries, once those of the last append are among them. */
async function settled(center: AuditCenter, orgId: string) {
  const tenant = center.store.tenant(orgId);
  const chain = await tenant.auditChains.get(orgId);
  if (chain) await copyPending(center, chain);
  return { auditEntries: tenant.auditEntries, end: chain?.pending.at(-1)?.id ?? "" };
}

/** Times never go back along the log, so a span of time is a span of ids. Null: nothing lies in it. */
async function idRange(
  entries: CollectionOf<"auditEntries">,
  { from, to }: Pick<AuditFilters, "from" | "to">,
): Promise<IdRange | null> {
  const firstSince = async (instant: string) => {
    const where = { at: { gte: Date.parse(instant) } };
    const [first] = await entries.find({ where, orderBy: ["at"], limit: 1 });
    return first?.id;
  };
  const gte = from === undefined ? undefined : await firstSince(from);
  if (from !== undefined && gte === undefined) return null;
  const lt = to === undefined ? undefined : await firstSince(to);
  return { ...(gte && { gte }), ...(lt && { lt }) };
}

function conditions({ actor, action, targetKind, target, project, outcome }: AuditFilters): Where {
  return {
    ...(actor && { actorId: actor }),
    ...(action && { action }),
    ...(targetKind && { targetKind }),
    ...(target && { targetId: target }),
    ...(project && { projectSlug: project }),
    outcome: outcome ?? { notIn: ["begun"] },
  };
}
