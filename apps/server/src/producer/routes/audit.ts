import { Readable } from "node:stream";
import type { AuditEntry } from "@aac/contract";
import {
  type AuditEntryRecord,
  type Center,
  listAudit,
  Problem,
  readAudit,
  readAuditHead,
  toAuditEntry,
  verifyAudit,
} from "@aac/core";
import { stringify } from "csv-stringify/sync";
import type { HandlersOf } from "../handlers.ts";
import { cursorOf, decodeCursor } from "../page.ts";

export function auditRoutes(center: Center): HandlersOf<"listAudit" | "exportAudit" | "getAuditHead" | "verifyAudit"> {
  return {
    async listAudit({ caller, query: { cursor, limit, ...filters } }) {
      const before = decodeCursor(cursor);
      const { entries, last } = await listAudit(center, caller.orgId, { filters, before, limit });
      return { items: entries.map(toAuditEntry), nextCursor: last === null ? null : cursorOf(last) };
    },
    async exportAudit({ caller, query: { format, ...filters }, reply }) {
      const pages = readAudit(center, caller.orgId, filters);
      reply
        .type(format === "csv" ? "text/csv; charset=utf-8" : "application/json; charset=utf-8")
        .header("content-disposition", `attachment; filename="audit-log.${format}"`);
      return reply.send(Readable.from(format === "csv" ? toCsv(pages) : toJson(pages), { objectMode: false }));
    },
    getAuditHead: ({ caller }) => readAuditHead(center, caller.orgId),
    async verifyAudit({ caller, query: { after, limit, sequence, hash } }) {
      if ((sequence === undefined) !== (hash === undefined)) {
        const errors = [
          { path: hash === undefined ? "hash" : "sequence", message: "Both of a kept head, or neither." },
        ];
        throw new Problem("invalid_request", "A kept head has a `sequence` and a `hash`.", { errors });
      }
      const kept = sequence === undefined || hash === undefined ? undefined : { sequence, hash };
      return verifyAudit(center, caller.orgId, { after, limit, kept });
    },
  };
}

const columns: Record<string, (entry: AuditEntry) => string | number | null> = {
  sequence: ({ sequence }) => sequence,
  at: ({ at }) => at,
  actorKind: ({ actor }) => actor.kind,
  actorId: ({ actor }) => actor.id,
  actorName: ({ actor }) => actor.name,
  action: ({ action }) => action,
  outcome: ({ outcome }) => outcome,
  problem: ({ problem }) => problem,
  targetKind: ({ target }) => target.kind,
  targetId: ({ target }) => target.id,
  targetName: ({ target }) => target.name,
  project: ({ target }) => target.project,
  before: ({ before }) => before && JSON.stringify(before),
  after: ({ after }) => after && JSON.stringify(after),
  requestId: ({ requestId }) => requestId,
  address: ({ address }) => address,
  userAgent: ({ userAgent }) => userAgent,
  concludes: ({ concludes }) => concludes,
  previousHash: ({ previousHash }) => previousHash,
  hash: ({ hash }) => hash,
};

/** RFC 4180. What a spreadsheet would take for a formula begins with a `'`. */
const toLines = (rows: readonly (readonly unknown[])[]) =>
  stringify(
    rows.map((row) => [...row]),
    { record_delimiter: "windows", escape_formulas: true },
  );

async function* toCsv(pages: AsyncIterable<AuditEntryRecord[]>): AsyncGenerator<string> {
  yield toLines([Object.keys(columns)]);
  for await (const page of pages) {
    const rows = page.map(toAuditEntry).map((entry) => Object.values(columns).map((column) => column(entry)));
    if (rows.length > 0) yield toLines(rows);
  }
}

async function* toJson(pages: AsyncIterable<AuditEntryRecord[]>): AsyncGenerator<string> {
  let separator = "[\n";
  for await (const page of pages) {
    for (const entry of page) {
      yield separator + JSON.stringify(toAuditEntry(entry));
      separator = ",\n";
    }
  }
  yield separator === "[\n" ? "[]\n" : "\n]\n";
}
