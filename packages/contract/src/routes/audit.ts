import { z } from "zod";
import { AuditEntry, AuditFilters, AuditHash, AuditHead, AuditVerification } from "../audit.ts";
import { pageOf, paging, type Route } from "./route.ts";

const sequence = z.coerce.number().int().min(0);

export const auditRoutes = {
  listAudit: {
    method: "GET",
    path: "/api/v1/audit",
    tag: "audit",
    summary: "List what was done, newest first",
    description:
      "A page may be short, even empty, while `nextCursor` says that there is more: a search by text takes its time.",
    permission: "audit:read",
    query: AuditFilters.extend(paging),
    status: 200,
    answer: pageOf(AuditEntry),
  },
  exportAudit: {
    method: "GET",
    path: "/api/v1/audit/export",
    tag: "audit",
    summary: "Export what was done, oldest first",
    description: "All entries that the filters let pass, as CSV (RFC 4180) or as one JSON array.",
    permission: "audit:read",
    query: AuditFilters.extend({ format: z.enum(["csv", "json"]).default("csv") }),
    status: 200,
    contentType: "text/csv",
  },
  getAuditHead: {
    method: "GET",
    path: "/api/v1/audit/head",
    tag: "audit",
    summary: "The end of the audit log, to be kept elsewhere",
    permission: "audit:read",
    status: 200,
    answer: AuditHead,
  },
  verifyAudit: {
    method: "GET",
    path: "/api/v1/audit/verify",
    tag: "audit",
    summary: "Check that no entry was changed, taken out or put in",
    description: "At most `limit` entries at a time; go on with `next` as `after` until it is null.",
    permission: "audit:read",
    query: z.object({
      after: sequence.optional().describe("Begins with the entry after this one."),
      limit: z.coerce.number().int().min(1).max(100_000).default(10_000),
      sequence: sequence.optional().describe("With `hash`: a head that was kept, to be found unchanged."),
      hash: AuditHash.optional(),
    }),
    status: 200,
    answer: AuditVerification,
  },
} as const satisfies Record<string, Route>;
