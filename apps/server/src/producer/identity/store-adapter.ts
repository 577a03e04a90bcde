import {
  type Collection,
  type Condition,
  indexedFields,
  Problem,
  type Scalar,
  type SessionRecord,
  type Store,
  type Vault,
} from "@aac/core";
import { type CleanedWhere, createAdapterFactory, type CustomAdapter } from "better-auth/adapters";
import { symmetricDecrypt, symmetricEncrypt } from "better-auth/crypto";
import { digestOf } from "../auth.ts";

type Noun = "users" | "accounts" | "verifications" | "twoFactors" | "sessions";
type Fields = Record<string, unknown>;
type Doc = { id: string } & Fields;
type Test = Condition<Scalar>;

/** Of whichever noun. */
type Documents = Collection<{ id: string } & Record<string, Scalar>, string>;
type Change = Parameters<Documents["update"]>[2];

interface Model {
  noun: Noun;
  /** The fields that are kept, each with its name in the store where that is another. */
  fields: Record<string, string>;
  dates: readonly string[];
}

const same = (...names: string[]) => Object.fromEntries(names.map((name) => [name, name]));

const models: Record<string, Model> = {
  user: {
    noun: "users",
    fields: same("id", "email", "emailVerified", "name", "image", "twoFactorEnabled", "createdAt", "updatedAt"),
    dates: ["createdAt", "updatedAt"],
  },
  account: {
    noun: "accounts",
    fields: same("id", "userId", "providerId", "accountId", "password", "createdAt", "updatedAt"),
    dates: ["createdAt", "updatedAt"],
  },
  verification: {
    noun: "verifications",
    fields: same("id", "identifier", "value", "expiresAt", "createdAt", "updatedAt"),
    dates: ["expiresAt", "createdAt", "updatedAt"],
  },
  twoFactor: {
    noun: "twoFactors",
    fields: same("id", "userId", "secret", "backupCodes", "verified", "failedVerificationCount", "lockedUntil"),
    dates: ["lockedUntil"],
  },
  session: {
    noun: "sessions",
    fields: {
      ...same("id", "userId", "createdAt", "expiresAt"),
      token: "digest",
      updatedAt: "lastSeenAt",
      ipAddress: "address",
      userAgent: "userAgent",
    },
    dates: ["createdAt", "expiresAt", "updatedAt"],
  },
};

export interface StoreAdapterParts {
  store: Store;
  vault: Vault;
  ids: () => string;
  /** What the library seals with what we seal with the vault instead. */
  secret: string;
  /** What a session is begun with, besides its token: the library knows neither our clock nor organizations. */
  beginSession(userId: string): Promise<Omit<SessionRecord, "id" | "userId" | "digest">>;
  /** Told after a session was deleted. */
  onSessionEnd(digest: string): Promise<void>;
  /** Told what the store throws: the library wraps it in errors of its own. */
  onProblem(problem: Problem): void;
}

/**
 * The library's database on our own store. Of a session only the digest of its token is kept: who asks by a token gets
 * that back, and nobody can ask for it otherwise. The secret of a second factor is sealed by the vault.
 */
