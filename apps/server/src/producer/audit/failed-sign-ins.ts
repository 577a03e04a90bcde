import {
  type AuditDraft,
  appendAudit,
  type Cache,
  type Center,
  centerCaller,
  Problem,
  type UserRecord,
} from "@aac/core";
import type { FastifyInstance, FastifyRequest } from "fastify";
import { digestOf } from "../auth.ts";
import { originOf } from "./keep.ts";

/** So many of one person are kept in an hour: else who guesses could fill the log. */
const keptRefusals = 20;
const windowMs = 3_600_000;
/** A sign-in's second step comes no later. */
const challengeMs = 15 * 60_000;

/**
 * Keeps in the audit log of the organizations of a person that somebody could not sign in as them, and that too many
 * wrong passwords have locked their account. After the answer has gone: how long it takes would tell who is here.
 */
export function keepFailedSignIns(app: FastifyInstance, { center, cache }: { center: Center; cache: Cache }): void {
  app.decorateRequest("signInTried", null);
  app.decorateRequest("signInRefused", null);

  app.addHook("onError", async (request, _, error) => {
    if (request.signInTried !== null && error instanceof Problem && error.status < 500) {
      request.signInRefused = error.code;
    }
  });

  app.addHook("onResponse", async (request) => {
    const { signInRefused: problem, accountLockedMs = 0 } = request;
    if (problem === null && accountLockedMs === 0) return;
    try {
      const user = await whoseAccount(center, request);
      if (!user) return;
      if (problem !== null && (await isKept(cache, user))) {
        await keep(center, request, user, { action: "session.refuse", outcome: "refused", problem });
      }
      if (accountLockedMs > 0) {
        const after = { lockedSeconds: Math.round(accountLockedMs / 1_000) };
        await keep(center, request, user, { action: "account.lock", outcome: "done", after });
      }
    } catch (failure) {
      request.log.warn({ err: failure }, "a sign-in that failed could not be kept in the audit log");
    }
  });
}

const isKept = async (cache: Cache, { id }: UserRecord) =>
  (await cache.increment(`audit-sign-ins:${id}`, windowMs)).count <= keptRefusals;

async function whoseAccount(
  { store }: Center,
  { caller, signInTried: email }: FastifyRequest,
): Promise<UserRecord | null> {
  const { users } = store.system;
  if (caller?.actor.kind === "person") return users.get(caller.actor.id);
  if (email === null) return null;
  const [user] = await users.find({ where: { email: email.toLowerCase() }, limit: 1 });
  return user ?? null;
}

async function keep(
  center: Center,
  request: FastifyRequest,
  { id, name }: UserRecord,
  draft: Pick<AuditDraft, "action" | "outcome" | "problem" | "after">,
): Promise<void> {
  const memberships = await center.store.system.memberships.find({ where: { userId: id } });
  for (const { orgId, isGone = false } of memberships) {
    if (isGone) continue;
    // Nobody knows who has tried; where from stands in the origin.
    const { actor } = centerCaller(orgId, "The center");
    const target = { kind: "account", id, name } as const;
    await appendAudit(center, orgId, { actor, target, ...draft, origin: originOf(request) });
  }
}

const keyOf = (challenge: string) => `sign-in-of:${digestOf(challenge)}`;

/** Whom a sign-in's second step is of, for the log. */
export const rememberSignIn = (cache: Cache, challenge: string, email: string): Promise<unknown> =>
  cache.set(keyOf(challenge), email, challengeMs);
export const recallSignIn = (cache: Cache, challenge: string): Promise<string | null> => cache.get(keyOf(challenge));

declare module "fastify" {
  interface FastifyRequest {
    /** The address that the request wants to sign in with. */
    signInTried: string | null;
    /** The code of the problem that it was refused with. */
    signInRefused: string | null;
  }
}
