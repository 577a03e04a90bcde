import { createHash } from "node:crypto";
import { Problem } from "../domain/problems.ts";
import { toInstant } from "../domain/run/present.ts";
import type { RunRecord } from "../domain/run/records.ts";
import {
  crossed,
  nextPeriod,
  noQuotas,
  periodBegin,
  periodOf,
  type QuotaKind,
  type Quotas,
  quotaWords,
} from "../domain/tenancy/quotas.ts";
import type { Usage } from "@aac/contract";
import type { Center } from "./center.ts";
import { tellChange } from "./tell-change.ts";

/** What holds for an organization: what was set for it, else what the center has for all. */
export async function quotasOf(center: Center, orgId: string): Promise<Quotas> {
  const organization = await center.store.system.organizations.get(orgId);
  return { ...noQuotas, ...center.quotas, ...organization?.quotas };
}

const counterOf = (center: Center, orgId: string, kind: QuotaKind) =>
  kind === "runsPerMonth" ? `quota/${kind}/${orgId}/${periodOf(center.clock.now())}` : `quota/${kind}/${orgId}`;

/** Where nothing is counted yet. */
const initialOf = async (center: Center, orgId: string, kind: QuotaKind) =>
  kind === "people" ? center.store.tenant(orgId).memberships.count({}) : 0;

async function count(center: Center, orgId: string, kind: QuotaKind, by: number): Promise<number> {
  const id = counterOf(center, orgId, kind);
  const { counters } = center.store.system;
  const value = kind === "people" && !(await counters.get(id)) ? await initialOf(center, orgId, kind) : 0;
  return (await counters.increment(id, "value", by, { id, value })).value;
}

/**
 * Takes so much of a quota, or nothing where it would not be kept. Everybody counts first and looks then, and gives back
 * what was too much: however many do it at once, no more is taken than there is, and nothing is left that fits.
 */
async function claim(center: Center, orgId: string, kind: QuotaKind, by: number, limit: number | null) {
  const used = await count(center, orgId, kind, by);
  if (limit === null) return { isTaken: true, used };
  const isTaken = used <= limit;
  if (!isTaken) await count(center, orgId, kind, -by);
  const due = isTaken ? crossed(used - by, used, limit) : ([100] as const);
  for (const percent of due) await warn(center, { orgId, kind, percent, used: Math.min(used, limit), limit });
  return { isTaken, used: isTaken ? used : used - by };
}

function refusal(kind: QuotaKind, limit: number, freeAt: number | null): Problem {
  const { what, amount } = quotaWords[kind];
  const until = freeAt === null ? "" : ` A new month begins at ${toInstant(freeAt)}.`;
  return new Problem("quota_exceeded", `The organization has used all of its ${amount(limit)} ${what}.${until}`);
}

/** Counts a run. Throws Problem `quota_exceeded`; nothing is counted then. */
export async function claimRun(center: Center, orgId: string): Promise<void> {
  const { runsPerMonth: limit } = await quotasOf(center, orgId);
  const { isTaken } = await claim(center, orgId, "runsPerMonth", 1, limit);
  if (!isTaken) throw refusal("runsPerMonth", limit!, nextPeriod(center.clock.now()));
}

/** The run that was counted has not come to be. */
export async function releaseRun(center: Center, orgId: string): Promise<void> {
  await count(center, orgId, "runsPerMonth", -1);
}

const deletedOf = (orgId: string, at: number) => `quota/deletedRuns/${orgId}/${periodOf(at)}`;

/** A run that was deleted has been run all the same. */
export async function countDeletedRun({ store, clock }: Center, { orgId, createdAt }: RunRecord): Promise<void> {
  if (createdAt < periodBegin(clock.now())) return;
  const id = deletedOf(orgId, createdAt);
  await store.system.counters.increment(id, "value", 1, { id, value: 0 });
}

/** To be called before a person joins. Throws Problem `quota_exceeded`; nothing is counted then. */
export async function claimPlace(center: Center, orgId: string): Promise<void> {
  const { people: limit } = await quotasOf(center, orgId);
  const { isTaken } = await claim(center, orgId, "people", 1, limit);
  if (!isTaken) throw refusal("people", limit!, null);
}

/** To be called after a person has left, or has not come to join after all. */
export async function releasePlace(center: Center, orgId: string): Promise<void> {
  await count(center, orgId, "people", -1);
}

/** Counts what one attempt, or one upload, keeps. */
export interface StorageMeter {
  /** False, and nothing is counted, when it does not fit. */
  reserve(bytes: number): Promise<boolean>;
  /** Counts what is kept in any case: reports, on which the verdict rests, and corrections. */
  add(bytes: number): Promise<void>;
  /** To be called at the end, whatever it was. */
  close(): Promise<void>;
}

