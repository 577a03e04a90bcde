import type { Caller } from "../domain/tenancy/records.ts";
import type { Center } from "./center.ts";

/** Who is signed in, or whose own the key is; null for one of a service account or of the organization. */
export async function personBehind({ store }: Center, { orgId, actor }: Caller): Promise<string | null> {
  if (actor.kind === "person") return actor.id;
  return (actor.kind === "key" && (await store.tenant(orgId).apiKeys.get(actor.id))?.userId) || null;
}

/** The id of that person, else of the key. */
export async function whoIs(center: Center, caller: Caller): Promise<string> {
  return (await personBehind(center, caller)) ?? caller.actor.id;
}
