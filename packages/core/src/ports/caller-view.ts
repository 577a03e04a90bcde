import { isDeleted } from "../domain/run/states.ts";
import type { Caller } from "../domain/tenancy/records.ts";
import type { Collection, Condition, Scalar, Store, TenantCollections } from "./store.ts";

/** Nouns of a project that are looked for by themselves, and the field that names it; the others are found through these. */
const projectFields = {
  projects: "id",
  suites: "projectId",
  environments: "projectId",
  schedules: "projectId",
  runs: "projectId",
  jobs: "projectId",
  tests: "projectId",
  tracks: "projectId",
  daysOfRuns: "projectId",
} as const satisfies Partial<Record<keyof TenantCollections, string>>;

/**
 * The store as the caller sees it: only the organization, and of its projects only those the caller may know of.
 * Whatever answers a caller reads and writes through it.
 */
export function viewOf(
  store: Pick<Store, "tenant">,
  caller: Pick<Caller, "orgId" | "projects"> & Partial<Pick<Caller, "grant">>,
): TenantCollections {
  const tenant = withoutDeleted(store.tenant(caller.orgId));
  if (caller.grant && "attempt" in caller.grant) return runOnly(tenant, caller.grant.attempt.runId);
  if (caller.projects === null) return tenant;
  const visible = Object.keys(caller.projects);
  const view: Record<string, unknown> = { ...tenant };
  for (const [noun, field] of Object.entries(projectFields) as [keyof typeof projectFields, "projectId"][])
    view[noun] = narrow(tenant[noun] as unknown as AnyCollection, field, visible);
  return view as unknown as TenantCollections;
}

/** A run that was deleted is not there, although it may take a while until all of it is gone; lists leave it out themselves. */
function withoutDeleted(tenant: TenantCollections): TenantCollections {
  const { runs } = tenant;
  return {
    ...tenant,
    runs: {
      ...runs,
      async get(id) {
        const run = await runs.get(id);
        return run && !isDeleted(run) ? run : null;
      },
      update: (id, when, change) => runs.update(id, { ...when, deletedAt: null }, change),
    },
  };
}

/** For a run's own reporter: the run and its jobs; of what is found by itself nothing else is there. */
function runOnly(tenant: TenantCollections, runId: string): TenantCollections {
  const view: Record<string, unknown> = {};
  for (const [noun, all] of Object.entries(tenant) as [keyof TenantCollections, unknown][]) {
    if (foundThroughRuns.has(noun)) view[noun] = all;
    else if (noun === "jobs") view[noun] = narrow(all as AnyCollection, "runId", [runId]);
    else view[noun] = narrow(all as AnyCollection, "id", noun === "runs" ? [runId] : []);
  }
  return view as unknown as TenantCollections;
}

/** Whoever asks for these names a run or an attempt, which was looked for in the view first. */
const foundThroughRuns: ReadonlySet<keyof TenantCollections> = new Set([
  "attempts",
  "logChunks",
  "results",
  "artifacts",
] as const);

type Narrowed = { id: string; projectId: string; runId: string };
type AnyCollection = Collection<Narrowed, keyof Narrowed>;
type Where = Parameters<AnyCollection["count"]>[0];

function narrow(all: AnyCollection, field: keyof Narrowed, visible: readonly string[]): AnyCollection {
  const isVisible = (document: Narrowed) => visible.includes(document[field]);
  const own = (document: Narrowed) => {
    if (!isVisible(document))
      throw new Error(`A document of ${field} ${document[field]} was written by a stranger to it`);
    return document;
  };
  const within = (where: Where): Where => ({
    ...where,
    [field]: { in: visible.filter((id) => meets(id, where[field])) },
  });
  return {
    async get(id) {
      const document = await all.get(id);
      return document && isVisible(document) ? document : null;
    },
    find: (query) => all.find({ ...query, where: within(query.where) }),
    count: (where) => all.count(within(where)),
    insert: async (document) => all.insert(own(document)),
    insertMany: async (documents) => all.insertMany(documents.map(own)),
    async update(id, when, change) {
      const document = await all.get(id);
      return document && isVisible(document) ? all.update(id, when, change) : null;
    },
    increment: async (id, key, by, initial) => {
      const before = await all.get(id);
      if (before) own(before);
      return all.increment(id, key, by, own(initial));
    },
    async delete(id) {
      const document = await all.get(id);
      return document !== null && isVisible(document) && all.delete(id);
    },
    deleteMany: (where, limit) => all.deleteMany(within(where), limit),
  };
}

/** Whether an id meets a condition, as the stores understand it. */
function meets(id: string, condition: Condition<string> | undefined): boolean {
  if (condition === undefined) return true;
  if (condition === null || typeof condition !== "object") return id === (condition as Scalar);
  if ("in" in condition) return condition.in.includes(id);
  if ("notIn" in condition) return !condition.notIn.includes(id);
  if ("contains" in condition) return condition.contains.every((part) => id.includes(part));
  const { gt, gte, lt, lte } = condition;
  return (
    (gt === undefined || id > gt) &&
    (gte === undefined || id >= gte) &&
    (lt === undefined || id < lt) &&
    (lte === undefined || id <= lte)
  );
}