export async function openStorageMeter(center: Center, orgId: string): Promise<StorageMeter> {
  const { storageBytes: limit } = await quotasOf(center, orgId);
  /** Without a limit nothing has to be known before the end. */
  let uncounted = 0;
  return {
    async reserve(bytes) {
      if (limit !== null) return (await claim(center, orgId, "storageBytes", bytes, limit)).isTaken;
      uncounted += bytes;
      return true;
    },
    async add(bytes) {
      if (limit === null) uncounted += bytes;
      else if (bytes !== 0) await grow(center, orgId, bytes, limit);
    },
    async close() {
      const bytes = uncounted;
      uncounted = 0;
      if (bytes !== 0) await count(center, orgId, "storageBytes", bytes);
    },
  };
}

async function grow(center: Center, orgId: string, bytes: number, limit: number): Promise<void> {
  const used = await count(center, orgId, "storageBytes", bytes);
  for (const percent of crossed(used - bytes, used, limit)) {
    await warn(center, { orgId, kind: "storageBytes", percent, used, limit });
  }
}

/** Counts bytes that are stored already, or, with a minus, are not any more. */
export async function countStorage(center: Center, orgId: string, bytes: number): Promise<void> {
  if (bytes === 0) return;
  const { storageBytes: limit } = await quotasOf(center, orgId);
  if (limit === null || bytes < 0) await count(center, orgId, "storageBytes", bytes);
  else await grow(center, orgId, bytes, limit);
}

/** Throws Problem `quota_exceeded` where no storage is left at all. */
export async function demandStorage(center: Center, orgId: string): Promise<void> {
  const { storageBytes: limit } = await quotasOf(center, orgId);
  if (limit !== null && (await usedOf(center, orgId, "storageBytes")) >= limit) {
    throw refusal("storageBytes", limit, null);
  }
}

async function usedOf(center: Center, orgId: string, kind: QuotaKind): Promise<number> {
  const counter = await center.store.system.counters.get(counterOf(center, orgId, kind));
  return Math.max(0, counter?.value ?? (await initialOf(center, orgId, kind)));
}

/** What is used of what. Throws Problem `unauthenticated` when the organization is gone. */
export async function readUsage(center: Center, orgId: string): Promise<Usage> {
  const organization = await center.store.system.organizations.get(orgId);
  if (!organization) throw new Problem("unauthenticated", "The organization of this key is gone.");
  const [quotas, running, runs, storage, people] = await Promise.all([
    quotasOf(center, orgId),
    center.store.system.jobs.count({ orgId, state: "running" }),
    usedOf(center, orgId, "runsPerMonth"),
    usedOf(center, orgId, "storageBytes"),
    usedOf(center, orgId, "people"),
  ]);
  const now = center.clock.now();
  return {
    period: periodOf(now),
    periodEndsAt: toInstant(nextPeriod(now)),
    concurrentJobs: { used: running, limit: organization.maxConcurrentJobs },
    runsPerMonth: { used: runs, limit: quotas.runsPerMonth },
    storageBytes: { used: storage, limit: quotas.storageBytes },
    people: { used: people, limit: quotas.people },
  };
}

const dayMs = 24 * 3_600_000;
const manyAtOnce = 500;

/** What was being stored at the first look has been by the second. */
const secondLookMs = 5_000;

/**
 * Counts anew what an organization uses: a process that died between counting and storing has left it wrong by that much.
 * Places and runs are counted before they are stored, so a difference is mended only when it is still there, with nothing
 * counted since, at a second look. Storage grows all the time, and is mended by the difference.
 */
export async function recountUsage(center: Center, orgId: string, signal?: AbortSignal): Promise<void> {
  const { counters } = center.store.system;
  const storageId = counterOf(center, orgId, "storageBytes");
  const counted = (await counters.get(storageId))?.value ?? 0;
  const stored = await storedBytes(center, orgId);
  if (stored !== counted) {
    await counters.increment(storageId, "value", stored - counted, { id: storageId, value: 0 });
  }
  const exact = {
    people: () => center.store.tenant(orgId).memberships.count({}),
    runsPerMonth: () => runsOfMonth(center, orgId),
  } as const satisfies Partial<Record<QuotaKind, () => Promise<number | null>>>;
  for (const kind of ["people", "runsPerMonth"] as const) {
    const id = counterOf(center, orgId, kind);
    const before = await counters.get(id);
    const found = before && (await exact[kind]());
    if (!before || found === null || found === before.value) continue;
    await center.clock.sleep(secondLookMs, signal);
    if (signal?.aborted) return;
    if ((await exact[kind]()) === found) await counters.update(id, { value: before.value }, { value: found });
  }
}

