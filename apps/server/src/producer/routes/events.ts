import { type Center, toRunSummary } from "@aac/core";
import type { HandlersOf } from "../handlers.ts";
import { followOrganization } from "../live/follow-organization.ts";
import { followRun } from "../live/follow-run.ts";
import { parsePosition } from "../live/position.ts";
import { openEventStream } from "../live/event-stream.ts";
import { findRun } from "./runs.ts";

/** Server-sent events. `closing` aborts when the producer stops: streams end, and clients go on elsewhere. */
export function eventRoutes(center: Center, closing: AbortSignal): HandlersOf<"runEvents" | "events"> {
  return {
    async runEvents({ caller, params, headers, query, request, reply }) {
      const run = await findRun(center, caller, params.run);
      const asked = headers["last-event-id"] ?? query.after;
      const tail = asked === "tail";
      const position = parsePosition(tail ? undefined : asked);
      const stream = openEventStream(center.clock, request, reply, closing);
      const options = { orgId: caller.orgId, runId: run.id, position, tail };
      await stream.feed((send, signal) => followRun(center, { ...options, send, signal }));
      return reply;
    },

    async events({ caller, request, reply }) {
      const stream = openEventStream(center.clock, request, reply, closing);
      await stream.feed((send, signal) =>
        followOrganization(center, caller.orgId, (run) => send("run", toRunSummary(run)), signal),
      );
      return reply;
    },
  };
}
