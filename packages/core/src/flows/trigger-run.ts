import { createHash } from "node:crypto";
import type { NewRun, Trigger, Warning } from "@aac/contract";
import { tagStep, tagsUpTo } from "../domain/fairness/tags.ts";
import { Problem, toProblem } from "../domain/problems.ts";
import { type JobRecord, jobIdOf, keptWhole, noTotals, type RunRecord, shardsOf } from "../domain/run/records.ts";
import { isDeleted } from "../domain/run/states.ts";
import { readTraceparent } from "../domain/run/trace-parent.ts";
import { requirementOf, requirementsMetBy } from "../domain/run/worker-labels.ts";
import type { Caller, EnvironmentRecord, SuiteRecord } from "../domain/tenancy/records.ts";
import { checkImage } from "../domain/tenancy/sandbox-policy.ts";
import { demand } from "../domain/tenancy/permissions.ts";
import { findWorkers } from "./announce-member.ts";
import { type Center, observerOf } from "./center.ts";
import { findEnvironment, findProject, findSuite } from "./find-by-slug.ts";
import { findSandboxPolicy } from "./manage-sandbox-policy.ts";
import { claimRun, releaseRun } from "./quotas.ts";
import { whoIs } from "./person-behind.ts";
import { publishRun } from "./settle-run.ts";
import { viewOf } from "../ports/caller-view.ts";

export interface RunRequest extends Omit<NewRun, "trigger"> {
  trigger: Trigger["kind"];
  rerunOf?: string;
  /** Of the shards only these. */
  onlyShards?: number[];
  idempotencyKey?: string | undefined;
  /** The W3C trace context of whoever triggers it; one that is malformed counts as none. */
  traceparent?: string | undefined;
}

/**
 * Stores a run with its jobs and wakes a worker. Once this resolves the run will end. Under an idempotency key the same
 * request gives the same run; another request is refused.
 */
export async function triggerRun(
  center: Center,
  caller: Caller,
  { traceparent, ...request }: RunRequest,
): Promise<RunRecord> {
  const span = observerOf(center).begin("trigger", {
    parent: readTraceparent(traceparent),
    attributes: { "aac.project": request.project, "aac.suite": request.suite, "aac.trigger": request.trigger },
  });
  try {
    const run = await storeRun(center, caller, request, span.traceparent);
    span.end({ attributes: { "aac.run": run.id, "aac.organization": run.orgId } });
    return run;
  } catch (error) {
    span.end({ failure: toProblem(error).code });
    throw error;
  }
}

async function storeRun(
  center: Center,
  caller: Caller,
  request: RunRequest,
  traceparent: string | null,
): Promise<RunRecord> {
  const tenant = viewOf(center.store, caller);
  const requestDigest = request.idempotencyKey ? digestOf(request) : null;
  if (request.idempotencyKey) {
    const [earlier] = await tenant.runs.find({ where: { idempotencyKey: request.idempotencyKey } });
    if (earlier) return sameRequest(earlier, requestDigest);
  }
  const project = await findProject(tenant, request.project);
  demand(caller, "runs:trigger", project.id);
  const suite = await findSuite(tenant, project, request.suite);
  checkImage(await findSandboxPolicy(center, caller.orgId), suite);
  const environment = request.environment ? await findEnvironment(tenant, project, request.environment) : null;
  await claimRun(center, caller.orgId);
  const [number, tags, triggeredBy] = await Promise.all([
    nextNumber(center, project.id),
    nextTags(center, caller.orgId, shardsOf(request).length),
    whoIs(center, caller),
  ]);

  const warnings = await warnOfMissingLabels(center, suite.runsOn ?? []);
  const run = toRecord(center, caller, request, {
    number,
    triggeredBy,
    requestDigest,
    suite,
    environment,
    warnings,
    traceparent,
  });
  if (!(await tenant.runs.insert(run))) {
    await releaseRun(center, caller.orgId);
    const { idempotencyKey } = run;
    const [earlier] = idempotencyKey === null ? [] : await tenant.runs.find({ where: { idempotencyKey } });
    // Taken, for one who does not see by what: it is in a project that is not there for the caller.
    if (!earlier) throw new Problem("idempotency_mismatch", `The key "${idempotencyKey}" was used for another run.`);
    return sameRequest(earlier, requestDigest);
  }
  const shards = shardsOf(run);
  await tenant.jobs.insertMany(tags.map((startTag, index) => newJob(run, shards[index]!, startTag)));
  publishRun(center, run);
  wake(center, run);
  observerOf(center).tell({ what: "triggered", trigger: run.triggerKind, jobs: shards.length });
  return run;
}

/** A run that no worker can take waits for one; whoever looks at it should learn for what. */
async function warnOfMissingLabels(center: Center, runsOn: readonly string[]): Promise<Warning[]> {
  const required = requirementOf(runsOn);
  if (required === null) return [];
  const isSuited = (labels: readonly string[]) => requirementsMetBy(labels).includes(required);
  if ((await findWorkers(center)).some(({ labels }) => isSuited(labels ?? []))) return [];
  const detail = `No worker has the labels ${required}; the run waits until one with WORKER_LABELS=${required.replaceAll(" ", ",")} is there.`;
  return [{ code: "no_worker", detail }];
}

