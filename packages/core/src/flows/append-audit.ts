import type { AuditChainRecord, AuditDraft, AuditEntryRecord } from "../domain/audit/records.ts";
import { Problem, toProblem } from "../domain/problems.ts";
import type { Store } from "../ports/store.ts";
import { type AuditCenter, copyPending, ensureChain, link, openKey } from "./audit-chain.ts";
import type { Center } from "./center.ts";
import { persistently } from "./persistently.ts";

/**
 * Appends an entry to the organization's audit log; durable once it resolves. Any number of processes may append at once:
 * the chain's end is moved by one compare-and-set that carries the entries with it, so no number is left out or given
 * twice, whenever a process is killed. What one process appends meanwhile goes together with the next.
 */
export function appendAudit(center: AuditCenter, orgId: string, draft: AuditDraft): Promise<AuditEntryRecord> {
  return writerOf(center, orgId).append(draft);
}

/** What is to be told of a change once it is made. */
export type AuditNote = Partial<Pick<AuditDraft, "target" | "before" | "after">>;

/** So long the entry of what was deleted on a full disk waits for room, which others take as well. */
const roomMs = 10_000;

/** What is deleted leaves room, so that on a full disk it comes before its entry: see docs/adr/0013. */
const makesRoom = ({ action }: Pick<AuditDraft, "action">) => action.endsWith(".delete");

/**
 * Does a change and keeps it in the audit log: that it is begun before it is done, then how it ended. A change that
 * cannot be kept is not made; one whose end cannot be kept is concluded as unknown by `concludeInterrupted`. Only what
 * deletes is done on a full disk as well, which would stay full without it, and is kept in the room that it has made.
 */
export async function withAudit<T>(
  center: AuditCenter & Pick<Center, "log">,
  orgId: string,
  draft: Omit<AuditDraft, "outcome" | "concludes" | "problem">,
  work: (note: (told: AuditNote) => void) => Promise<T>,
): Promise<T> {
  const begun = await appendAudit(center, orgId, { ...draft, outcome: "begun" }).catch((error: unknown) => {
    if (makesRoom(draft) && toProblem(error).code === "disk_full") return null;
    throw error;
  });
  let noted: AuditNote = {};
  const conclude = async (end: Pick<AuditDraft, "outcome" | "problem">) => {
    const told = { ...draft, ...noted, ...end, concludes: begun?.sequence ?? null };
    const kept = begun
      ? appendAudit(center, orgId, told)
      : persistently(center, () => appendAudit(center, orgId, told), AbortSignal.timeout(roomMs));
    await kept.catch((error: unknown) => {
      center.log[begun ? "warn" : "error"]({ error, org: orgId, told }, "the end of a change could not be kept");
    });
  };
  try {
    const answer = await work((told) => {
      noted = { ...noted, ...told };
    });
    await conclude({ outcome: "done" });
    return answer;
  } catch (error) {
    const { status, code } = toProblem(error);
    noted = { ...noted, after: null };
    await conclude({ outcome: error instanceof Problem && status < 500 ? "refused" : "failed", problem: code });
    throw error;
  }
}

interface Writer {
  append(draft: AuditDraft): Promise<AuditEntryRecord>;
}

interface Waiting {
  draft: AuditDraft;
  resolve: (entry: AuditEntryRecord) => void;
  reject: (error: unknown) => void;
}

/** Bounds the document that carries them: MongoDB's may have 16 MiB. */
const batchSize = 64;

/** Of each store that this process has opened, the writers of its organizations: what waits for the same chain. */
const writers = new WeakMap<Store, Map<string, Writer>>();

function writerOf(center: AuditCenter, orgId: string): Writer {
  const known = writers.get(center.store) ?? new Map<string, Writer>();
  writers.set(center.store, known);
  const writer = known.get(orgId) ?? createWriter(center, orgId);
  known.set(orgId, writer);
  return writer;
}

type Known = Pick<AuditChainRecord, "orgId" | "sequence" | "hash" | "at"> & { key: Uint8Array };

function createWriter(center: AuditCenter, orgId: string): Writer {
  const { auditChains, auditEntries } = center.store.tenant(orgId);
  let waiting: Waiting[] = [];
  let isWriting = false;
  /** The chain's end as this process has left it, with nothing pending. */
  let known: Known | null = null;

  async function find(): Promise<Known> {
    const chain = await ensureChain(center, orgId);
    // Before it is moved on: what is pending stands nowhere else.
    await copyPending(center, chain);
    const { sequence, hash, at } = chain;
    return { orgId, sequence, hash, at, key: await openKey(center, chain) };
  }

  async function store(drafts: readonly AuditDraft[]): Promise<AuditEntryRecord[]> {
    for (;;) {
      const from = known ?? (await find());
      known = null;
      const pending = link(from, drafts, { now: center.clock.now(), key: from.key });
      const { sequence, hash, at } = pending.at(-1)!;
      const moved = await auditChains.update(orgId, { sequence: from.sequence }, { sequence, hash, at, pending });
      if (!moved) continue;
      known = { ...from, sequence, hash, at };
      return pending;
    }
  }

  async function write(): Promise<void> {
    isWriting = true;
    while (waiting.length > 0) {
      const batch = waiting.slice(0, batchSize);
      waiting = waiting.slice(batchSize);
      try {
        const entries = await store(batch.map(({ draft }) => draft));
        for (const [index, { resolve }] of batch.entries()) resolve(entries[index]!);
        await auditEntries.insertMany(entries);
      } catch (error) {
        known = null;
        // Those that are resolved already hear nothing of it.
        for (const { reject } of batch) reject(error);
      }
    }
    isWriting = false;
  }

  return {
    append: (draft) =>
      new Promise((resolve, reject) => {
        waiting.push({ draft, resolve, reject });
        if (!isWriting) void write();
      }),
  };
}