export function createStoreAdapter(parts: StoreAdapterParts) {
  const adapter: CustomAdapter = {
    create: ({ model, data }) => told(async () => (await create(model, data)) as typeof data),
    findOne: ({ model, where }) => told(async () => (await find(model, where))[0] as never),
    findMany: ({ model, where = [], limit, sortBy, offset = 0 }) =>
      told(async () => sorted(await find(model, where), sortBy).slice(offset, offset + limit) as never),
    count: ({ model, where = [] }) => told(async () => (await docsOf(model, where)).length),
    update: ({ model, where, update }) =>
      told(async () => ((await change(model, where, update as Fields, true))[0] ?? null) as never),
    updateMany: ({ model, where, update }) =>
      told(async () => (await change(model, where, update as Fields, false)).length),
    delete: ({ model, where }) => told(async () => void (await remove(model, where, true))),
    deleteMany: ({ model, where }) => told(async () => (await remove(model, where, false)).length),
    consumeOne: ({ model, where }) => told(async () => ((await remove(model, where, true))[0] ?? null) as never),
    incrementOne: ({ model, where, increment, set = {} }) =>
      told(async () => (await incrementOne(model, where, increment, set)) as never),
  };

  const collectionOf = (name: string) => {
    const model = models[name];
    if (!model) throw new Error(`The store keeps no "${name}"`);
    return { model, collection: parts.store.system[model.noun] as unknown as Documents };
  };

  async function create(name: string, data: Fields): Promise<Fields> {
    const { model, collection } = collectionOf(name);
    const userId = String(data["userId"]);
    const document = {
      ...defaults[name],
      ...(await toFields(model, data, userId)),
      ...(name === "session" ? await parts.beginSession(userId) : {}),
    } as Doc;
    if (!(await collection.insert(document as never))) throw new Error(`There is such a ${name} already`);
    const entity = await toEntity(model, document, []);
    return name === "session" ? { ...entity, token: data["token"] } : entity;
  }

  async function docsOf(name: string, where: readonly CleanedWhere[]): Promise<Doc[]> {
    const { model, collection } = collectionOf(name);
    const tests = testsOf(model, where);
    const indexed = new Set(indexedFields(model.noun));
    // One of them narrows it down to what is one person's, or to what has expired.
    const lead = tests.find(([field]) => indexed.has(field));
    const found = await collection.find({ where: lead ? { [lead[0]]: lead[1] } : {} });
    return found.filter((document) => tests.every(([field, test]) => passes(document[field] as Scalar, test)));
  }

  async function find(name: string, where: readonly CleanedWhere[]): Promise<Fields[]> {
    const { model } = collectionOf(name);
    return Promise.all((await docsOf(name, where)).map((document) => toEntity(model, document, where)));
  }

  async function change(
    name: string,
    where: readonly CleanedWhere[],
    update: Fields,
    onlyOne: boolean,
  ): Promise<Fields[]> {
    const { model, collection } = collectionOf(name);
    const docs = await docsOf(name, where);
    const changed: Fields[] = [];
    for (const { id, userId } of docs) {
      const fields = await toFields(model, update, String(userId));
      const after = await collection.update(id, whenOf(model, where), fields as Change);
      if (after) changed.push(await toEntity(model, after, where));
      if (onlyOne && changed.length > 0) break;
    }
    return changed;
  }

  async function remove(name: string, where: readonly CleanedWhere[], onlyOne: boolean): Promise<Fields[]> {
    const { model, collection } = collectionOf(name);
    const removed: Fields[] = [];
    for (const document of await docsOf(name, where)) {
      // Of several that do it at once, one is told that it did.
      if (!(await collection.delete(document.id))) continue;
      if (name === "session") await parts.onSessionEnd(String(document["digest"]));
      removed.push(await toEntity(model, document, where));
      if (onlyOne) break;
    }
    return removed;
  }

  async function incrementOne(
    name: string,
    where: readonly CleanedWhere[],
    increment: Record<string, number>,
    set: Fields,
  ): Promise<Fields | null> {
    const { model, collection } = collectionOf(name);
    for (;;) {
      const [document] = await docsOf(name, where);
      if (!document) return null;
      const counted = Object.entries(increment).map(([field, by]) => [field, Number(document[field] ?? 0) + by]);
      const read = Object.fromEntries(Object.keys(increment).map((field) => [field, document[field] ?? null]));
      const fields = { ...(await toFields(model, set, String(document["userId"]))), ...Object.fromEntries(counted) };
      const when = { ...whenOf(model, where), ...read } as Record<string, Test>;
      const after = await collection.update(document.id, when, fields as Change);
      if (after) return toEntity(model, after, where);
    }
  }

  async function toFields({ fields, dates, noun }: Model, data: Fields, userId: string): Promise<Fields> {
    const known = Object.entries(data).filter(([name, value]) => fields[name] !== undefined && value !== undefined);
    const stored = known.map(([name, value]) => [
      fields[name]!,
      dates.includes(name) ? toTime(value) : name === "token" ? digestOf(String(value)) : value,
    ]);
    const document: Fields = Object.fromEntries(stored);
    if (noun === "twoFactors" && typeof document["secret"] === "string") {
      const plain = await symmetricDecrypt({ key: parts.secret, data: document["secret"] });
      document["secret"] = parts.vault.seal(plain, twoFactorContext(userId));
    }
    return document;
  }

  async function toEntity(model: Model, document: Doc, where: readonly CleanedWhere[]): Promise<Fields> {
    const { fields, dates, noun } = model;
    const entries = Object.entries(fields).map(([name, stored]) => {
      const value = document[stored] ?? null;
      return [name, dates.includes(name) && value !== null ? new Date(Number(value)) : value];
    });
    const entity: Fields = Object.fromEntries(entries);
    if (noun === "twoFactors") {
      const plain = parts.vault.open(String(document["secret"]), twoFactorContext(String(document["userId"])));
      entity["secret"] = await symmetricEncrypt({ key: parts.secret, data: plain });
    }
    if (noun === "sessions") {
      const asked = where.find(({ field }) => field === "token")?.value;
      entity["token"] = typeof asked === "string" ? asked : "";
    }
    return entity;
  }

  async function told<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (error instanceof Problem) parts.onProblem(error);
      throw error;
    }
  }

  return createAdapterFactory({
    config: {
      adapterId: "aac-store",
      adapterName: "AAC's store",
      supportsJSON: true,
      supportsDates: true,
      supportsBooleans: true,
      customIdGenerator: parts.ids,
    },
    adapter: () => adapter,
  });
}

