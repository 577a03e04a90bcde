import { randomUUID } from "node:crypto";
import type { CallInput, Client, Run } from "@aac/contract";
import { sendAgain } from "../connection/send-again.ts";
import type { Host } from "../host.ts";

/** Triggers a run, once: should the answer get lost, the request is repeated under the same idempotency key. */
export function triggerRun(
  client: Client,
  host: Pick<Host, "pause" | "surroundings">,
  body: NonNullable<CallInput<"createRun">["body"]>,
): Promise<Run> {
  // What a traced pipeline hands to its steps.
  const traceparent = host.surroundings.variables["TRACEPARENT"] || undefined;
  const headers = { "idempotency-key": randomUUID(), traceparent };
  return sendAgain(host, () => client.call("createRun", { headers, body }));
}