export async function recountAll(center: Center, signal?: AbortSignal): Promise<void> {
  for (const { id } of await center.store.system.organizations.find({ where: {} })) {
    if (signal?.aborted) return;
    await recountUsage(center, id, signal);
  }
}

async function storedBytes(center: Center, orgId: string): Promise<number> {
  let bytes = 0;
  for (let last = ""; ;) {
    const { runs } = center.store.tenant(orgId);
    const some = await runs.find({ where: { id: { gt: last } }, limit: manyAtOnce });
    for (const run of some) bytes += (await artifactBytes(center, run)) + (await logBytes(center, run));
    if (some.length < manyAtOnce) return bytes;
    last = some.at(-1)!.id;
  }
}

/** Null where it cannot be known: runs of the month may be deleted already, and count all the same. */
async function runsOfMonth(center: Center, orgId: string): Promise<number | null> {
  const now = center.clock.now();
  const organization = await center.store.system.organizations.get(orgId);
  const { runsDays = 0 } = organization?.retention ?? {};
  if (runsDays !== null && runsDays * dayMs <= now - periodBegin(now)) return null;
  const [there, deleted] = await Promise.all([
    center.store.tenant(orgId).runs.count({ createdAt: { gte: periodBegin(now) } }),
    center.store.system.counters.get(deletedOf(orgId, now)),
  ]);
  return there + (deleted?.value ?? 0);
}

type Kept = Pick<RunRecord, "id" | "orgId" | "hasArtifacts" | "hasLogs">;

/** What the artifacts of a run come to, as far as they are kept. */
export async function artifactBytes(
  center: Center,
  run: Kept,
  attempt?: { id: string; fence: number },
): Promise<number> {
  if (!run.hasArtifacts) return 0;
  const { artifacts } = center.store.tenant(run.orgId);
  const of = attempt ? { attemptId: attempt.id, fence: { lt: attempt.fence } } : { runId: run.id };
  let bytes = 0;
  for (let last = ""; ;) {
    const some = await artifacts.find({ where: { ...of, id: { gt: last } }, limit: manyAtOnce });
    for (const { sizeBytes } of some) bytes += sizeBytes;
    if (some.length < manyAtOnce) return bytes;
    last = some.at(-1)!.id;
  }
}

/** What the log of a run comes to, as far as it is kept. That of an attempt is counted when it ends. */
export async function logBytes(center: Center, run: Kept): Promise<number> {
  if (!run.hasLogs) return 0;
  const attempts = await center.store.tenant(run.orgId).attempts.find({ where: { runId: run.id }, limit: 1_000 });
  return attempts.reduce((sum, { state, logBytes: bytes }) => sum + (state === "running" ? 0 : bytes), 0);
}

interface Warned {
  orgId: string;
  kind: QuotaKind;
  percent: number;
  used: number;
  limit: number;
}

/**
 * Makes the deliveries that tell owners and admins, once a month for each step: their ids follow from what they tell.
 * What is used is counted already; that somebody is not told of it must not undo that.
 */
async function warn(center: Center, { orgId, kind, percent, used, limit }: Warned): Promise<void> {
  const { organizations, users, memberships, deliveries } = center.store.system;
  try {
    const now = center.clock.now();
    const organization = await organizations.get(orgId);
    const admins = await memberships.find({ where: { orgId, role: { in: ["owner", "admin"] } }, limit: manyAtOnce });
    const found = await users.find({ where: { id: { in: admins.map(({ userId }) => userId) } } });
    const { what, amount, atLimit } = quotaWords[kind];
    const quota = {
      organization: organization?.name ?? "",
      what,
      percent,
      used: amount(used),
      limit: amount(limit),
      atLimit,
    };
    const addresses = found.filter(({ emailVerified }) => emailVerified).map(({ email }) => email);
    await deliveries.insertMany(
      addresses.map((address) => ({
        id: `quota-${periodOf(now)}-${kind}-${percent}-${orgId}-${shortDigest(address)}`,
        orgId,
        kind: "email" as const,
        channelId: null,
        channelSlug: null,
        to: address,
        receiver: "mail",
        runId: null,
        type: "quota.warning" as const,
        title: `${percent} % of ${what} are used`,
        notice: { type: "quota.warning" as const, at: toInstant(now), run: null, failures: [], schedule: null, quota },
        state: "due" as const,
        nextAt: now,
        fence: 0,
        failures: 0,
        tries: [],
        createdAt: now,
        finishedAt: null,
      })),
    );
    tellChange(center, orgId, "deliveries");
  } catch (error) {
    center.log.warn({ org: orgId, kind, percent, error }, "nobody could be told that a quota is used up");
  }
}

const shortDigest = (text: string) => createHash("sha256").update(text).digest("hex").slice(0, 20);
