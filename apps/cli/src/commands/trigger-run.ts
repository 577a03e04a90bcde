import { randomUUID } from "node:crypto";
import type { CallInput, Client, Run } from "@aac/contract";
import { sendAgain } from "../connection/send-again.ts";
import type { Host } from "../host.ts";

/** Triggers a run, once: should the answer get lost, the request is repeated under the same idempotency key. */
export function triggerRun(
  client: Client,
  host: Pick<Host, "pause">,
  body: NonNullable<CallInput<"createRun">["body"]>,
): Promise<Run> {
  const headers = { "idempotency-key": randomUUID() };
  return sendAgain(host, () => client.call("createRun", { headers, body }));
}
