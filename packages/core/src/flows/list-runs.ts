import { isDeleted } from "../domain/run/states.ts";
import { numberMeant, passesRunFilters, type RunFilters, type State, statesMeant } from "@aac/contract";
import { Problem } from "../domain/problems.ts";
import { toRunSummary } from "../domain/run/present.ts";
import type { RunRecord } from "../domain/run/records.ts";
import type { Caller } from "../domain/tenancy/records.ts";
import { timeKey } from "../domain/time-key.ts";
import { viewOf } from "../ports/caller-view.ts";
import type { CollectionOf } from "../ports/store.ts";
import type { Center } from "./center.ts";
import { findProject } from "./find-by-slug.ts";
import { whoIs } from "./person-behind.ts";

/** So many runs are looked at for one page, where no index serves what is asked for together. */
const mostLookedAt = 2_000;
const mostAtOnce = 500;
/** A run's id is made before its `createdAt`: of an upload by as long as it takes to come in. */
const longestUploadMs = 3_600_000;

type Where = Parameters<CollectionOf<"runs">["count"]>[0];

export interface RunsFound {
  runs: RunRecord[];
  /** Where the next page begins; null after the last one. */
  next: string | null;
  /** Of a page that was cut short: when the last run was created that was looked at. */
  lookedBackTo: number | null;
}

/**
 * A page of the runs that pass the filters, newest first, before the run of the id `before`. Whatever is asked for, at most
 * `mostLookedAt` runs are read: from the index that narrows most, and the rest of the filters is held against what is read.
 * Throws Problem `project_not_found`, or `invalid_request` for a suite without a project.
 */
export async function listRuns(
  center: Center,
  caller: Caller,
  { filters, before, limit }: { filters: RunFilters; before: string | null; limit: number },
): Promise<RunsFound> {
  const { me, projects } = await resolve(center, caller, filters);
  const id = idRange(filters, before);
  const sources = sourcesFor(filters, { me, projects });
  const { runs: collection } = viewOf(center.store, caller);
  const first = Math.max(10, Math.ceil((limit + 1) / sources.length));

  const runs: RunRecord[] = [];
  let lookedAt = 0;
  let last: RunRecord | null = null;
  for await (const run of newestFirst(sources.map((where) => readDown(collection, where, id, first)))) {
    if (lookedAt === mostLookedAt)
      return { runs, next: last!.id, lookedBackTo: runs.length < limit ? last!.createdAt : null };
    const isMeant = !isDeleted(run) && passesRunFilters(toRunSummary(run), filters, me);
    if (isMeant && runs.length === limit) return { runs, next: runs.at(-1)!.id, lookedBackTo: null };
    if (isMeant) runs.push(run);
    last = run;
    lookedAt += 1;
  }
  return { runs, next: null, lookedBackTo: null };
}

/** Null: all projects of the organization. */
type ProjectIds = readonly string[] | null;

async function resolve(center: Center, caller: Caller, { project, suite, by }: RunFilters) {
  if (suite !== undefined && project === undefined) {
    const errors = [{ path: "project", message: "A suite is found within a project: name the project too." }];
    throw new Problem("invalid_request", "The filter `suite` needs the filter `project`.", { errors });
  }
  const visible: ProjectIds = caller.projects && Object.keys(caller.projects);
  const [found, me] = await Promise.all([
    project === undefined ? null : findProject(viewOf(center.store, caller), project),
    by === "me" ? whoIs(center, caller) : null,
  ]);
  return { me, projects: found ? [found.id] : visible };
}

/** Ids begin with when they were made, so that a span of time is a span of ids, and a little more. */
function idRange({ from, to }: RunFilters, before: string | null): { gte: string; lt: string } {
  const end = to === undefined ? "~" : timeKey(Date.parse(to));
  return {
    gte: from === undefined ? "" : timeKey(Date.parse(from) - longestUploadMs),
    lt: before !== null && before < end ? before : end,
  };
}

/**
 * What to read, each served by one index in the order of the ids: together at least all runs that pass. Those of several
 * states or projects are several, since of those no index has a common order.
 */
function sourcesFor(filters: RunFilters, { me, projects }: { me: string | null; projects: ProjectIds }): Where[] {
  const { suite, state, verdict, branch, trigger, by, text } = filters;
  const inProjects = (where: Where = {}): Where[] => projects?.map((projectId) => ({ ...where, projectId })) ?? [where];
  const inStates = (states: readonly State[]) => states.flatMap((one) => inProjects({ state: one }));
  const number = text === undefined ? null : numberMeant(text);
  const states = verdict === undefined ? state && statesMeant(state) : [verdict];

  if (number !== null) return [{ number }];
  if (state === "open" || state === "queued" || state === "running") return inStates(statesMeant(state));
  if (suite !== undefined) return inProjects({ suiteSlug: suite });
  if (by !== undefined) return [{ triggeredBy: me ?? by }];
  if (branch !== undefined) return inProjects({ branch });
  if (states !== undefined) return inStates(states);
  if (trigger !== undefined && projects === null) return [{ triggerKind: trigger }];
  return inProjects();
}

/** Reads one index downwards, in ever larger steps. */
async function* readDown(
  runs: CollectionOf<"runs">,
  where: Where,
  id: { gte: string; lt: string },
  first: number,
): AsyncGenerator<RunRecord> {
  let { lt } = id;
  for (let size = first; ; size = Math.min(size * 2, mostAtOnce)) {
    const some = await runs.find({ where: { ...where, id: { ...id, lt } }, orderBy: ["-id"], limit: size });
    yield* some;
    if (some.length < size) return;
    lt = some.at(-1)!.id;
  }
}

/** Joins sources that are each in the order of falling ids. */
async function* newestFirst(sources: readonly AsyncGenerator<RunRecord>[]): AsyncGenerator<RunRecord> {
  const heads = await Promise.all(sources.map(async (source) => ({ source, run: await nextOf(source) })));
  for (;;) {
    let newest = null;
    for (const head of heads) if (head.run && !(newest?.run && newest.run.id > head.run.id)) newest = head;
    if (!newest?.run) return;
    yield newest.run;
    newest.run = await nextOf(newest.source);
  }
}

const nextOf = async (source: AsyncGenerator<RunRecord>) => (await source.next()).value ?? null;
