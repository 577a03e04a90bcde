import type { Difference } from "../domain/analysis/evidence.ts";
import type { AttemptRecord, RunRecord, SuiteSnapshot } from "../domain/run/records.ts";
import type { TenantCollections } from "../ports/store.ts";

/** Runs of the suite before this one that are looked through for one that passed. */
const lookedThrough = 50;
const testsCompared = 2_000;
const testsTold = 10;
/** A run that took so much longer, or shorter, is worth telling of. */
const muchSlower = 1.5;

/**
 * What differs from the last run of the suite, in the same environment, that passed; null where none did. Of variables
 * only the names are compared and told.
 */
export async function compareWithGreen(
  tenant: TenantCollections,
  run: RunRecord,
  attempts: readonly AttemptRecord[],
): Promise<Difference[] | null> {
  const earlier = await tenant.runs.find({
    where: { projectId: run.projectId, suiteSlug: run.suiteSlug, id: { lt: run.id } },
    orderBy: ["-id"],
    limit: lookedThrough,
  });
  const green = earlier.find((one) => one.verdict === "passed" && one.environmentSlug === run.environmentSlug);
  if (!green) return null;
  const greenAttempts = await tenant.attempts.find({ where: { runId: green.id }, limit: 1_000 });
  const image = (all: readonly AttemptRecord[]) => all.find((one) => one.image !== null)?.image ?? "";
  const durationOf = ({ startedAt, finishedAt }: RunRecord) => (finishedAt ?? 0) - (startedAt ?? 0);
  const [took, tookGreen] = [durationOf(run), durationOf(green)];
  const isMuch = Math.max(took, tookGreen) > 2_000 && Math.max(took / tookGreen, tookGreen / took) > muchSlower;
  return [
    differs("image", image(greenAttempts), image(attempts)),
    differs("commit", green.commit ?? "", run.commit ?? ""),
    differs("branch", green.branch ?? "", run.branch ?? ""),
    differs("folder", green.folder, run.folder),
    differs("shards", String(green.shards), String(run.shards)),
    differs("names of the run's variables", namesOf(green.variables), namesOf(run.variables)),
    ...snapshotFields.map((field) => differs(`suite: ${field}`, shown(green.suite, field), shown(run.suite, field))),
    ...(isMuch ? [differs("duration", `${tookGreen} ms`, `${took} ms`)] : []),
    ...(await compareTests(tenant, run, green)),
  ].filter((one) => one !== null);
}

const differs = (what: string, before: string, now: string): Difference | null =>
  before === now ? null : { what, before: before.slice(0, 300), now: now.slice(0, 300) };

const namesOf = (variables: Record<string, string>) => Object.keys(variables).toSorted().join(", ");

const snapshotFields = ["image", "directory", "command", "workingDirectory", "variables", "limits"] as const;

function shown(suite: SuiteSnapshot, field: (typeof snapshotFields)[number]): string {
  return field === "variables" ? namesOf(suite.variables) : JSON.stringify(suite[field]);
}

async function compareTests(tenant: TenantCollections, run: RunRecord, green: RunRecord): Promise<Difference[]> {
  const [now, before] = await Promise.all([run, green].map((one) => testsOf(tenant, one)));
  if (!now || !before || now.size >= testsCompared || before.size >= testsCompared) return [];
  const added = [...now].filter(([id]) => !before.has(id)).map(([, name]) => name);
  const missing = [...before].filter(([id]) => !now.has(id)).map(([, name]) => name);
  return [
    ...(added.length > 0 ? [{ what: `${added.length} new tests`, before: "", now: list(added) }] : []),
    ...(missing.length > 0 ? [{ what: `${missing.length} tests did not run`, before: list(missing), now: "" }] : []),
  ];
}

const list = (names: readonly string[]) =>
  names.slice(0, testsTold).join("; ") + (names.length > testsTold ? "; …" : "");

async function testsOf(tenant: TenantCollections, run: RunRecord): Promise<Map<string, string>> {
  const results = await tenant.results.find({ where: { runId: run.id }, orderBy: ["id"], limit: testsCompared });
  return new Map(results.map(({ testId, name }) => [testId, name]));
}
