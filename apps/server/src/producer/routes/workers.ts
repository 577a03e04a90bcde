import { type Center, drainWorker, presentWorker, surveyQueue, surveyWorkers } from "@aac/core";
import type { HandlersOf } from "../handlers.ts";

export function workerRoutes(center: Center): HandlersOf<"listWorkers" | "changeWorker" | "getQueue"> {
  return {
    listWorkers: ({ caller }) => surveyWorkers(center, caller),
    changeWorker: async ({ caller, params, body }) =>
      presentWorker(center, caller, await drainWorker(center, caller, params.worker, body.draining)),
    getQueue: ({ caller }) => surveyQueue(center, caller),
  };
}
