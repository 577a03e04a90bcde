import {
  type Collection,
  type Collections,
  globalNouns,
  nouns,
  type TenantCollections,
  type TenantNoun,
} from "./store.ts";

type Scoped = { id: string; orgId: string };
type AnyCollection = Collection<Scoped, "id" | "orgId">;

/** Narrows collections to one organization: what every adapter's `tenant` answers. */
export function tenantView(system: Collections, orgId: string): TenantCollections {
  const view: Record<string, AnyCollection> = {};
  for (const name of tenantNouns) view[name] = scope(system[name] as unknown as AnyCollection, orgId);
  return view as unknown as TenantCollections;
}

const tenantNouns = Object.keys(nouns).filter((name) => !globalNouns.has(name)) as TenantNoun[];

function scope(all: AnyCollection, orgId: string): AnyCollection {
  const own = (document: Scoped) => {
    if (document.orgId !== orgId)
      throw new Error(`A document of organization ${document.orgId} was written as ${orgId}`);
    return document;
  };
  return {
    async get(id) {
      const document = await all.get(id);
      return document?.orgId === orgId ? document : null;
    },
    find: (query) => all.find({ ...query, where: { ...query.where, orgId } }),
    count: (where) => all.count({ ...where, orgId }),
    insert: async (document) => all.insert(own(document)),
    insertMany: async (documents) => all.insertMany(documents.map(own)),
    async update(id, when, change) {
      const { orgId: given = orgId } = change;
      own({ id, orgId: given });
      return all.update(id, { ...when, orgId }, change);
    },
    increment: async (id, field, by, initial) => {
      const before = await all.get(id);
      if (before) own(before);
      return all.increment(id, field, by, own(initial));
    },
    async delete(id) {
      const document = await all.get(id);
      return document?.orgId === orgId ? all.delete(id) : false;
    },
    deleteMany: (where, limit) => all.deleteMany({ ...where, orgId }, limit),
  };
}
