import { randomUUID } from "node:crypto";
import { setImmediate } from "node:timers/promises";
import { createIds } from "@aac/adapters/ids/ulid";
import { createMemoryStore } from "@aac/adapters/store/memory";
import type { Role } from "@aac/contract";
import {
  addMember,
  type Caller,
  type Center,
  changePerson,
  createOrganization,
  type PeopleParts,
  Problem,
  removePerson,
  type Store,
  tenantView,
} from "@aac/core";
import { describe, expect, inject, test } from "vitest";
import { storesToTry } from "./stores-to-try.ts";

const mongoUri = inject("mongo.uri");

/** So many histories of each store, from seeds that follow each other. */
const firstSeed = Number(process.env["SEED"] ?? 1);
const people = ["ada", "bob", "cleo", "dan"];
const roles: Role[] = ["owner", "owner", "admin", "viewer"];

class Crash extends Error {}

function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** A store of which one call at a time is made, in an order that chance decides, and whose callers die now and then. */
function interleaved(real: Store, random: () => number) {
  const waiting: { start(): Promise<void> }[] = [];
  const gated = (call: () => Promise<unknown>) =>
    new Promise((answer, fail) => {
      waiting.push({
        async start() {
          try {
            const answered = await call();
            if (random() < 0.03) fail(new Crash("died"));
            else answer(answered);
          } catch (error) {
            fail(error);
          }
        },
      });
    });
  const wrap = (collection: object) =>
    new Proxy(collection, {
      get: (target, name) => {
        const method = Reflect.get(target, name) as (...given: unknown[]) => Promise<unknown>;
        return (...given: unknown[]) => gated(() => method(...given));
      },
    });
  const system = new Proxy(real.system, { get: (target, noun) => wrap(Reflect.get(target, noun) as object) });
  const store: Store = { ...real, system, tenant: (orgId) => tenantView(system, orgId) };
  return {
    store,
    /** Until nobody waits any more; `look` is called between any two calls. */
    async run(look: () => Promise<void>) {
      for (;;) {
        await setImmediate();
        if (waiting.length === 0) return;
        const [next] = waiting.splice(Math.floor(random() * waiting.length), 1);
        await next!.start();
        await look();
      }
    },
  };
}

async function history(real: Store, seed: number): Promise<void> {
  const random = randomOf(seed);
  const pick = <T>(among: readonly T[]): T => among[Math.floor(random() * among.length)]!;
  const clock = { now: () => 1, sleep: async () => undefined };
  const ids = createIds(clock);
  const nothing = async () => undefined;
  const parts: PeopleParts = { reread: nothing, revokeKey: nothing };
  const plain = { store: real, clock, ids } as unknown as Center;
  const slug = `org-${seed}-${randomUUID()}`;
  const { id: orgId } = await createOrganization(plain, parts, { userId: "ada", given: { slug } });
  const add = (userId: string, role: Role) => addMember(plain, parts, { orgId, userId, role, projects: null });
  await add("bob", pick(["owner", "admin"]));
  await add("cleo", "admin");

  const { store, run } = interleaved(real, random);
  const center: Center = { ...plain, store };
  const callerOf = (id: string): Caller => ({
    orgId,
    actor: { kind: "person", id, name: id },
    grant: { role: "owner" },
    projects: null,
  });
  const act = async () => {
    const [by, userId] = [callerOf(pick(people)), pick(people)];
    const kind = random();
    if (kind < 0.6) await changePerson(center, parts, by, { userId, change: { role: pick(roles) } });
    else if (kind < 0.9) await removePerson(center, parts, by, userId);
    else await addMember(center, parts, { orgId, userId, role: pick(roles), projects: null });
  };
  const acting = async () => {
    for (let times = 0; times < 3; times++) {
      await act().catch((error: unknown) => {
        const isExpected = error instanceof Problem && ["last_owner", "person_not_found"].includes(error.code);
        if (!isExpected && !(error instanceof Crash)) throw error;
      });
    }
  };
  const actors = Promise.all(Array.from({ length: 5 }, acting));
  actors.catch(() => undefined);
  await run(async () => {
    const members = await real.tenant(orgId).memberships.find({ where: {} });
    const owners = members.filter(({ role, isGone }) => role === "owner" && !isGone).map(({ userId }) => userId);
    expect(owners, `seed ${seed}: an owner is left`).not.toEqual([]);
    const listed = (await real.system.organizations.get(orgId))?.owners ?? [];
    expect(owners, `seed ${seed}: who is listed is an owner`).toEqual(expect.arrayContaining(listed));
    expect(listed, `seed ${seed}: somebody is listed`).not.toEqual([]);
  });
  await actors;

  // Whoever died over what, all but one can go.
  for (const userId of people) await removePerson(plain, parts, callerOf(userId), userId).catch(() => undefined);
  const left = await real.tenant(orgId).memberships.find({ where: {} });
  expect(
    left.map(({ role }) => role),
    `seed ${seed}`,
  ).toEqual(["owner"]);
}

async function histories(store: Store, count: number) {
  for (let seed = firstSeed; seed < firstSeed + count; seed++) await history(store, seed);
}

describe("an organization keeps an owner, whoever demotes, removes and dies between whatever writes", () => {
  const counts: Record<string, number> = { memory: 400, sqlite: 40, mongo: 15 };
  test.each(Object.entries(storesToTry(mongoUri)))("in %s", { timeout: 120_000 }, async (name, open) => {
    const { store, close } = await open();
    await histories(store, counts[name]!);
    await close();
  });

  test("two owners who demote each other at the same moment leave one", async () => {
    const store = createMemoryStore();
    const clock = { now: () => 1, sleep: async () => undefined };
    const center = { store, clock, ids: createIds(clock) } as unknown as Center;
    const nothing = async () => undefined;
    const parts: PeopleParts = { reread: nothing, revokeKey: nothing };
    const { id: orgId } = await createOrganization(center, parts, { userId: "ada", given: { slug: "acme" } });
    await addMember(center, parts, { orgId, userId: "bob", role: "owner", projects: null });
    const demote = (by: string, userId: string) => {
      const caller: Caller = {
        orgId,
        actor: { kind: "person", id: by, name: by },
        grant: { role: "owner" },
        projects: null,
      };
      return changePerson(center, parts, caller, { userId, change: { role: "admin" } });
    };
    const came = await Promise.allSettled([demote("ada", "bob"), demote("bob", "ada")]);
    expect(came.map(({ status }) => status).toSorted()).toEqual(["fulfilled", "rejected"]);
    const found = await store.tenant(orgId).memberships.find({ where: {} });
    expect(found.map(({ role }) => role).toSorted()).toEqual(["admin", "owner"]);
  });
});