/** A job of the run, queued. */
export function newJob(run: RunRecord, shard: number, startTag: number): JobRecord {
  return {
    id: jobIdOf(run.id, shard),
    orgId: run.orgId,
    projectId: run.projectId,
    runId: run.id,
    shard,
    state: "queued",
    reason: null,
    totals: noTotals,
    warnings: [],
    ...(run.traceparent === undefined ? {} : { traceparent: run.traceparent }),
    runsOn: requirementOf(run.suite.runsOn ?? []),
    priority: run.priority,
    startTag,
    availableAt: run.createdAt,
    queuedAt: run.createdAt,
    startedAt: null,
    finishedAt: null,
    attempts: 0,
    losses: 0,
    worker: null,
    claimedAt: 0,
    fence: 0,
    leaseExpiresAt: 0,
  };
}

/** A stored job that nobody is told of is found by the sweep: telling may fail. */
function wake(center: Center, run: RunRecord): void {
  for (const shard of shardsOf(run)) {
    center.queue.wake({ jobId: jobIdOf(run.id, shard) }).catch((error: unknown) => {
      center.log.warn({ run: run.id, shard, error }, "no wake-up was sent; the sweep will send it");
    });
  }
}

export async function nextNumber(center: Center, projectId: string): Promise<number> {
  const id = `run-number:${projectId}`;
  return (await center.store.system.counters.increment(id, "value", 1, { id, value: 0 })).value;
}

export const virtualTimeId = "fairness:virtual-time";
const ledgerId = (orgId: string) => `fairness:ledger:${orgId}`;

/** Places in the fair order for `count` jobs of the organization. */
export async function nextTags(center: Center, orgId: string, count: number): Promise<number[]> {
  const { counters, organizations } = center.store.system;
  const id = ledgerId(orgId);
  const [organization, virtualTime, ledger] = await Promise.all([
    organizations.get(orgId),
    counters.get(virtualTimeId),
    counters.get(id),
  ]);
  const weight = organization?.weight ?? 1;
  const now = virtualTime?.value ?? 0;
  // Who was away starts at the present. Several who do this at once set the same value.
  if (ledger && ledger.value < now) await counters.update(id, { value: { lt: now } }, { value: now });
  const after = await counters.increment(id, "value", count * tagStep(weight), { id, value: now });
  return tagsUpTo(after.value, weight, count);
}

function toRecord(
  center: Center,
  caller: Caller,
  request: RunRequest,
  found: {
    number: number;
    triggeredBy: string;
    requestDigest: string | null;
    suite: SuiteRecord;
    environment: EnvironmentRecord | null;
    warnings: Warning[];
    traceparent: string | null;
  },
): RunRecord {
  const { suite, environment } = found;
  return {
    id: center.ids(),
    orgId: caller.orgId,
    projectId: suite.projectId,
    projectSlug: suite.projectSlug,
    suiteId: suite.id,
    suiteSlug: suite.slug,
    suite: {
      slug: suite.slug,
      name: suite.name,
      image: suite.image,
      directory: suite.directory,
      command: suite.command,
      workingDirectory: suite.workingDirectory,
      variables: suite.variables,
      artifacts: suite.artifacts,
      reports: suite.reports,
      runsOn: suite.runsOn ?? [],
      ...(suite.reporter ? { reporter: true } : {}),
      onWorkerLoss: suite.onWorkerLoss,
      limits: suite.limits,
    },
    number: found.number,
    environmentId: environment?.id ?? null,
    environmentSlug: environment?.slug ?? null,
    folder: request.folder ?? suite.folder,
    variables: request.variables,
    trigger: { kind: request.trigger, by: caller.actor.name },
    triggeredBy: found.triggeredBy,
    triggerKind: request.trigger,
    branch: request.branch,
    commit: request.commit,
    labels: [...new Set(request.labels)],
    rerunOf: request.rerunOf ?? null,
    priority: request.priority,
    shards: request.shards,
    ...(request.onlyShards && { onlyShards: request.onlyShards }),
    idempotencyKey: request.idempotencyKey ?? null,
    requestDigest: found.requestDigest,
    ...(found.traceparent === null ? {} : { traceparent: found.traceparent }),
    state: "queued",
    verdict: null,
    reason: null,
    totals: noTotals,
    warnings: found.warnings,
    ...keptWhole,
    createdAt: center.clock.now(),
    startedAt: null,
    finishedAt: null,
    noticesDue: false,
    revision: 1,
  };
}

/** Throws Problem `idempotency_mismatch` where the run that was made under a key is deleted, for as long as that is known. */
export function demandThere(run: RunRecord): void {
  if (!isDeleted(run)) return;
  throw new Problem("idempotency_mismatch", `Run ${run.id}, which was made under this key, is deleted.`);
}

function sameRequest(earlier: RunRecord, digest: string | null): RunRecord {
  demandThere(earlier);
  if (earlier.requestDigest === digest) return earlier;
  throw new Problem("idempotency_mismatch", `Run ${earlier.id} was triggered under this key by another request.`);
}

function digestOf(request: RunRequest): string {
  // In which order a client names its fields, and its variables, says nothing.
  const inOrder = (_: string, value: unknown) =>
    typeof value === "object" && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : value;
  return createHash("sha256").update(JSON.stringify(request, inOrder)).digest("base64url");
}
