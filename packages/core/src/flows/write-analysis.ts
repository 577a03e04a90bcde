import type { AnalysisRecord } from "../domain/analysis/records.ts";
import type { RunRecord } from "../domain/run/records.ts";
import type { Center } from "./center.ts";

/** Writes one run's analysis for as long as the claim on it holds. */
export interface AnalysisWriter {
  record(): AnalysisRecord;
  /** Stored first, told second. Throws when the claim was lost. */
  write(change: Partial<AnalysisRecord>): Promise<void>;
}

/** Takes the analysis of a claimed run, made where there is none. */
export async function openAnalysis(center: Center, run: RunRecord, lease: number): Promise<AnalysisWriter> {
  const { analyses } = center.store.tenant(run.orgId);
  await analyses.insert(newAnalysis(run));
  let record = await analyses.update(run.id, {}, { lease });
  if (!record) throw new Error(`The analysis of run ${run.id} is gone.`);
  return {
    record: () => record!,
    async write(change) {
      for (;;) {
        const now = await analyses.get(run.id);
        if (now?.lease !== lease) throw new Error(`The analysis of run ${run.id} is another's now.`);
        const { revision } = now;
        const written = await analyses.update(run.id, { revision, lease }, { ...change, revision: revision + 1 });
        if (!written) continue;
        record = written;
        return publishAnalysis(center, written);
      }
    },
  };
}

export const newAnalysis = ({ id, orgId }: Pick<RunRecord, "id" | "orgId">): AnalysisRecord => ({
  id,
  orgId,
  runId: id,
  state: "waiting",
  finding: null,
  analyst: null,
  model: null,
  isReused: false,
  notes: [],
  signature: null,
  usage: null,
  tries: 0,
  isAnew: false,
  lease: 0,
  revision: 1,
  startedAt: null,
  finishedAt: null,
});

/** Ends a claim: the run's analysis is due again at `at`, or never. Of a run that is gone the analysis goes too. */
export async function releaseRun(center: Center, runId: string, lease: number, at: number | null): Promise<void> {
  const { runs, analyses } = center.store.system;
  if (await runs.update(runId, { analysisAt: lease }, { analysisAt: at })) return;
  if (!(await runs.get(runId))) await analyses.delete(runId);
}

export function publishAnalysis(center: Center, { orgId, runId, revision }: AnalysisRecord): void {
  center.bus.publish({ kind: "analysis", orgId, runId, revision });
}
