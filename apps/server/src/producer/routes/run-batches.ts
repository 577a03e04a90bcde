import type { AuditAction, RunOutcome, RunOutcomes } from "@aac/contract";
import { cancelRun, type Caller, deleteRun, findRun, labelRun, Problem, rerun, demand } from "@aac/core";
import type { FastifyRequest } from "fastify";
import { keepOne } from "../audit/keep.ts";
import { type TargetParts, targets } from "../audit/targets.ts";
import { toDetails } from "../errors.ts";
import type { HandlersOf } from "../handlers.ts";

/** So many runs at a time. */
const atOnce = 4;

interface Asked {
  caller: Caller;
  request: FastifyRequest;
}
/** Does it to one run; answers the run that was made of it, if any. */
type Work = (run: string) => Promise<string | null>;

/** What is done to several runs is done as if each was asked for alone. */
export function runBatchRoutes(
  parts: TargetParts,
): HandlersOf<"cancelRuns" | "rerunRuns" | "labelRuns" | "deleteRuns"> {
  const { center } = parts;
  const each = async (asked: Asked, action: AuditAction, runs: readonly string[], work: Work): Promise<RunOutcomes> => {
    const waiting = [...new Set(runs)];
    const outcomes = new Map<string, RunOutcome>();
    const doNext = async () => {
      for (let run = waiting.shift(); run !== undefined; run = waiting.shift())
        outcomes.set(run, await outcomeOf(asked, action, run, work));
    };
    await Promise.all(Array.from({ length: atOnce }, doNext));
    return { outcomes: [...new Set(runs)].map((run) => outcomes.get(run)!) };
  };

  const outcomeOf = async (asked: Asked, action: AuditAction, run: string, work: Work): Promise<RunOutcome> => {
    const { caller, request } = asked;
    const look = () => targets.run(parts, caller, { run });
    try {
      const isGone = action === "run.delete";
      const made = await keepOne(parts, asked, { action, look, isGone }, async () => {
        const answer = await work(run);
        return answer === null ? { answer } : { answer, after: { run: answer } };
      });
      return { run, problem: null, made };
    } catch (error) {
      // What is no refusal ends the request: the runs before it are done, and asking again does no harm.
      if (!(error instanceof Problem) || error.status >= 500) throw error;
      return { run, problem: toDetails(error, request.id), made: null };
    }
  };

  return {
    cancelRuns: ({ caller, request, body }) =>
      each({ caller, request }, "run.cancel", body.runs, async (id) => {
        demand(caller, "runs:trigger", (await findRun(center, caller, id)).projectId);
        await cancelRun(center, caller, id);
        return null;
      }),
    rerunRuns: ({ caller, request, body }) =>
      each(
        { caller, request },
        "run.rerun",
        body.runs,
        async (id) => (await rerun(center, caller, id, { trigger: body.trigger })).id,
      ),
    labelRuns: ({ caller, request, body }) =>
      each({ caller, request }, "run.change", body.runs, async (id) => {
        await labelRun(center, caller, id, body);
        return null;
      }),
    deleteRuns: ({ caller, request, body }) =>
      each({ caller, request }, "run.delete", body.runs, async (id) => {
        await deleteRun(center, caller, id);
        return null;
      }),
  };
}
