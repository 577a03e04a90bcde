import { type Center, Problem, toRunSummary } from "@aac/core";
import type { FastifyReply, FastifyRequest } from "fastify";
import { type Access, authorise } from "../auth.ts";
import type { HandlersOf } from "../handlers.ts";
import { openEventStream } from "../live/event-stream.ts";
import { followOrganization } from "../live/follow-organization.ts";
import { followRun } from "../live/follow-run.ts";
import { parsePosition } from "../live/position.ts";
import { findRun } from "./runs.ts";

/** Server-sent events. `closing` aborts when the producer stops: streams end, and clients go on elsewhere. */
export function eventRoutes(center: Center, access: Access, closing: AbortSignal): HandlersOf<"runEvents" | "events"> {
  const open = (request: FastifyRequest, reply: FastifyReply) =>
    openEventStream(request, reply, {
      clock: center.clock,
      closing,
      isAllowed: () => mayStillRead(access, request),
    });
  return {
    async runEvents({ caller, params, headers, query, request, reply }) {
      const run = await findRun(center, caller, params.run);
      const asked = headers["last-event-id"] ?? query.after;
      const tail = asked === "tail";
      const position = parsePosition(tail ? undefined : asked);
      const options = { orgId: caller.orgId, runId: run.id, position, tail, untilAnalysed: query.until === "analysis" };
      await open(request, reply).feed((send, signal) => followRun(center, { ...options, send, signal }));
      return reply;
    },

    async events({ caller, request, reply }) {
      await open(request, reply).feed((send, signal) =>
        followOrganization(center, caller, (run) => send("run", toRunSummary(run)), signal),
      );
      return reply;
    },
  };
}

/** A revoked key or an ended session ends its streams too; a store that does not answer ends none. */
async function mayStillRead(access: Access, request: FastifyRequest): Promise<boolean> {
  try {
    await authorise(access, request, "runs:read");
    return true;
  } catch (error) {
    return !(error instanceof Problem) || error.status >= 500;
  }
}
