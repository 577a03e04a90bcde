import type { AuditAction, AuditTargetKind, MutationName, RouteName } from "@aac/contract";
import {
  appendAudit,
  type AuditDraft,
  type AuditNote,
  type AuditOrigin,
  type AuditTarget,
  type Cache,
  type Caller,
  changedFields,
  Problem,
  viewOf,
  wholeFields,
  withAudit,
} from "@aac/core";
import type { FastifyRequest } from "fastify";
import { nowhere } from "../auth.ts";
import { clientAddress } from "../guard/client-address.ts";
import type { Exchange } from "../handlers.ts";
import { audited } from "./audited.ts";
import type { Look, Params, Shown, TargetParts } from "./targets.ts";

export interface KeepParts extends TargetParts {
  cache: Cache;
}

/** Where a request comes from, for the audit log. */
export const originOf = (request: FastifyRequest): AuditOrigin => ({
  requestId: request.id,
  address: clientAddress(request.ip),
  userAgent: request.headers["user-agent"] ?? null,
});

type AnyExchange = Exchange<RouteName> & { caller: Caller | null; params: Params; body: Record<string, unknown> };

/** Rows whose functions take whatever the route of the same name has. */
interface Row {
  action: AuditAction;
  told?: (input: { body: unknown }) => object;
}
interface KnownRow extends Row {
  target: Look;
  after?: ((answer: unknown) => object) | null;
}
interface MadeRow extends Row {
  makes: AuditTargetKind;
  named: (input: unknown) => string | null;
  after: (answer: unknown) => { id: string; name: string; project?: string; fields: object };
}

interface EachRow extends Row {
  each: AuditTargetKind;
}

function rowOf(name: RouteName): KnownRow | MadeRow | EachRow | null {
  const row = (audited as Partial<Record<RouteName, (typeof audited)[MutationName]>>)[name];
  return row && !("notHere" in row) ? (row as unknown as KnownRow | MadeRow | EachRow) : null;
}

interface Asked {
  parts: KeepParts;
  caller: Caller;
  exchange: AnyExchange;
  /** Answers the request. */
  answer: () => Promise<unknown>;
}

/** Answers a request by `handle`, and keeps in the audit log what it does, where it is one that changes something. */
export async function keep(
  parts: KeepParts,
  name: RouteName,
  exchange: Exchange<RouteName>,
  handle: (exchange: Exchange<RouteName>) => Promise<unknown>,
): Promise<unknown> {
  const row = rowOf(name);
  const { caller } = exchange as AnyExchange;
  const answer = () => handle(exchange);
  // What a person in no organization does to their account is no organization's to know.
  if (!row || "each" in row || !caller || caller.orgId === nowhere) return answer();
  const asked: Asked = { parts, caller, exchange: exchange as AnyExchange, answer };
  return "makes" in row ? keepMaking(row, asked) : keepChanging(row, asked);
}

/**
 * Does something to one of several and keeps it in the audit log, as the route that does it to one alone would. Throws
 * what `work` throws, or `look`: then nothing is kept.
 */
export async function keepOne<T>(
  parts: TargetParts,
  { caller, request }: { caller: Caller; request: FastifyRequest },
  { action, look, isGone = false }: { action: AuditAction; look: () => Promise<Shown>; isGone?: boolean },
  work: () => Promise<{ answer: T; after?: object }>,
): Promise<T> {
  const { target, fields } = await look();
  const before = isGone && fields ? wholeFields(fields) : null;
  const draft = { actor: caller.actor, action, origin: originOf(request), target, before };
  return withAudit(parts.center, caller.orgId, draft, async (note) => {
    const { answer, after } = await work();
    if (!isGone) note(changeBetween(fields, after ?? (await look()).fields, {}));
    return answer;
  });
}

const draftOf = (row: Row, { caller, exchange }: Asked) => ({
  actor: caller.actor,
  action: row.action,
  origin: originOf(exchange.request),
});
const toldBy = (row: Row, { exchange: { body } }: Asked) => row.told?.({ body: body ?? {} }) ?? {};

