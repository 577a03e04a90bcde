import { isDeepStrictEqual } from "node:util";
import { type Caller, type Center, findRun, may, observerOf, Problem, type RunRecord, toRunSummary } from "@aac/core";
import type { FastifyReply, FastifyRequest } from "fastify";
import { type Access, authorise } from "../auth.ts";
import type { HandlersOf } from "../handlers.ts";
import { openEventStream } from "../live/event-stream.ts";
import { followChanges } from "../live/follow-changes.ts";
import { followOrganization } from "../live/follow-organization.ts";
import { followRun } from "../live/follow-run.ts";
import { followWorkers } from "../live/follow-workers.ts";
import { parsePosition } from "../live/position.ts";

/** Server-sent events. `closing` aborts when the producer stops: streams end, and clients go on elsewhere. */
export function eventRoutes(center: Center, access: Access, closing: AbortSignal): HandlersOf<"runEvents" | "events"> {
  const open = (request: FastifyRequest, reply: FastifyReply, caller: Caller) =>
    openEventStream(request, reply, {
      clock: center.clock,
      closing,
      isAllowed: () => mayStillRead(access, request, caller),
    });
  const counted = async (of: "run" | "organization", stream: () => Promise<void>) => {
    observerOf(center).tell({ what: "stream", of, change: 1 });
    await stream().finally(() => observerOf(center).tell({ what: "stream", of, change: -1 }));
  };
  return {
    async runEvents({ caller, params, headers, query, request, reply }) {
      const run = await findRun(center, caller, params.run);
      const asked = headers["last-event-id"] ?? query.after;
      const tail = asked === "tail";
      const position = parsePosition(tail ? undefined : asked);
      const options = { orgId: caller.orgId, runId: run.id, position, tail, untilAnalysed: query.until === "analysis" };
      await counted("run", () =>
        open(request, reply, caller).feed((send, signal) => followRun(center, { ...options, send, signal })),
      );
      return reply;
    },

    async events({ caller, request, reply }) {
      await counted("organization", () =>
        open(request, reply, caller).feed(async (send, signal) => {
          const tell = (run: RunRecord) =>
            run.deletedAt ? send("gone", { id: run.id }) : send("run", toRunSummary(run));
          const runs = followOrganization(center, caller, tell, signal);
          // A run token has nothing to do with them.
          const workers =
            may(caller, "workers:read") && followWorkers(center, caller, () => send("workers", {}), signal);
          const changes = followChanges(center, caller, (what) => send("changed", { what }), signal);
          await Promise.all([runs, workers, changes]);
        }),
      );
      return reply;
    },
  };
}

/**
 * A revoked key, an ended session or another membership ends its streams too: who sees other projects by now, or acts in
 * another organization, opens a stream anew. A store that does not answer ends none.
 */
async function mayStillRead(access: Access, request: FastifyRequest, before: Caller): Promise<boolean> {
  try {
    const now = await authorise(access, request, "runs:read");
    return now.orgId === before.orgId && isDeepStrictEqual(now.projects, before.projects);
  } catch (error) {
    return !(error instanceof Problem) || error.status >= 500;
  }
}
