import type { AuditEntry } from "@aac/contract";
import { toInstant } from "../run/present.ts";
import type { AuditEntryRecord } from "./records.ts";

export function toAuditEntry(entry: AuditEntryRecord): AuditEntry {
  const { actorKind, actorId, actorName, targetKind, targetId, targetName, projectId, projectSlug } = entry;
  const { id, sequence, action, outcome, problem, concludes, requestId, address, userAgent, previousHash, hash } =
    entry;
  return {
    id,
    sequence,
    at: toInstant(entry.at),
    actor: { kind: actorKind, id: actorId, name: actorName },
    action,
    target: { kind: targetKind, id: targetId, name: targetName, project: projectSlug, projectId },
    before: parse(entry.before),
    after: parse(entry.after),
    outcome,
    problem,
    concludes,
    requestId,
    address,
    userAgent,
    previousHash,
    hash,
  };
}

const parse = (text: string | null) => (text === null ? null : (JSON.parse(text) as Record<string, unknown>));

/** Whether a text, in lower case, stands somewhere in what people look for. */
export function isAbout(entry: AuditEntryRecord, text: string): boolean {
  const { actorName, actorId, action, targetName, targetId, projectSlug, address, requestId, problem } = entry;
  return [actorName, actorId, action, targetName, targetId, projectSlug, address, requestId, problem].some((field) =>
    field?.toLowerCase().includes(text),
  );
}