async function keepMaking(row: MadeRow, asked: Asked): Promise<unknown> {
  const { parts, caller, exchange } = asked;
  const project = await projectBy(parts, caller, exchange.params?.["project"]);
  const target = { kind: row.makes, id: null, name: row.named(exchange), project };
  return withAudit(parts.center, caller.orgId, { ...draftOf(row, asked), target }, async (note) => {
    const answer = await asked.answer();
    const made = row.after(answer);
    note({
      target: { ...target, id: made.id, name: made.name, project: await projectBy(parts, caller, made.project) },
      after: { ...wholeFields(made.fields), ...toldBy(row, asked) },
    });
    return answer;
  });
}

async function keepChanging(row: KnownRow, asked: Asked): Promise<unknown> {
  const { parts, caller, exchange } = asked;
  const look = () => row.target(parts, caller, exchange.params ?? {});
  // What is not there throws here: then nothing is begun, and nothing kept.
  const { target, fields } = await look();
  const isGone = row.after === null;
  const draft = { ...draftOf(row, asked), target, before: isGone && fields ? wholeFields(fields) : null };
  return withAudit(parts.center, caller.orgId, draft, async (note) => {
    const answer = await asked.answer();
    if (!isGone) note(changeBetween(fields, row.after ? row.after(answer) : (await look()).fields, toldBy(row, asked)));
    return answer;
  });
}

function changeBetween(was: object | null, is: object | null, told: object): AuditNote {
  // What comes of it and is nothing of the target, such as a schedule's run, is told as it is.
  const isOther = was === null || is === null || !Object.keys(is).some((field) => field in was);
  const { before, after } = isOther ? { before: null, after: is } : changedFields(was, is);
  const all = { ...after, ...told };
  return { before, after: Object.keys(all).length > 0 ? all : null };
}

async function projectBy({ center }: KeepParts, caller: Caller, slug: string | undefined) {
  if (slug === undefined) return null;
  const [found] = await viewOf(center.store, caller).projects.find({ where: { slug }, limit: 1 });
  return found ? { id: found.id, slug: found.slug } : null;
}

/** So many refusals of one caller are kept in an hour: else who may do nothing could fill the log. */
const keptRefusals = 20;
const refusalWindowMs = 3_600_000;

/** Keeps that a caller has tried what he may not do. Never throws: the refusal itself stands. */
export async function keepRefusal(
  parts: KeepParts,
  name: RouteName,
  request: FastifyRequest,
  error: unknown,
): Promise<void> {
  const row = rowOf(name);
  const { caller } = request;
  if (!row || !caller || !(error instanceof Problem) || error.code !== "forbidden") return;
  try {
    const { actor, orgId } = caller;
    const { count } = await parts.cache.increment(`audit-refusals:${orgId}:${actor.kind}:${actor.id}`, refusalWindowMs);
    if (count > keptRefusals) return;
    await appendAudit(parts.center, orgId, {
      actor,
      action: row.action,
      target: refusedTarget(row, request.params as Params),
      outcome: "refused",
      problem: error.code,
      origin: originOf(request),
    });
  } catch (failure) {
    request.log.warn({ err: failure }, "a refusal could not be kept in the audit log");
  }
}

/** By what the path says: who may not do it is told nothing of what is there, and so nothing is looked up. */
function refusedTarget(row: KnownRow | MadeRow | EachRow, params: Params): AuditDraft["target"] {
  const last = Object.values(params).at(-1) ?? null;
  const kind =
    "makes" in row ? row.makes : "each" in row ? row.each : (row.action.split(".")[0] as AuditTarget["kind"]);
  return { kind: kindOf[kind] ?? kind, id: null, name: last };
}

const kindOf: Partial<Record<string, AuditTarget["kind"]>> = {
  retention: "settings",
  policy: "settings",
  analysis: "settings",
  results: "run",
};