/** What a second factor's secret is bound to: see the vault port. */
const twoFactorContext = (userId: string) => `two-factor:${userId}`;

/** What the library leaves out. */
const defaults: Record<string, Fields> = {
  user: { image: null, twoFactorEnabled: false },
  account: { password: null },
  twoFactor: { verified: false, failedVerificationCount: 0, lockedUntil: null },
};

const toTime = (value: unknown) => (value instanceof Date ? value.getTime() : value);

/** The conditions, in the store's words. Any that it has none for are a mistake of ours: nothing here needs them. */
function testsOf({ fields, dates }: Model, where: readonly CleanedWhere[]): [string, Test][] {
  return where.map(({ field, operator, value, connector }, at) => {
    const stored = fields[field];
    if (stored === undefined || (connector === "OR" && at > 0))
      throw new Error(`The store cannot look for ${field} so`);
    const one = (each: unknown) =>
      (dates.includes(field) ? toTime(each) : field === "token" ? digestOf(String(each)) : each) as Scalar;
    return [stored, testOf(operator ?? "eq", Array.isArray(value) ? value.map(one) : [one(value)])];
  });
}

function testOf(operator: NonNullable<CleanedWhere["operator"]>, values: Scalar[]): Test {
  const [first = null] = values;
  if (operator === "eq") return first;
  if (operator === "in") return { in: values };
  if (operator === "ne" || operator === "not_in") return { notIn: values };
  if (/^[gl]te?$/.test(operator)) return { [operator]: first };
  throw new Error(`The store has no "${operator}"`);
}

function whenOf(model: Model, where: readonly CleanedWhere[]): Record<string, Test> {
  return Object.fromEntries(testsOf(model, where).filter(([field]) => field !== "id"));
}

function passes(value: Scalar | undefined, test: Test): boolean {
  const given = value ?? null;
  if (typeof test !== "object" || test === null) return given === test;
  if ("in" in test) return test.in.includes(given);
  if ("notIn" in test) return !test.notIn.includes(given);
  if (given === null) return false;
  const { gt = null, gte = null, lt = null, lte = null } = test as Record<string, Scalar>;
  return (
    (gt === null || given > gt) &&
    (gte === null || given >= gte) &&
    (lt === null || given < lt) &&
    (lte === null || given <= lte)
  );
}

function sorted(entities: Fields[], by?: { field: string; direction: "asc" | "desc" }): Fields[] {
  if (!by) return entities;
  const value = (entity: Fields) => Number(entity[by.field] ?? 0);
  // Of those made in the same moment the ids say which came first.
  const upwards = entities.toSorted((a, b) => value(a) - value(b));
  return by.direction === "asc" ? upwards : upwards.toReversed();
}
